// The state of the page: where the user is, the inputs, the result and what each workspace makes of it. Views take parts
// of it and send events back; only this and the workspaces' states talk to the worker.
import { Book } from './book.svelte';
import { Customer } from './customer.svelte';
import { Day } from './day.svelte';
import { diagnosticsOf } from './engine/failure';
import type { Diagnostic, Lang, SchemaField } from './engine/types';
import type { ModuleInfo } from './engine/module';
import type { HandOver } from './handover';
import { Inputs } from './inputs.svelte';
import { Listing } from './listing.svelte';
import { entrance, type Place, type Workspace } from './place';
import { allTexts } from './policies';
import { Engine } from './rpc';
import { preferredLanguage } from './text';
import { policyPieces } from './view/policy/open';
import type { Checked, Progress, Scored } from './worker/messages';
import type { Missing, Records } from './worker/views';

export type Run =
  | { kind: 'idle' }
  | { kind: 'busy'; progress: Progress | null }
  | { kind: 'done' }
  | { kind: 'failed'; diagnostics: Diagnostic[] };

/** A result together with everything that it rests on. */
export interface Result extends Scored {
  asOf: string;
  forced: boolean;
  checked: Checked;
  /** The inputs as they were, to tell whether they have changed since. */
  inputs: string;
}

export class Portal {
  lang = $state<Lang>(preferredLanguage(navigator.languages));
  place = $state.raw<Place>({ at: 'data' });
  module = $state.raw<ModuleInfo | null>(null);
  /** Everything that the page will ever ask for is here. */
  loaded = $state(false);
  startProblems = $state.raw<Diagnostic[]>([]);
  run = $state.raw<Run>({ kind: 'idle' });
  result = $state.raw<Result | null>(null);
  exportProblems = $state.raw<Diagnostic[]>([]);
  /** SHA-256 over all tables of the result; made when it is asked for, since it takes as long as every export. */
  digest = $state.raw<string | 'busy' | null>(null);
  /** What is unknown; null until it is counted. */
  unknowns = $state.raw<Missing[] | null>(null);
  /** Up to when the tables are complete, as the bank's file of that name says. */
  deliveries = $state.raw<Records | null>(null);

  /** Amounts of money that the customers' file has a column for. */
  readonly amounts: readonly SchemaField[] = $derived(this.result?.checked.tables.find(({ name }) => name === 'customers')?.fields.filter(({ unit, type }) => unit === 'CNY' && type === 'decimal(2)') ?? []);

  readonly engine = new Engine();
  readonly inputs = new Inputs(this.engine);
  readonly customer = new Customer(this.engine);
  readonly day = new Day(this.engine);
  readonly book = new Book(this.engine);
  readonly tasks = new Listing((offset, limit) => this.engine.call('tasks', { offset, limit }));
  readonly faults = new Listing((offset, limit) => this.engine.call('page', { table: 'faults', offset, limit }));
  readonly quarantine = new Listing((offset, limit) => this.engine.call('page', { table: 'quarantine', offset, limit }));
  readonly stale: boolean = $derived(this.result !== null && this.result.inputs !== this.inputs.text);

  #counted: Result | null = null;
  /** Ends when what the place shows is there. */
  #entering: Promise<unknown> = Promise.resolve();

  /** Starts the module, and then brings what is needed later: from there on the page works without its server. */
  async start(): Promise<void> {
    const reply = await this.engine.call('start', {});
    if (reply.ok) this.module = reply.value;
    else if (!reply.cancelled) this.startProblems = reply.diagnostics;
    await Promise.all([allTexts(), policyPieces(), this.engine.call('settle', {})]);
    this.loaded = true;
  }

  go(to: Place | Workspace): void {
    const place = typeof to === 'string' ? this.#remembered(to) : to;
    this.place = place;
    this.enter(place);
  }

