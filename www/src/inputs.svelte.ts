// What a run will be made from: the policy, the files with their tables and mappings, the as-of date.
import { diagnosticsOf, problem } from './engine/failure';
import type { Diagnostic, PolicyFile } from './engine/types';
import { assigned, reassigned, type DataFile } from './files';
import { intakeOf, type Given, type Origin } from './folder';
import { givenOf, type HandOver } from './handover';
import { mapped, mappingsIn, type Mappings } from './mapping';
import { shippedPolicies, type ShippedPolicy } from './policies';
import { completed, policyAmong, policyOf, type Opened } from './policy-open';
import type { Engine } from './rpc';
import type { Checked, Encoding, Mapping, Peek, ScoreJob, Source } from './worker/messages';

export interface PolicyChoice {
  /** The name of a shipped policy's file, or `own`. */
  name: string;
  files: PolicyFile[];
  /** The folder or the saved version that the user opened. */
  from?: string | null;
}

export type Need = 'needPolicy' | 'needCustomers' | 'needAsOf';

/** A file whose columns are being named. */
export interface Mapped {
  file: DataFile;
  peek: Peek;
}

export class Inputs {
  readonly shipped: readonly ShippedPolicy[] = shippedPolicies;
  choice = $state.raw<PolicyChoice | null>(null);
  checked = $state.raw<Checked | null>(null);
  checking = $state(false);
  policyProblems = $state.raw<Diagnostic[]>([]);
  /** The last one without errors: what one with errors can be exchanged for. */
  sound = $state.raw<PolicyChoice | null>(null);

  files = $state.raw<DataFile[]>([]);
  mappings = $state.raw<Mappings>({});
  fileProblems = $state.raw<Diagnostic[]>([]);
  /** Where the files come from, when a folder said so. */
  origin = $state.raw<Origin | null>(null);
  mapping = $state.raw<Mapped | null>(null);
  asOf = $state('');
  encoding = $state<Encoding>('utf-8');
  force = $state(false);

  readonly tables: string[] = $derived(this.checked?.tables.map((table) => table.name) ?? []);
  readonly missing: Need[] = $derived.by(() => this.#missing());
  readonly #policyText: string = $derived(JSON.stringify(this.choice?.files ?? null));
  /** Everything that a result depends on, as text, to tell whether it has changed since. */
  readonly text: string = $derived(
    JSON.stringify([this.sources().map(({ id, table, mapping }) => [id, table, mapping]), this.encoding, this.asOf.trim(), this.force]) + this.#policyText,
  );

  /** The check of the policy that was chosen last: whoever scores waits for it. */
  settled: Promise<void> = Promise.resolve();

  #engine: Engine;
  #lastFile = 0;
  #lastChoice = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  choosePolicy(name: string): Promise<void> {
    const policy = shippedPolicies.find((shipped) => shipped.name === name);
    return policy === undefined ? Promise.resolve() : this.usePolicy(policy.files().then((files) => ({ name, files })));
  }

  /** Takes what was dropped or chosen: policy texts with the tables that they name make the policy, every other file is data. */
  async take(given: readonly Given[]): Promise<void> {
    const intake = await intakeOf(given);
    this.fileProblems = intake.several ? [several()] : [];
    if (intake.several) return;
    const { choice, tables, problems } = await this.#among(intake.policy, given);
    const data = intake.data.filter(({ file }) => !tables.has(file));
    for (const file of intake.mappings) this.#useMappings(file.name, await file.text());
    if (data.length > 0) await this.#add(data.map(({ file }) => file), intake.origin !== null);
    if (intake.origin !== null) await this.#follow(intake.origin);
    if (choice !== null) await this.usePolicy(Promise.resolve(choice));
    if (problems.length > 0) this.policyProblems = problems;
    const nothing = intake.data.length + intake.policy.length + intake.mappings.length === 0;
    if (nothing && given.length > 0) this.fileProblems = [nothingIn()];
  }

