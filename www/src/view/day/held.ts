// Why something is kept back, in words. The rule's name and the field are the engine's.
import type { Labels } from '../../cells';
import type { Lang } from '../../engine/types';
import { labelIn, type Words } from '../../text';

/** `caps.week` is a cap of the policy's own name. */
export function heldBy(words: Words, by: string): string {
  const [kind = by, name] = by.split('.');
  const known = words.day.by[kind] ?? kind;
  return name === undefined ? known : `${known} ${name}`;
}

/** A condition that holds blocks; so does one that cannot be known. */
export function heldBecause(words: Words, labels: Labels, lang: Lang, reason: string, field: string | null): string {
  if (reason === 'holds') return words.day.held.holds;
  const named = field === null ? '' : labelIn(lang, labels.get('field')?.get(field), field);
  return words.day.held.unknown(named === '' ? (words.words[reason] ?? reason) : named);
}