  /** Brings what a place shows. */
  enter(place: Place): void {
    if (this.result !== null) this.#entering = Promise.all([this.#entering, this.#enter(place, this.result)]);
  }

  /** Takes what another than the user hands over, and scores it when nothing is missing. */
  async receive(coming: Promise<HandOver | null>): Promise<void> {
    try {
      const handed = await coming;
      if (handed === null) return;
      await this.inputs.receive(handed);
      await this.score();
    } catch (thrown) {
      this.startProblems = diagnosticsOf(thrown);
    }
  }

  async score(): Promise<void> {
    await this.inputs.settled;
    const { checked } = this.inputs;
    const job = this.inputs.job();
    if (job === null || checked === null) return;
    const inputs = this.inputs.text;
    this.run = { kind: 'busy', progress: null };
    const reply = await this.engine.call('score', job, (progress) => (this.run = { kind: 'busy', progress }));
    if (!reply.ok) {
      this.run = reply.cancelled ? { kind: 'idle' } : { kind: 'failed', diagnostics: reply.diagnostics };
      return;
    }
    this.result = { ...reply.value, asOf: job.asOf, forced: job.force, checked, inputs };
    this.#clear();
    await this.customer.begin(this.result);
    this.run = { kind: 'done' };
    void this.#fill(this.result);
  }

  async cancel(): Promise<void> {
    await this.engine.call('cancel', {});
  }

  async speak(lang: Lang): Promise<void> {
    this.lang = lang;
    await this.customer.speak(lang);
  }

  async digestNow(): Promise<void> {
    const { result } = this;
    this.digest = 'busy';
    const reply = await this.engine.call('digest', {});
    if (result === this.result) this.digest = reply.ok ? reply.value : null;
  }

  /** Counts what is unknown, once a result. It asks every customer again and takes seconds of a large bank: only who looks waits. */
  async countUnknowns(result: Result): Promise<void> {
    if (this.#counted === result) return;
    this.#counted = result;
    const reply = await this.engine.call('missing', {});
    if (reply.ok && result === this.result) this.unknowns = reply.value;
  }

  /** A table as the module writes it; null when it could not. */
  async csv(table: string): Promise<Blob | null> {
    const reply = await this.engine.call('csv', { table });
    this.exportProblems = reply.ok || reply.cancelled ? [] : reply.diagnostics;
    return reply.ok ? reply.value : null;
  }

  #enter(place: Place, result: Result): Promise<unknown> {
    if (place.at === 'customer') return Promise.all([this.customer.rank(), place.key === null ? null : this.customer.open(place.key, this.lang)]);
    if (place.at === 'day') return this.day.enter(result, this.inputs.origin);
    if (place.at === 'book') return this.book.enter((this.amounts.find(({ name }) => /contribution/.test(name)) ?? this.amounts[0])?.name ?? null);
    return Promise.resolve();
  }

  /** A workspace is entered where it was left. */
  #remembered(at: Workspace): Place {
    return at === 'customer' && this.customer.explanation !== null ? { at, key: this.customer.explanation.key, panel: 'overview' } : entrance(at);
  }

  #clear(): void {
    this.digest = null;
    this.unknowns = null;
    this.deliveries = null;
    for (const listing of [this.tasks, this.faults, this.quarantine]) listing.clear();
    this.day.clear();
    this.book.clear();
  }

  /** What takes longer is made while the user already reads: one after the other, and each after what the user went to meanwhile. */
  async #fill(result: Result): Promise<void> {
    const steps = [
      async () => {
        const ages = await this.engine.call('records', { key: '', tables: ['deliveries'] });
        if (ages.ok && result === this.result) this.deliveries = ages.value[0] ?? null;
      },
      () => this.tasks.show(0),
      () => this.customer.rank(),
      () => this.faults.show(0),
      () => this.quarantine.show(0),
    ];
    for (const step of steps) {
      await this.#entering;
      if (result === this.result) await step();
    }
  }
}