  /** Takes files or a folder that were chosen as a policy. */
  async takePolicy(given: readonly Given[]): Promise<void> {
    if (given.length === 0) return;
    this.fileProblems = [];
    await this.usePolicy(this.#chosen(given));
  }

  /** What is handed over takes the place of all that was there. */
  async receive(handed: HandOver): Promise<void> {
    this.files = [];
    if (typeof handed.policy === 'string') await this.choosePolicy(handed.policy);
    else if (handed.policy !== undefined) await this.usePolicy(Promise.resolve({ name: 'own', files: [...handed.policy] }));
    await this.take(givenOf(handed));
    if (handed.asOf !== undefined) this.asOf = handed.asOf;
  }

  assign(id: number, table: string | null): void {
    this.files = reassigned(this.files, id, table);
  }

  remove(id: number): void {
    this.files = this.files.filter((file) => file.id !== id);
    if (this.mapping?.file.id === id) this.mapping = null;
    if (this.files.length === 0) this.origin = null;
  }

  /** Opens the columns of a file for naming. */
  async openMapping(id: number): Promise<void> {
    const file = this.files.find((candidate) => candidate.id === id);
    if (file === undefined) return;
    const reply = await this.#engine.call('peek', { source: { ...this.#source(file), mapping: {} }, encoding: this.encoding });
    if (reply.ok) this.mapping = { file, peek: reply.value };
    else if (!reply.cancelled) this.fileProblems = reply.diagnostics;
  }

  map(table: string, from: string, column: string | null): void {
    this.mappings = { ...this.mappings, [table]: mapped(this.mappings[table] ?? {}, from, column) };
  }

  mapAll(table: string, mapping: Mapping): void {
    this.mappings = { ...this.mappings, [table]: { ...this.mappings[table], ...mapping } };
  }

  sources(): Source[] {
    return this.files.flatMap((file) => (file.table === null ? [] : [this.#source(file)]));
  }

  job(): ScoreJob | null {
    if (this.choice === null || this.missing.length > 0) return null;
    return { policy: this.choice.files, sources: this.sources(), encoding: this.encoding, asOf: this.asOf.trim(), force: this.force };
  }

  #source({ id, file, sheet, table }: DataFile): Source {
    return { id, table: table ?? '', name: file.name, blob: file, sheet, mapping: this.mappings[table ?? ''] ?? {} };
  }

  /** A workbook is as many files as it has sheets with a table's name, or one. A folder replaces what was there before. */
  async #add(files: readonly File[], instead: boolean): Promise<void> {
    const names = new Set(files.map((file) => file.name));
    const kept = instead ? [] : this.files.filter(({ file }) => !names.has(file.name));
    const added: DataFile[] = [];
    for (const file of files) {
      for (const sheet of await this.#sheets(file)) added.push({ id: ++this.#lastFile, file, sheet, table: null, byHand: false });
    }
    this.files = assigned([...kept, ...added], this.tables);
  }

  async #sheets(file: File): Promise<(string | null)[]> {
    if (!/\.xlsx$/i.test(file.name)) return [null];
    const reply = await this.#engine.call('sheets', { source: { id: -1, table: '', name: file.name, blob: file, sheet: null, mapping: {} } });
    if (!reply.ok) {
      if (!reply.cancelled) this.fileProblems = [...this.fileProblems, ...reply.diagnostics];
      return [];
    }
    return reply.value.length > 1 ? reply.value : [null];
  }

  /** Takes the day and the policy from where the files come from. */
  async #follow(origin: Origin): Promise<void> {
    this.origin = origin;
    this.asOf = origin.asOf;
    const known = this.shipped.find(({ name, identity }) => (identity?.id ?? name) === origin.policy.id);
    if (known !== undefined && this.choice?.name !== known.name) await this.choosePolicy(known.name);
  }

  #useMappings(name: string, text: string): void {
    const found = mappingsIn(text);
    if (found === null) this.fileProblems = [noMapping(name)];
    else this.mappings = { ...this.mappings, ...found };
  }

  /** Makes a policy the one of the next run, once it was checked. */
  usePolicy(choice: Promise<PolicyChoice>): Promise<void> {
    this.settled = this.#check(choice);
    return this.settled;
  }

