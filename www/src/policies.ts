// The policies that ship with the engine. The build lists them and asks the module who they are, so that the page can name
// them before the module runs; their texts come with the one that is chosen.
import policies from 'virtual:appraise-policies';
import type { PolicyFile, PolicyIdentity } from './engine/types';

export interface ShippedPolicy {
  name: string;
  identity: PolicyIdentity | null;
  files(): Promise<PolicyFile[]>;
}

export const shippedPolicies: readonly ShippedPolicy[] = policies.map(({ name, identity, load }) => ({ name, identity, files: async () => (await load()).default }));

/** Brings the texts of every policy, so that nothing has to be asked for later. What fails is asked for again when it is needed. */
export function allTexts(): Promise<unknown> {
  return Promise.allSettled(policies.map(({ load }) => load()));
}
