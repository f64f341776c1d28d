// Which tasks each contact is about: rows of the table of tasks, found without a text for any of them.
import type { Columns } from './columns';

/** No task of that id. */
const NONE = 0xffffffff;

export class Agenda {
  /** Where a contact's rows of the agenda begin; they stand in the contacts' order. */
  #starts: Uint32Array;
  /** For every row of the agenda its row in the table of tasks. */
  #tasks: Uint32Array;

  constructor(contacts: Columns | null, agenda: Columns | null, tasks: Columns | null) {
    this.#starts = startsOf(contacts?.rows ?? 0, (row) => contacts?.count('tasks', row) ?? 0);
    this.#tasks = tasksOf(agenda, tasks);
  }

  /** Rows of the table of tasks that a contact is about, in its order. */
  of(contact: number): number[] {
    return [...this.#tasks.subarray(this.#starts[contact], this.#starts[contact + 1])].filter((row) => row !== NONE);
  }

  /** How many of a contact's tasks something holds for. */
  count(contact: number, holds: (task: number) => boolean): number {
    let found = 0;
    const end = this.#starts[contact + 1] ?? 0;
    for (let at = this.#starts[contact] ?? 0; at < end; at += 1) {
      const task = this.#tasks[at] ?? NONE;
      if (task !== NONE && holds(task)) found += 1;
    }
    return found;
  }
}

/** Where each group begins, of groups that stand one after the other. */
function startsOf(groups: number, size: (group: number) => number): Uint32Array {
  const starts = new Uint32Array(groups + 1);
  for (let group = 0; group < groups; group += 1) starts[group + 1] = (starts[group] ?? 0) + size(group);
  return starts;
}

/** Rows of the table of tasks by their ids, hashed: a map of texts takes ten times as long for a hundred thousand of them. */
function tasksOf(agenda: Columns | null, tasks: Columns | null): Uint32Array {
  const found = new Uint32Array(agenda?.rows ?? 0).fill(NONE);
  if (agenda === null || tasks === null) return found;
  const mask = 2 ** Math.ceil(Math.log2(2 * tasks.rows + 1)) - 1;
  const slots = new Uint32Array(mask + 1).fill(NONE);
  for (let row = 0; row < tasks.rows; row += 1) {
    let at = tasks.hash('task_id', row) & mask;
    while (slots[at] !== NONE) at = (at + 1) & mask;
    slots[at] = row;
  }
  for (let item = 0; item < agenda.rows; item += 1) {
    let at = agenda.hash('task_id', item) & mask;
    for (let row = slots[at] ?? NONE; row !== NONE; row = slots[at] ?? NONE) {
      if (tasks.same('task_id', row, agenda, item)) {
        found[item] = row;
        break;
      }
      at = (at + 1) & mask;
    }
  }
  return found;
}
