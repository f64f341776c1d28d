// The page's workspaces as custom elements. Importing this file defines them; in Node it defines nothing.
import { AppraiseElement } from '../elements/element.svelte';
import { elements, type Shown } from '../elements/shown';

export { Session, sharedSession } from '../elements/session.svelte';
export { serveFrom } from '../worker/spawn.package';
export type { HandedFile, HandOver } from '../handover';
export { AppraiseElement };

function elementOf(show: Shown): CustomElementConstructor {
  return class extends AppraiseElement {
    protected readonly shown = show;
  } as unknown as CustomElementConstructor;
}

for (const [tag, show] of Object.entries(elements)) {
  if (globalThis.customElements !== undefined && customElements.get(tag) === undefined) customElements.define(tag, elementOf(show));
}
