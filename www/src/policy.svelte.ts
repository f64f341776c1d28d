// The policy that is being written, beside the one in force: its texts, what is wrong with them, and what it would change.
// The draft is the user's and is never thrown away for an error; what is in force changes only when it is put in force.
import { diagnosticsOf } from './engine/failure';
import type { CheckResult, Diagnostic, Lang, PolicyFile } from './engine/types';
import type { Given } from './folder';
import { moved, replaced, withCut, type Cut } from './policy-text';
import { namesOf, policyOf } from './policy-open';
import type { Version } from './policy-version';
import type { Portal } from './portal.svelte';
import type { Reply } from './worker/messages';
import type { CaseCells, Drafted, Effect, Finding, Forms, Lines, ParamForm, SuiteReport } from './worker/policy/types';

/** A pause in typing or dragging after which the worker is asked. */
const PAUSE = 160;
/** How long a slider rests before the draft is read and measured whole: that takes longer than a position. */
const REST = 400;
/** The analysis takes longest and can wait. */
const LONG_PAUSE = 900;
const STEPS_BACK = 200;
/** No revision: nothing that was read fits the texts. */
const NONE = -1;

const NO_FORMS: Forms = { params: [], cards: [], grids: [], rules: [], tables: [], entries: [], slots: { params: null, forms: null, tests: null }, version: null, names: [], unread: [] };

export class Draft {
  files = $state.raw<readonly PolicyFile[]>([]);
  /** What it started from: the policy in force. */
  base = $state.raw<readonly PolicyFile[]>([]);
  /** The forms of the policy in force. */
  baseForms = $state.raw<Forms | null>(null);
  /** The engine's last word on the draft; its forms fit `files` once `cuts` are counted. */
  seen = $state.raw<{ result: CheckResult; forms: Forms } | null>(null);
  /** The texts that `seen` is about. */
  seenFiles = $state.raw<readonly PolicyFile[]>([]);
  problems = $state.raw<Diagnostic[]>([]);
  findings = $state.raw<readonly Finding[]>([]);
  suite = $state.raw<SuiteReport | null>(null);
  effect = $state.raw<Effect | null>(null);
  effectProblems = $state.raw<Diagnostic[]>([]);
  measuring = $state(false);
  /** The counts of `effect` are those of the present positions of the sliders; what takes longer is still of the draft before. */
  glanced = $state(false);
  versions = $state.raw<readonly Version[]>([]);
  compared = $state.raw<{ before: string; after: string; files: [readonly PolicyFile[], readonly PolicyFile[]]; effect: Effect | null; problems: Diagnostic[] } | null>(null);
  versionProblems = $state.raw<readonly Diagnostic[]>([]);