  /** Back to the last policy without errors. */
  useSound(): Promise<void> {
    return this.sound === null ? Promise.resolve() : this.usePolicy(Promise.resolve(this.sound));
  }

  async #chosen(given: readonly Given[]): Promise<PolicyChoice> {
    const more = await this.#completed(given);
    return more !== null && more.tables.length === given.length ? more.choice : ownPolicy(await policyOf(given));
  }

  /** The policy among what was dropped, or the one that is chosen with tables that it lacked; and the files that are its tables. */
  async #among(texts: readonly Given[], given: readonly Given[]): Promise<{ choice: PolicyChoice | null; tables: ReadonlySet<File>; problems: Diagnostic[] }> {
    const csv = given.filter(({ path }) => /\.csv$/i.test(path));
    try {
      const among = texts.length > 0 ? await policyAmong(texts, csv) : null;
      if (among !== null) return { choice: ownPolicy(among.policy), tables: filesOf(among.tables), problems: [] };
      const more = await this.#completed(csv);
      return { choice: more?.choice ?? null, tables: filesOf(more?.tables ?? []), problems: [] };
    } catch (thrown) {
      return { choice: null, tables: new Set(), problems: diagnosticsOf(thrown) };
    }
  }

  /** A policy that was opened without its tables gets them later. */
  async #completed(given: readonly Given[]): Promise<{ choice: PolicyChoice; tables: Given[] } | null> {
    const { choice } = this;
    if (choice === null || this.checked !== null) return null;
    const more = await completed(choice.files, given);
    return more === null ? null : { choice: { ...choice, files: more.files }, tables: more.tables };
  }

  /** A policy that cannot be opened takes nothing away: the one that was chosen stays. */
  async #check(chosen: Promise<PolicyChoice>): Promise<void> {
    const turn = ++this.#lastChoice;
    this.checking = true;
    const choice = await chosen.catch(diagnosticsOf);
    if (turn !== this.#lastChoice) return;
    if (Array.isArray(choice)) {
      this.checking = false;
      this.policyProblems = choice;
      return;
    }
    this.choice = choice;
    const reply = await this.#engine.call('check', { files: choice.files });
    if (!reply.ok && reply.cancelled) return;
    this.checking = false;
    this.checked = reply.ok && reply.value.result.ok ? reply.value : null;
    this.policyProblems = reply.ok ? reply.value.result.diagnostics : reply.diagnostics;
    if (this.checked === null) return;
    this.sound = choice;
    this.files = assigned(this.files, this.tables);
  }

  #missing(): Need[] {
    const missing: Need[] = [];
    if (this.checked === null && !this.checking) missing.push('needPolicy');
    if (!this.files.some((file) => file.table === 'customers')) missing.push('needCustomers');
    if (!/^\d{4}-\d{2}-\d{2}$/.test(this.asOf.trim())) missing.push('needAsOf');
    return missing;
  }
}

function ownPolicy({ from, files }: Opened): PolicyChoice {
  return { name: 'own', from, files };
}

function filesOf(given: readonly Given[]): ReadonlySet<File> {
  return new Set(given.map(({ file }) => file));
}

function several(): Diagnostic {
  return problem(
    'folder',
    { en: 'these are the folders of several people', 'zh-CN': '这里包含多个人的交付文件夹' },
    { en: 'open the folder of one person', 'zh-CN': '请只打开其中一个人的文件夹' },
  );
}

function nothingIn(): Diagnostic {
  return problem(
    'folder',
    { en: 'nothing here can be read as a table or a policy', 'zh-CN': '其中没有可读取的数据表或策略文件' },
    { en: 'tables are CSV, NDJSON, Parquet or XLSX files; policies are YAML files', 'zh-CN': '数据表为 CSV、NDJSON、Parquet 或 XLSX 文件；策略为 YAML 文件' },
  );
}

function noMapping(name: string): Diagnostic {
  return problem('mapping', { en: `\`${name}\` is no column mapping of this page`, 'zh-CN': `\`${name}\` 不是本页保存的列映射` });
}
