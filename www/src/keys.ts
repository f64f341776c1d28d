// Which keys of one letter are meant for a view.

/**
 * Not those that are typed into a control or pressed with another key, and in an element of another page not those that are
 * pressed outside of it.
 */
export function isMeantFor(view: Element | undefined, event: KeyboardEvent): boolean {
  const path = event.composedPath();
  const typing = path.some((target) => target instanceof Element && target.matches('input, select, textarea, dialog[open]'));
  const root = view?.getRootNode();
  const elsewhere = root instanceof ShadowRoot && !path.includes(root);
  return !typing && !elsewhere && !event.ctrlKey && !event.metaKey && !event.altKey;
}
