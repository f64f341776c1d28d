// The customer who is open: the ranking to choose from, the explanation, the rows of the files, and what would be if.
import type { Diagnostic, Explanation, Lang, Reach } from './engine/types';
import { Listing } from './listing.svelte';
import type { Result } from './portal.svelte';
import type { Engine } from './rpc';
import { Earlier } from './earlier.svelte';
import type { Records, Since } from './worker/views';

export class Customer {
  explanation = $state.raw<Explanation | null>(null);
  problems = $state.raw<Diagnostic[]>([]);
  records = $state.raw<readonly Records[]>([]);
  /** Cells that are otherwise, by field; `null` is missing. */
  edits = $state.raw<Readonly<Record<string, string | null>>>({});
  /** The explanation with the edits; null without any. */
  otherwise = $state.raw<Explanation | null>(null);
  reached = $state.raw<Reach | null>(null);
  editProblems = $state.raw<Diagnostic[]>([]);
  /** What changed since the earlier period, where one is loaded. */
  since = $state.raw<Since | null>(null);
  rankedBy = $state('');
  readonly ranking = new Listing((offset, limit) => this.#engine.call('ranked', { column: this.rankedBy, offset, limit }));

  readonly earlier: Earlier;
  #engine: Engine;
  #result: Result | null = null;
  #lang: Lang = 'zh-CN';

  constructor(engine: Engine) {
    this.#engine = engine;
    this.earlier = new Earlier(engine);
  }

  /** A new result: whoever was open stays open when the result has them. The list is ranked when it is wanted. */
  async begin(result: Result): Promise<void> {
    const before = this.explanation?.key ?? null;
    this.#result = result;
    this.#close();
    this.earlier.clear();
    this.ranking.clear();
    this.rankedBy = result.summary.scorecards[0]?.id ?? '';
    if (before !== null) await this.open(before, this.#lang);
    if (this.explanation === null) this.problems = [];
  }

  /** Brings the list, unless it is there. */
  async rank(): Promise<void> {
    if (this.ranking.page === null) await this.ranking.show(0);
  }

  rankBy(column: string): Promise<void> {
    this.rankedBy = column;
    return this.ranking.show(0);
  }

  async open(key: string, lang: Lang): Promise<void> {
    this.#lang = lang;
    if (this.explanation?.key !== key) this.#close();
    const reply = await this.#engine.call('explain', { key, lang });
    if (reply.ok) {
      this.explanation = reply.value;
      this.problems = [];
      await this.#compare(key);
      await this.#read(key);
    } else if (!reply.cancelled) {
      this.problems = reply.diagnostics;
    }
  }

  async speak(lang: Lang): Promise<void> {
    this.#lang = lang;
    if (this.explanation === null) return;
    await this.open(this.explanation.key, lang);
    if (this.otherwise !== null) await this.#think();
    this.reached = null;
  }

  edit(field: string, cell: string | null | undefined): Promise<void> {
    const rest = Object.entries(this.edits).filter(([name]) => name !== field);
    this.edits = Object.fromEntries(cell === undefined ? rest : [...rest, [field, cell]]);
    return this.#think();
  }

  /** What the engine says against cells of a customer, if anything. */
  async refusals(key: string, cells: Readonly<Record<string, string>>): Promise<readonly Diagnostic[]> {
    const reply = await this.#engine.call('whatIf', { key, edits: { ...cells }, lang: this.#lang });
    return reply.ok || reply.cancelled ? [] : reply.diagnostics;
  }

  asIs(): void {
    this.edits = {};
    this.otherwise = null;
    this.reached = null;
    this.editProblems = [];
  }

  /** Asks for the cheapest change that reaches a goal. */
  async seek(goal: string): Promise<void> {
    const key = this.explanation?.key;
    if (key === undefined) return;
    const reply = await this.#engine.call('reach', { key, goal, lang: this.#lang });
    if (reply.ok) this.reached = reply.value;
    else if (!reply.cancelled) this.editProblems = reply.diagnostics;
  }

  async #think(): Promise<void> {
    const key = this.explanation?.key;
    if (key === undefined || Object.keys(this.edits).length === 0) return this.asIs();
    const reply = await this.#engine.call('whatIf', { key, edits: this.edits, lang: this.#lang });
    if (reply.ok) {
      this.otherwise = reply.value;
      this.editProblems = [];
    } else if (!reply.cancelled) {
      this.editProblems = reply.diagnostics;
    }
  }

  /** Loads the earlier period and compares whoever is open with it. */
  async compare(): Promise<void> {
    await this.earlier.load();
    if (this.explanation !== null) await this.#compare(this.explanation.key);
  }

  async #compare(key: string): Promise<void> {
    if (this.earlier.loaded === null) return;
    const reply = await this.#engine.call('since', { key, lang: this.#lang });
    if (reply.ok && this.explanation?.key === key) this.since = reply.value;
    else if (!reply.ok && !reply.cancelled) this.problems = reply.diagnostics;
  }

  async #read(key: string): Promise<void> {
    const tables = (this.#result?.checked.tables ?? []).filter(({ parent, name }) => parent !== null && !/^(?:state_|journal$|forms$|overrides$)/.test(name));
    const reply = await this.#engine.call('records', { key, tables: tables.map(({ name }) => name) });
    if (reply.ok && this.explanation?.key === key) this.records = reply.value;
  }

  #close(): void {
    this.explanation = null;
    this.since = null;
    this.records = [];
    this.asIs();
  }
}
