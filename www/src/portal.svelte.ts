// The state of the page. Views take parts of it and send events back; only this file talks to the worker.
import type { Diagnostic, Explanation, Lang, PolicyFile, PolicyIdentity } from './engine/types';
import type { ModuleInfo } from './engine/module';
import { assigned, isPolicyFile, reassigned, type DataFile } from './files';
import { Listing } from './listing.svelte';
import { shippedPolicies } from './policies';
import { Engine } from './rpc';
import { preferredLanguage } from './text';
import type { Checked, Encoding, Progress, ScoreJob, Scored, Source } from './worker/messages';

export interface PolicyChoice {
  /** The name of a shipped policy's file, or `own`. */
  name: string;
  files: PolicyFile[];
}

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

export type Missing = 'needPolicy' | 'needCustomers' | 'needAsOf';

export class Portal {
  lang = $state<Lang>(preferredLanguage(navigator.languages));
  shipped = $state.raw<{ name: string; identity: PolicyIdentity | null }[]>(shippedPolicies.map(({ name }) => ({ name, identity: null })));
  module = $state.raw<ModuleInfo | null>(null);
  startProblems = $state.raw<Diagnostic[]>([]);

  choice = $state.raw<PolicyChoice | null>(null);
  checked = $state.raw<Checked | null>(null);
  checking = $state(false);
  policyProblems = $state.raw<Diagnostic[]>([]);

  files = $state.raw<DataFile[]>([]);
  asOf = $state('');
  encoding = $state<Encoding>('utf-8');
  force = $state(false);

  run = $state.raw<Run>({ kind: 'idle' });
  result = $state.raw<Result | null>(null);
  explanation = $state.raw<Explanation | null>(null);
  explainProblems = $state.raw<Diagnostic[]>([]);
  exportProblems = $state.raw<Diagnostic[]>([]);

  /** SHA-256 over all tables of the result; made when it is asked for, since it takes as long as every export. */
  digest = $state.raw<string | 'busy' | null>(null);