  readonly changed: boolean = $derived(!same(this.files, this.base));
  readonly sound: boolean = $derived(this.seen?.result.ok === true);
  readonly checking: boolean = $derived(this.seenFiles !== this.files);
  readonly canUndo: boolean = $derived.by(() => (void this.files, this.#past.length > 0));
  readonly canRedo: boolean = $derived.by(() => (void this.files, this.#future.length > 0));
  saved = $state.raw<readonly PolicyFile[]>([]);
  /** The file that was changed last: what is wrong there is told first. */
  touched = $state('');
  readonly unsaved: boolean = $derived(this.changed && !same(this.files, this.saved));

  #portal: Portal;
  #cuts: Cut[] = [];
  #past: (readonly PolicyFile[])[] = [];
  #future: (readonly PolicyFile[])[] = [];
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #lastVersion = 0;
  /** Of the forms that are held. */
  #revision = NONE;
  /** The texts were exchanged and not read since. */
  #exchanged = false;
  /** What sliders have moved since the draft was read; null when something else was changed, too. */
  #slid: Map<string, string> | null = new Map();

  constructor(portal: Portal) {
    this.#portal = portal;
    addEventListener('beforeunload', (event) => {
      if (this.unsaved) event.preventDefault();
    });
  }

  /** The draft begins as the policy in force, and follows it as long as nothing was changed. */
  begin(): void {
    const now = this.#portal.inputs.choice?.files ?? [];
    if (same(now, this.base) || (this.changed && this.base.length > 0)) return this.#later();
    this.base = now;
    this.#take(now);
    this.#past = [];
    this.#future = [];
  }

  /** A slider at a position: the text follows, and the counts are asked for at once. */
  slide(param: ParamForm, value: string): void {
    const slid = this.#slid;
    this.cut(replaced(param.value, value));
    this.#slid = slid?.set(param.id, value) ?? null;
    this.#later(REST);
    void this.#glance();
  }

  /** Replaces pieces that the forms name. Edits that come in faster than answers are moved to where the pieces are now. */
  cut(...cuts: (Cut | null)[]): void {
    // While the texts were exchanged as a whole and are not read yet, no form knows where anything stands.
    if (this.#exchanged) return;
    let files = this.files;
    for (const wanted of cuts) {
      if (wanted === null) continue;
      const cut = moved(wanted, this.#cuts);
      files = withCut(files, cut);
      this.touched = files[cut.file]?.name ?? '';
      this.#cuts.push(cut);
    }
    if (files !== this.files) this.#step(files);
  }

  /** The whole of one file, as the text editor has it. */
  write(file: number, text: string): void {
    if (this.files[file]?.text === text) return;
    this.#exchanged = true;
    this.touched = this.files[file]?.name ?? '';
    this.#step(this.files.map((part, at) => (at === file ? { ...part, text } : part)));
  }

  /** Lines of a form where they are now. */
  settled(lines: Lines): Lines {
    return { ...lines, list: moved(lines.list, this.#cuts), lines: lines.lines.map(({ item, cells }) => ({ item: moved(item, this.#cuts), cells })) };
  }

  /** A parameter's value in the policy in force. */
  before(param: string): string | null {
    return this.baseForms?.params.find(({ id }) => id === param)?.value.text ?? null;
  }

  textOf(file: number): string {
    return this.files[file]?.text ?? '';
  }

  undo(): void {
    const before = this.#past.pop();
    if (before === undefined) return;
    this.#future.push(this.files);
    this.#take(before);
  }

  redo(): void {
    const after = this.#future.pop();
    if (after === undefined) return;
    this.#past.push(this.files);
    this.#take(after);
  }

  /** Back to the policy in force; the way here stays undoable. */
  discard(): void {
    this.#exchange(this.base);
  }

  /** Makes the draft the policy that the next run uses. Refused while it has errors. */
  async putInForce(): Promise<void> {
    if (!this.sound || this.checking) return;
    await this.#portal.inputs.usePolicy(Promise.resolve({ ...this.#portal.inputs.choice, name: 'own', files: [...this.files] }));
    this.base = this.files;
    this.saved = this.files;
    if (this.#portal.result !== null) await this.#portal.score();
    this.effect = null;
    this.#later();
  }

  async runTests(): Promise<void> {
    if (!this.sound) return;
    const reply = await this.#portal.engine.call('suite', { files: [...this.files] });
    if (reply.ok) this.suite = reply.value;
  }

  async sheet(files: readonly PolicyFile[], lang: Lang): Promise<string | null> {
    const reply = await this.#portal.engine.call('sheet', { files: [...files], lang });
    return reply.ok ? reply.value : null;
  }

  async caseOf(key: string): Promise<CaseCells | Diagnostic[]> {
    const reply = await this.#portal.engine.call('caseOf', { key });
    if (reply.ok) return reply.value;
    return reply.cancelled ? [] : reply.diagnostics;
  }

  keep(name: string): void {
    this.versions = [...this.versions, { id: ++this.#lastVersion, name, files: [...this.files] }];
  }

  drop(id: number): void {
    this.versions = this.versions.filter((version) => version.id !== id);
  }

  async openVersion(given: readonly Given[]): Promise<void> {
    try {
      const { from, files } = await policyOf(given);
      this.versions = [...this.versions, { id: ++this.#lastVersion, name: from ?? namesOf(files), files }];
      this.versionProblems = [];
    } catch (thrown) {
      this.versionProblems = diagnosticsOf(thrown);
    }
  }

  /** Goes on from a version; what was there before can be had back. */
  takeUp(version: Version): void {
    this.#exchange(version.files);
  }

  async compare(before: { name: string; files: readonly PolicyFile[] }, after: { name: string; files: readonly PolicyFile[] }): Promise<void> {
    const made = { before: before.name, after: after.name, files: [before.files, after.files] as [readonly PolicyFile[], readonly PolicyFile[]], effect: null, problems: [] };
    this.compared = made;
    if (this.#portal.result === null) return;
    const reply = await this.#portal.engine.call('between', { before: [...before.files], after: [...after.files] });
    if (this.compared !== made) return;
    if (reply.ok) this.compared = { ...made, effect: reply.value };
    else if (!reply.cancelled) this.compared = { ...made, problems: reply.diagnostics };
  }

  #step(files: readonly PolicyFile[]): void {
    this.#slid = null;
    this.glanced = false;
    this.#past = [...this.#past.slice(1 - STEPS_BACK), this.files];
    this.#future = [];
    this.files = files;
    this.#later();
  }

  #exchange(files: readonly PolicyFile[]): void {
    this.#past = [...this.#past.slice(1 - STEPS_BACK), this.files];
    this.#future = [];
    this.#take(files);
  }

  #take(files: readonly PolicyFile[]): void {
    this.#slid = null;
    this.glanced = false;
    this.files = files;
    this.#exchanged = true;
    this.#later(0);
  }

  #later(pause = PAUSE): void {
    // An analysis that has not begun would keep the worker from what the user does now.
    clearTimeout(this.#timers.get('findings'));
    this.#after('draft', pause, () => this.#check());
  }

  #after(name: string, pause: number, act: () => Promise<void>): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(() => void act(), pause));
  }

  async #check(): Promise<void> {
    const { files } = this;
    if (files.length === 0) return;
    const reply = await this.#read(files);
    if (files !== this.files || (!reply.ok && reply.cancelled)) return;
    this.seenFiles = files;
    this.#cuts = [];
    this.#slid = new Map();
    this.#exchanged = false;
    this.problems = reply.ok ? reply.value.result.diagnostics : reply.diagnostics;
    if (!reply.ok) return void (this.#revision = NONE);
    // Where a text is no document, its forms are gone for the moment; the last ones would write to wrong places.
    this.seen = { result: reply.value.result, forms: { ...(this.seen?.forms ?? NO_FORMS), ...reply.value.forms } };
    this.#revision = reply.value.revision;
    if (same(files, this.base)) this.baseForms = this.seen.forms;
    this.suite = null;
    if (!reply.value.result.ok) return void (this.findings = []);
    await this.#measure(files, reply.value.revision);
    if (files === this.files) this.#after('findings', LONG_PAUSE, () => this.#analyse(files));
  }

  /** Texts that are as they were read are in the worker: copying them all would keep the page from a slider for as long as a frame. */
  async #read(files: readonly PolicyFile[]): Promise<Reply<Drafted>> {
    const [known, before] = [this.#revision, this.#revision === NONE ? [] : this.seenFiles];
    const reply = await this.#portal.engine.call('draft', { files: files.map(({ name, text }, at) => ({ name, text: text === before[at]?.text ? null : text })), known });
    if (!reply.ok || reply.value !== null) return reply as Reply<Drafted>;
    this.#revision = NONE;
    return this.#read(files);
  }

  /** What the sliders change of the counts. The draft is read and measured whole once they rest. */
  async #glance(): Promise<void> {
    const { files, seenFiles } = this;
    if (this.#slid === null || this.#portal.result === null || !this.sound) return;
    const reply = await this.#portal.engine.call('glance', { revision: this.#revision, params: Object.fromEntries(this.#slid) });
    // What was read since knows better but of this very position, and what cannot be computed is told by the check.
    if (!reply.ok || this.#slid === null || (seenFiles !== this.seenFiles && files !== this.files)) return;
    this.effect = { ...reply.value, tasks: this.effect?.tasks ?? null, managers: this.effect?.managers ?? null };
    // A position that was passed on the way is shown, and is not the last word.
    this.glanced = files === this.files;
  }

  async #measure(files: readonly PolicyFile[], revision: number): Promise<void> {
    if (this.#portal.result === null || !this.changed) {
      this.effect = null;
      this.effectProblems = [];
      return;
    }
    this.measuring = true;
    const reply = await this.#portal.engine.call('effect', { revision });
    if (files !== this.files || (!reply.ok && reply.cancelled)) return;
    this.measuring = false;
    this.glanced = false;
    this.effect = reply.ok ? reply.value : null;
    this.effectProblems = reply.ok ? [] : reply.diagnostics;
  }

  async #analyse(files: readonly PolicyFile[]): Promise<void> {
    const asOf = this.#portal.result?.asOf ?? null;
    const reply = await this.#portal.engine.call('findings', { files: [...files], asOf });
    if (reply.ok && files === this.files) this.findings = reply.value;
  }
}

const drafts = new WeakMap<Portal, Draft>();

/** The draft of a page: it stays while other workspaces are visited. */
export function draftOf(portal: Portal): Draft {
  // What is derived belongs to who made it: made by a view, it would end with the view.
  if (!drafts.has(portal)) $effect.root(() => void drafts.set(portal, new Draft(portal)));
  return drafts.get(portal) ?? new Draft(portal);
}

function same(a: readonly PolicyFile[], b: readonly PolicyFile[]): boolean {
  return a === b || (a.length === b.length && a.every((file, at) => file.name === b[at]?.name && file.text === b[at]?.text));
}
