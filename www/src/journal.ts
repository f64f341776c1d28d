// What people did with tasks, as rows of the journal that the engine's next run reads.
import type { Contact } from './worker/views';

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

/** What a person said about a contact; it becomes one entry per task. */
export interface Deed {
  contact: Contact;
  action: Action;
  /** The tasks that it is about, each with its outcome. */
  tasks: readonly { id: string; outcome: string }[];
  until: string;
  to: string;
  note: string;
}

const COLUMNS: readonly [string, (entry: Entry) => string][] = [
  ['customer_id', ({ customer }) => customer],
  ['entry_id', ({ entry }) => entry],
  ['task_id', ({ task }) => task],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['author', ({ author }) => author],
  ['at', ({ at }) => at],
  ['until', ({ until }) => until],
  ['to', ({ to }) => to],
  ['note', ({ note }) => note],
];

export function entriesOf({ contact, action, tasks, until, to, note }: Deed, author: string, at: string, first: number): Entry[] {
  return tasks.map(({ id, outcome }, index) => ({
    customer: contact.key,
    entry: `${author}-${at.replace(/[^\dT]/g, '')}-${first + index}`,
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

export function journalText(entries: readonly Entry[]): string {
  const lines = entries.map((entry) => COLUMNS.map(([, cell]) => quoted(cell(entry))).join(','));
  return [COLUMNS.map(([name]) => name).join(','), ...lines, ''].join('\n');
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