  rankedBy = $state('');
  readonly ranking = new Listing((offset, limit) => this.#engine.call('ranked', { column: this.rankedBy, offset, limit }));
  readonly tasks = new Listing((offset, limit) => this.#engine.call('tasks', { offset, limit }));
  readonly faults = new Listing((offset, limit) => this.#engine.call('page', { table: 'faults', offset, limit }));
  readonly quarantine = new Listing((offset, limit) => this.#engine.call('page', { table: 'quarantine', offset, limit }));

  readonly tables: string[] = $derived(this.checked?.tables.map((table) => table.name) ?? []);
  readonly missing: Missing[] = $derived.by(() => this.#missing());
  readonly stale: boolean = $derived(this.result !== null && this.result.inputs !== this.#inputs());

  #engine = new Engine();
  #lastFile = 0;

  async start(): Promise<void> {
    const reply = await this.#engine.call('start', {});
    if (reply.ok) this.module = reply.value;
    else if (!reply.cancelled) this.startProblems = reply.diagnostics;
    const names = await this.#engine.call('identify', { policies: shippedPolicies.map(({ files }) => files) });
    if (names.ok) this.shipped = shippedPolicies.map(({ name }, at) => ({ name, identity: names.value[at] ?? null }));
  }

  choosePolicy(name: string): Promise<void> {
    const policy = shippedPolicies.find((shipped) => shipped.name === name);
    return policy === undefined ? Promise.resolve() : this.#usePolicy({ name, files: policy.files });
  }

  /** Takes dropped or chosen files: policy files together make the policy, every other file is data. */
  async take(files: readonly File[]): Promise<void> {
    const policy = files.filter(isPolicyFile);
    const data = files.filter((file) => !isPolicyFile(file));
    if (data.length > 0) {
      const added = data.map((file) => ({ id: ++this.#lastFile, file, table: null, byHand: false }));
      const names = new Set(data.map((file) => file.name));
      this.files = assigned([...this.files.filter(({ file }) => !names.has(file.name)), ...added], this.tables);
    }
    if (policy.length > 0) {
      const texts = await Promise.all(policy.map(async (file) => ({ name: file.name, text: await file.text() })));
      await this.#usePolicy({ name: 'own', files: texts });
    }
  }

  assign(id: number, table: string | null): void {
    this.files = reassigned(this.files, id, table);
  }

  remove(id: number): void {
    this.files = this.files.filter((file) => file.id !== id);
  }

  async score(): Promise<void> {
    const { checked } = this;
    if (this.missing.length > 0 || this.choice === null || checked === null) return;
    const inputs = this.#inputs();
    const job = this.#job(this.choice);
    this.run = { kind: 'busy', progress: null };
    const reply = await this.#engine.call('score', job, (progress) => (this.run = { kind: 'busy', progress }));
    if (reply.ok) {
      this.result = { ...reply.value, asOf: job.asOf, forced: job.force, checked, inputs };
      await this.#open();
      this.run = { kind: 'done' };
      // The long list of tasks is made while the user already reads.
      for (const listing of [this.faults, this.quarantine, this.tasks]) void listing.show(0);
    } else {
      this.run = reply.cancelled ? { kind: 'idle' } : { kind: 'failed', diagnostics: reply.diagnostics };
    }
  }

  async cancel(): Promise<void> {
    await this.#engine.call('cancel', {});
  }

  rankBy(column: string): Promise<void> {
    this.rankedBy = column;
    return this.ranking.show(0);
  }

  async explain(key: string): Promise<void> {
    const reply = await this.#engine.call('explain', { key, lang: this.lang });
    if (reply.ok) {
      this.explanation = reply.value;
      this.explainProblems = [];
    } else if (!reply.cancelled) {
      this.explainProblems = reply.diagnostics;
    }
  }

  async speak(lang: Lang): Promise<void> {
    this.lang = lang;
    if (this.explanation !== null) await this.explain(this.explanation.key);
  }

  async digestNow(): Promise<void> {
    const { result } = this;
    this.digest = 'busy';
    const reply = await this.#engine.call('digest', {});
    if (result === this.result) this.digest = reply.ok ? reply.value : null;
  }

  /** A table as the module writes it; null when it could not. */
  async csv(table: string): Promise<Blob | null> {
    const reply = await this.#engine.call('csv', { table });
    this.exportProblems = reply.ok || reply.cancelled ? [] : reply.diagnostics;
    return reply.ok ? reply.value : null;
  }

  async #usePolicy(choice: PolicyChoice): Promise<void> {
    this.choice = choice;
    this.checking = true;
    const reply = await this.#engine.call('check', { files: choice.files });
    if (!reply.ok && reply.cancelled) return;
    this.checking = false;
    this.checked = reply.ok && reply.value.result.ok ? reply.value : null;
    this.policyProblems = reply.ok ? reply.value.result.diagnostics : reply.diagnostics;
    if (this.checked !== null) this.files = assigned(this.files, this.tables);
  }

  async #open(): Promise<void> {
    this.explanation = null;
    this.explainProblems = [];
    this.digest = null;
    for (const listing of [this.ranking, this.tasks, this.faults, this.quarantine]) listing.clear();
    this.rankedBy = this.result?.summary.scorecards[0]?.id ?? '';
    await this.ranking.show(0);
    const first = this.ranking.page?.rows[0]?.[0];
    if (first !== undefined && first !== null) await this.explain(String(first));
  }

  #sources(): Source[] {
    return this.files.flatMap(({ id, file, table }) => (table === null ? [] : [{ id, table, name: file.name, blob: file }]));
  }

  #job(choice: PolicyChoice): ScoreJob {
    return { policy: choice.files, sources: this.#sources(), encoding: this.encoding, asOf: this.asOf.trim(), force: this.force };
  }

  #inputs(): string {
    const files = this.#sources().map(({ id, table }) => [id, table]);
    return JSON.stringify([this.choice?.files, files, this.encoding, this.asOf.trim(), this.force]);
  }

  #missing(): Missing[] {
    const missing: Missing[] = [];
    if (this.checked === null) missing.push('needPolicy');
    if (!this.files.some((file) => file.table === 'customers')) missing.push('needCustomers');
    if (!/^\d{4}-\d{2}-\d{2}$/.test(this.asOf.trim())) missing.push('needAsOf');
    return missing;
  }
}
