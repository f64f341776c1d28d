// The policies that ship with the engine, as text. The list is the folder's: a new pack there appears here by itself.
import type { PolicyFile } from './engine/types';

const texts = import.meta.glob<string>('../../core/policies/*.yaml', { query: '?raw', import: 'default', eager: true });

export const shippedPolicies: readonly PolicyFile[] = Object.entries(texts)
  .map(([path, text]) => ({ name: path.slice(path.lastIndexOf('/') + 1), text }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
