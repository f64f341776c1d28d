// The working day out of the module's tables: contacts with their tasks, what is kept back, and messages.
import type { Outcome } from 'appraise';
import { Agenda } from './agenda';
import { Columns } from './columns';
import { textOfUnits } from './money';
import { KEY, countOf, macrotask, rowsOf, textOf, type Row } from './rows';
import type { Task } from './task';
import type { Contact, Held, Message, Person, WorkTask } from './views';

/** The table `tasks` says what a contact's rows in `agenda` name. */
interface Tables {
  contacts: Columns | null;
  agenda: Columns | null;
  tasks: Columns | null;
}

export class Desk {
  #outcome: Outcome;
  #tables: Tables;
  #agenda: Agenda;
  /** Rows of the table of contacts, by who makes them. */
  #contacts: ReadonlyMap<string | null, readonly number[]>;
  #customers = new Map<string, ReadonlySet<string>>();

  private constructor(outcome: Outcome, tables: Tables) {
    this.#outcome = outcome;
    this.#tables = tables;
    this.#agenda = new Agenda(tables.contacts, tables.agenda, tables.tasks);
    this.#contacts = byManager(tables.contacts);
  }

  /** Gathers what the whole day needs of every contact; the rows of one person are read when they are asked for. */
  static async of(outcome: Outcome, task: Task): Promise<Desk> {
    const read = async (table: string, names: readonly string[]) => {
      const columns = Columns.of(outcome, table, names);
      await macrotask();
      task.stillWanted();
      return columns;
    };
    const tasks = await read('tasks', ['task_id', 'overdue']);
    const contacts = await read('contacts', ['manager', 'status', 'rank', 'due', 'stake', 'tasks', 'capacity', 'capacity_from']);
    const agenda = await read('agenda', ['task_id']);
    return new Desk(outcome, { contacts, agenda, tasks });
  }

