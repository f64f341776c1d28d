// The policies that ship with the engine, as texts. The list is the folder's: a file there is a policy, and so is a
// folder with its files. A new one appears here by itself.
import type { PolicyFile } from './engine/types';

export interface ShippedPolicy {
  name: string;
  files: PolicyFile[];
}

const texts = import.meta.glob<string>(['../../core/policies/*.yaml', '../../core/policies/*/*.{yaml,csv}'], { query: '?raw', import: 'default', eager: true });

export const shippedPolicies: readonly ShippedPolicy[] = shipped();

function shipped(): ShippedPolicy[] {
  const policies = new Map<string, PolicyFile[]>();
  for (const path of Object.keys(texts).sort()) {
    const [first = '', file = first] = path.slice('../../core/policies/'.length).split('/');
    const name = first.replace(/\.yaml$/, '');
    policies.set(name, [...(policies.get(name) ?? []), { name: file, text: texts[path] ?? '' }]);
  }
  return [...policies].map(([name, files]) => ({ name, files }));
}
