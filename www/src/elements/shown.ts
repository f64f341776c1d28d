// What an element shows: a workspace, or one panel of the customer who is open.
import type { Workspace } from '../place';

export type Shown = Exclude<Workspace, 'data'> | 'why' | 'whatIf';

/** The elements by their names. */
export const elements: Readonly<Record<string, Shown>> = {
  'appraise-day': 'day',
  'appraise-customer': 'customer',
  'appraise-why': 'why',
  'appraise-what-if': 'whatIf',
  'appraise-book': 'book',
  'appraise-policy': 'policy',
};
