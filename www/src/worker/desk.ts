// The working day out of the module's tables: contacts with their tasks, what is kept back, and messages.
import type { Outcome } from 'appraise';
import { decimalSum } from '../format';
import { KEY, countOf, eachRow, textOf, type Row } from './rows';
import type { Task } from './task';
import type { Contact, Held, Message, Person, WorkTask } from './views';

export class Desk {
  readonly contacts: Contact[] = [];
  readonly held: Held[] = [];
  readonly messages: Message[] = [];
  #capacities = new Map<string | null, { capacity: number | null; from: string | null }>();
  #customers = new Map<string, Set<string>>();

  static async of(outcome: Outcome, task: Task): Promise<Desk> {
    const desk = new Desk();
    const tasks = new Map<string, WorkTask>();
    const agenda = new Map<string, string[]>();
    await eachRow(outcome, 'tasks', task, (row) => tasks.set(String(row('task_id')), taskOf(row)));
    await eachRow(outcome, 'agenda', task, (row) => {
      const id = String(row('contact_id'));
      agenda.set(id, [...(agenda.get(id) ?? []), String(row('task_id'))]);
    });
    await eachRow(outcome, 'contacts', task, (row) => {
      const ids = agenda.get(String(row('contact_id'))) ?? [];
      desk.#add(contactOf(row, ids.flatMap((id) => tasks.get(id) ?? [])), countOf(row('capacity')), textOf(row('capacity_from')));
    });
    await eachRow(outcome, 'access_rows', task, (row) => desk.#belongs(textOf(row('audience')), textOf(row(KEY))));
    await eachRow(outcome, 'blocked', task, (row) => desk.held.push(heldOf(row)));
    await eachRow(outcome, 'outbox', task, (row) => desk.messages.push(messageOf(row)));
    // Contacts of a role have no places: by when they are due.
    const last = (contact: Contact): string => contact.due ?? '~';
    desk.contacts.sort((a, b) => (a.rank ?? 1e9) - (b.rank ?? 1e9) || (last(a) < last(b) ? -1 : last(a) > last(b) ? 1 : a.key < b.key ? -1 : 1));
    return desk;
  }

  people(): Person[] {
    const groups = new Map<string | null, Contact[]>();
    for (const contact of this.contacts) groups.set(contact.manager, [...(groups.get(contact.manager) ?? []), contact]);
    const people = [...groups].map(([id, contacts]): Person => {
      const of = (status: string) => contacts.filter((contact) => contact.status === status).length;
      const { capacity, from } = this.#capacities.get(id) ?? { capacity: null, from: null };
      const stake = decimalSum(contacts.flatMap((contact) => contact.stake ?? [])) ?? '0';
      return { id, total: contacts.length, today: of('today'), overflow: of('overflow'), overdue: contacts.flatMap(({ tasks }) => tasks).filter(({ overdue }) => overdue).length, stake, capacity, capacityFrom: from };
    });
    return people.sort((a, b) => Number(b.capacity !== null) - Number(a.capacity !== null) || (String(a.id) < String(b.id) ? -1 : 1));
  }

  contactsOf(manager: string | null): Contact[] {
    return this.contacts.filter((contact) => contact.manager === manager);
  }

  heldOf(manager: string | null): Held[] {
    return this.held.filter(({ key }) => this.#isOf(manager, key));
  }

  messagesOf(manager: string | null): Message[] {
    return this.messages.filter(({ key }) => this.#isOf(manager, key));
  }

  #add(contact: Contact, capacity: number | null, from: string | null): void {
    this.contacts.push(contact);
    this.#belongs(contact.manager, contact.key);
    if (capacity !== null) this.#capacities.set(contact.manager, { capacity, from });
  }

  #belongs(person: string | null, key: string | null): void {
    if (person === null || key === null) return;
    const customers = this.#customers.get(person) ?? new Set();
    this.#customers.set(person, customers.add(key));
  }

  #isOf(manager: string | null, key: string): boolean {
    return manager !== null && (this.#customers.get(manager)?.has(key) ?? false);
  }
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

function contactOf(row: Row, tasks: WorkTask[]): Contact {
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
    tasks,
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
