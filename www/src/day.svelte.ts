// A manager's day: the contacts to make, what is kept back, the messages, and the journal of what was done.
import { nowFor, offsetIn, type Now } from './clock';
import type { Diagnostic } from './engine/types';
import type { Origin } from './folder';
import type { Filled } from './answers';
import type { Deed, Entry } from './journal';
import { Journal } from './journal.svelte';
import type { Result } from './portal.svelte';
import type { Engine } from './rpc';
import type { Contact, Held, Message, Person } from './worker/views';

export class Day {
  people = $state.raw<readonly Person[] | null>(null);
  manager = $state.raw<string | null>(null);
  contacts = $state.raw<readonly Contact[] | null>(null);
  held = $state.raw<readonly Held[]>([]);
  messages = $state.raw<readonly Message[]>([]);
  problems = $state.raw<Diagnostic[]>([]);
  now = $state.raw<Now>({ instant: '', running: false });

  readonly person: Person | null = $derived(this.people?.find(({ id }) => id === this.manager) ?? null);
  readonly journal = new Journal();
  readonly unsaved: boolean = $derived(this.journal.left > 0);
  /** The entries of this day about a task, the newest last. Earlier ones the run has taken in already. */
  readonly byTask: ReadonlyMap<string, readonly Entry[]> = $derived(grouped(this.journal.entries.filter(({ at }) => at.slice(0, 10) >= this.#asOf)));

  #engine: Engine;
  #asOf = $state('');

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** A new result brings new lists; the journal is the user's work and stays. */
  clear(): void {
    this.people = null;
    this.contacts = null;
    this.held = [];
    this.messages = [];
  }

  async enter(result: Result, origin: Origin | null): Promise<void> {
    this.#asOf = result.asOf;
    if (this.people !== null) return;
    const reply = await this.#engine.call('people', {});
    if (!reply.ok) {
      if (!reply.cancelled) this.problems = reply.diagnostics;
      return;
    }
    this.people = reply.value;
    const known = (id: string | null) => this.people?.some((person) => person.id === id) ?? false;
    const first = [origin?.audience ?? null, this.manager, reply.value[0]?.id ?? null].find((id) => id !== null && known(id));
    await this.choose(first ?? null);
  }

  async choose(manager: string | null): Promise<void> {
    this.manager = manager;
    const reply = await this.#engine.call('contacts', { manager });
    if (reply.ok) {
      this.contacts = reply.value;
      this.problems = [];
      this.tick();
    } else if (!reply.cancelled) {
      this.problems = reply.diagnostics;
    }
    const held = await this.#engine.call('held', { manager });
    if (held.ok) this.held = held.value;
    const messages = await this.#engine.call('messages', { manager });
    if (messages.ok) this.messages = messages.value;
  }

  tick(): void {
    const instant = this.contacts?.find(({ due }) => due !== null)?.due ?? null;
    this.now = nowFor(this.#asOf, offsetIn(instant), Date.now());
  }

  record(deed: Deed): void {
    this.tick();
    this.journal.record(deed, this.#author(), this.now.instant);
  }

  /** What was said, with the task that leads the contact. */
  note(customer: string, tasks: readonly string[], note: string): void {
    this.tick();
    this.journal.record({ customer, action: 'note', tasks: tasks.slice(0, 1).map((id) => ({ id, outcome: '' })), until: '', to: '', note }, this.#author(), this.now.instant);
  }

  fill(filled: Filled): void {
    this.tick();
    this.journal.fill(filled, this.#author(), this.now.instant);
  }

  /** Whoever's day it is signs: the page knows nobody else. */
  #author(): string {
    return this.manager ?? this.people?.find(({ id }) => id !== null)?.id ?? 'unknown';
  }
}

function grouped(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(entry.task, [...(groups.get(entry.task) ?? []), entry]);
  return groups;
}
