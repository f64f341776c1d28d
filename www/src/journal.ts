// What people did with tasks, as rows of the journal that the engine's next run reads.
import type { Columns } from './sheet';

export type Action = 'done' | 'postpone' | 'hand_over' | 'note' | 'drop';

export interface Entry {
  customer: string;
  entry: string;
  task: string;
  action: Action;
  outcome: string;
  author: string;
  at: string;
  until: string;
  to: string;
  note: string;
}

/** What a person said about a customer's tasks; it becomes one entry per task. */
export interface Deed {
  customer: string;
  action: Action;
  /** The tasks that it is about, each with its outcome. */
  tasks: readonly { id: string; outcome: string }[];
  until: string;
  to: string;
  note: string;
}

/** The file's columns, in the order in which a new file has them. */
export const entryColumns: Columns<Entry> = {
  customer_id: 'customer', entry_id: 'entry', task_id: 'task', action: 'action', outcome: 'outcome', author: 'author', at: 'at', until: 'until', to: 'to', note: 'note',
};

export function entriesOf({ customer, action, tasks, until, to, note }: Deed, author: string, at: string, name: () => string): Entry[] {
  return tasks.map(({ id, outcome }) => ({
    customer,
    entry: name(),
    task: id,
    action,
    outcome: action === 'done' || action === 'drop' ? outcome : '',
    author,
    at,
    until: action === 'postpone' ? until : '',
    to: action === 'hand_over' ? to : '',
    note,
  }));
}