  people(): Person[] {
    const people = [...this.#contacts].map(([id, rows]) => this.#person(id, rows));
    return people.sort((a, b) => Number(b.capacity !== null) - Number(a.capacity !== null) || (String(a.id) < String(b.id) ? -1 : 1));
  }

  contactsOf(manager: string | null): Contact[] {
    const rows = ordered(this.#tables.contacts, this.#contacts.get(manager) ?? []);
    const tasks = rows.map((row) => this.#agenda.of(row));
    const made = taken(this.#outcome, 'tasks', tasks.flat(), taskOf);
    const contacts = taken(this.#outcome, 'contacts', rows, contactOf);
    let at = 0;
    return contacts.map((contact, index) => ({ ...contact, tasks: made.slice(at, (at += tasks[index]?.length ?? 0)) }));
  }

  heldOf(manager: string | null): Held[] {
    return this.#among('blocked', manager, heldOf);
  }

  messagesOf(manager: string | null): Message[] {
    return this.#among('outbox', manager, messageOf);
  }

  #person(id: string | null, rows: readonly number[]): Person {
    const { contacts, tasks } = this.#tables;
    const person: Person = { id, total: rows.length, today: 0, overflow: 0, overdue: 0, stake: '', capacity: null, capacityFrom: null };
    let stake = 0n;
    for (const row of rows) {
      const status = contacts?.text('status', row);
      if (status === 'today') person.today += 1;
      if (status === 'overflow') person.overflow += 1;
      person.overdue += this.#agenda.count(row, (task) => tasks?.holds('overdue', task) ?? false);
      stake += contacts?.whole('stake', row) ?? 0n;
    }
    const planned = rows.find((row) => contacts?.count('capacity', row) !== null);
    if (planned !== undefined) person.capacity = contacts?.count('capacity', planned) ?? null;
    if (planned !== undefined) person.capacityFrom = contacts?.text('capacity_from', planned) ?? null;
    return { ...person, stake: textOfUnits(stake) };
  }

  /** Rows of a table that are about a person's customers. */
  #among<T>(table: string, manager: string | null, make: (row: Row) => T): T[] {
    if (manager === null) return [];
    const columns = Columns.of(this.#outcome, table, []);
    const customers = this.#customersOf(manager);
    const rows = numbers(columns).filter((row) => customers.has(columns?.text(columns.key, row) ?? ''));
    return taken(this.#outcome, table, rows, make);
  }

  /** Whom a person has contacts with, and whom they may see. */
  #customersOf(manager: string): ReadonlySet<string> {
    const known = this.#customers.get(manager);
    if (known !== undefined) return known;
    const { contacts } = this.#tables;
    const found = new Set<string>();
    for (const row of this.#contacts.get(manager) ?? []) found.add(contacts?.text(contacts.key, row) ?? '');
    const seen = Columns.of(this.#outcome, 'access_rows', ['audience']);
    for (const row of numbers(seen)) if (seen?.text('audience', row) === manager) found.add(seen.text(seen.key, row) ?? '');
    this.#customers.set(manager, found);
    return found;
  }
}

function byManager(contacts: Columns | null): Map<string | null, number[]> {
  const groups = new Map<string | null, number[]>();
  for (const row of numbers(contacts)) {
    const manager = contacts?.text('manager', row) ?? null;
    const group = groups.get(manager);
    if (group === undefined) groups.set(manager, [row]);
    else group.push(row);
  }
  return groups;
}

/** One person's contacts in the order of the day. Contacts of a role have no places: by when they are due, then by customer. */
function ordered(contacts: Columns | null, rows: readonly number[]): number[] {
  const marks = rows.map((row) => ({ row, rank: contacts?.count('rank', row) ?? Infinity, due: contacts?.count('due', row) ?? Infinity }));
  const key = (row: number) => contacts?.text(contacts.key, row) ?? '';
  const compared = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
  return marks.sort((a, b) => compared(a.rank, b.rank) || compared(a.due, b.due) || (key(a.row) < key(b.row) ? -1 : 1)).map(({ row }) => row);
}

function numbers(columns: Columns | null): number[] {
  return Array.from({ length: columns?.rows ?? 0 }, (_, row) => row);
}

function taken<T>(outcome: Outcome, table: string, rows: readonly number[], make: (row: Row) => T): T[] {
  return rows.length === 0 ? [] : rowsOf(outcome.rows(table, Uint32Array.from(rows))).map(make);
}

function taskOf(row: Row): WorkTask {
  return {
    id: String(row('task_id')),
    alert: String(row('alert')),
    kind: String(row('kind')),
    priority: String(row('priority')),
    to: textOf(row('to')),
    due: textOf(row('due')),
    title: { en: String(row('title_en') ?? ''), 'zh-CN': String(row('title_zh') ?? '') },
    mark: textOf(row('mark')),
    raised: textOf(row('raised')),
    overdue: row('overdue') === true,
    escalatedTo: textOf(row('escalated_to')),
    child: textOf(row('child_id')),
  };
}

function contactOf(row: Row): Omit<Contact, 'tasks'> {
  return {
    key: String(row(KEY)),
    id: String(row('contact_id')),
    manager: textOf(row('manager')),
    household: textOf(row('household')),
    rank: countOf(row('rank')),
    status: String(row('status')),
    by: textOf(row('by')),
    cause: textOf(row('cause')),
    field: textOf(row('field')),
    until: textOf(row('until')),
    reason: { en: String(row('reason_en') ?? ''), 'zh-CN': String(row('reason_zh') ?? '') },
    due: textOf(row('due')),
    priority: String(row('priority')),
    stake: textOf(row('stake')),
    channel: textOf(row('channel')),
    notBefore: textOf(row('not_before')),
    since: textOf(row('since')),
    lastContact: textOf(row('last_contact')),
  };
}

function heldOf(row: Row): Held {
  return {
    key: String(row(KEY)),
    id: String(row('task_id')),
    alert: String(row('alert')),
    kind: String(row('kind')),
    child: textOf(row('child_id')),
    by: String(row('by')),
    reason: String(row('reason')),
    field: textOf(row('field')),
  };
}

function messageOf(row: Row): Message {
  return {
    key: String(row(KEY)),
    id: String(row('message_id')),
    task: String(row('task_id')),
    alert: String(row('alert')),
    toRole: String(row('to_role')),
    toId: String(row('to_id')),
    channel: String(row('channel')),
    text: { en: String(row('text_en') ?? ''), 'zh-CN': String(row('text_zh') ?? '') },
    notBefore: textOf(row('not_before')),
    notAfter: textOf(row('not_after')),
    status: String(row('status')),
    heldBy: textOf(row('held_by')),
    reason: textOf(row('reason')),
    field: textOf(row('field')),
  };
}
