// Where the user is. A place is state and never an address: nothing of it can end up in a history or a log.

/** `trail` is the list from which a customer was opened: its neighbours are the way on. */
export type Place =
  | { at: 'data' }
  | { at: 'day' }
  | { at: 'customer'; key: string | null; panel: CustomerPanel; trail?: readonly string[] }
  | { at: 'book' }
  | { at: 'policy' };

export type Workspace = Place['at'];

export const customerPanels = ['overview', 'why', 'whatIf', 'texts', 'report', 'record'] as const;
export type CustomerPanel = (typeof customerPanels)[number];

/** In the order of the navigation, with the letter that follows `g`. */
export const workspaces: readonly { at: Workspace; letter: string }[] = [
  { at: 'data', letter: 'd' },
  { at: 'day', letter: 'm' },
  { at: 'customer', letter: 'c' },
  { at: 'book', letter: 'b' },
  { at: 'policy', letter: 'p' },
];

export function entrance(at: Workspace): Place {
  return at === 'customer' ? { at, key: null, panel: 'overview' } : { at };
}
