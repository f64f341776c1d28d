// The one-file page: its hash is made of its own scripts and sheet, and nobody delivers anything to it but a person, or the
// page that it is a frame of.
import type { PageIdentity } from './deployed';
import { handedOver } from './frame';
import type { HandOver } from './handover';
import { sha256Of } from './hash';

/** Of the scripts and the sheet in their order, a line break between them. */
export async function pageIdentity(): Promise<PageIdentity | null> {
  const parts = [...document.querySelectorAll('body script, head style')].map(({ textContent }) => textContent ?? '');
  const hash = await sha256Of(new TextEncoder().encode(parts.join('\n')));
  return hash === null ? null : { hash, computed: true };
}

export const delivered = (): Promise<HandOver | null> => handedOver();

/** From a disk there are no headers to add. */
export function guard(): void {}
