// The workspace of policies and its text editor: files of their own, which the page does not wait for.

export const workshop = () => import('./Workshop.svelte');
export const textEditor = () => import('./editor');

/** Brings both, so that nothing has to be asked for later. What fails is asked for again when it is opened. */
export function policyPieces(): Promise<unknown> {
  return Promise.allSettled([workshop(), textEditor()]);
}
