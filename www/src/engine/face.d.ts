// The module's JavaScript face, typed by hand: the generated declarations know its objects only as `any`.
import type { CustomerRecords, Groups, Names, Profile, QueryPage } from './query';
import type { Place } from '../worker/policy/forms';
import type { Effect, Finding, SuiteReport } from '../worker/policy/types';
import type { Assessment } from '../worker/policy/worth';
import type { Missing } from '../worker/views';
import type { CheckResult, Explanation, Overlap, Page, Reach, Schema, SealReport, Summary } from './types';

export declare function initSync(input: { module: BufferSource }): { memory: WebAssembly.Memory };
export declare function version(): string;
export declare function check(filesJson: string): CheckResult;
export declare function analyse(requestJson: string): { ok: boolean; as_of: string; findings: Finding[] };
/** The policy in force and another one, over the same customers. */
export declare function compare(old: Outcome, other: Outcome, value?: string): Effect;

/** What of a comparison can be said at once: only what another policy changes, without tasks, managers, reports and weights. */
export declare function glance(old: Outcome, other: Outcome): Effect;

export declare class Policy {
  /**
   * Takes `{"files": [{"name", "text"}], "question": {"label", "time"}, "keep"}`; with a question its runs can be assessed,
   * with `"keep": true` datasets hold also the fields that nothing in the policy needs, for people to look at. Throws an
   * `Error` whose message is the JSON of a `Failure`, as everything here does.
   */
  constructor(filesJson: string);
  /** The policy with other values of parameters, `{"name": "value"}`, to be tried; it has no hash. */
  moved(paramsJson: string): Policy;
  schema(): Schema;
  names(): Names;
  test(): SuiteReport;
  /** Every rule as a sentence, as Markdown. */
  print(lang: string): string;
  /** Where every value of a text stands; nothing for a text that is no document. */
  static outline(text: string): Place | null;
  free(): void;
}

export declare class Dataset {
  constructor(policy: Policy);
  /** Takes the next piece of a table and says how much of it was used up; the rest comes again with the next piece. */
  read(table: string, bytes: Uint8Array, last: boolean): number;
  seal(): SealReport;
  /** Of a sealed dataset. */
  profile(): Profile;
  /** Of a sealed dataset: the rows of a customer, of each table at most `limit`. */
  customer(key: string, limit: number): CustomerRecords;
  /** The same tables for another policy; nothing when it would read them otherwise. */
  under(policy: Policy): Dataset | undefined;
  free(): void;
}

/** Ints, instants and decimals are whole numbers; a text is UTF-8 between two offsets. */
export interface Column {
  readonly type: string;
  readonly scale?: number;
  readonly values: BigInt64Array | Float64Array | Int32Array | Uint32Array | Uint8Array;
  readonly offsets?: Int32Array;
  /** 1 where there is a value; null: everywhere. */
  readonly known: Uint8Array | null;
}

export declare class Outcome {
  private constructor();
  static run(policy: Policy, dataset: Dataset, asOf: string, force: boolean): Outcome;
  /** The outcome of another policy over the same tables; nothing when it would read them otherwise. */
  under(policy: Policy, force: boolean): Outcome | undefined;
  summary(): Summary;
  /** Which alerts fire for the same customers. */
  overlap(): Overlap;
  /** From part 0, until there is none. */
  csv_part(table: string, part: number): Uint8Array<ArrayBuffer> | undefined;
  page(table: string, offset: number, limit: number): Page;
  /** Some rows, by their numbers in the table. */
  rows(table: string, rows: Uint32Array): Page;
  /** Whole columns. The names are a list as JSON; one that the table has not is left out. */
  columns(table: string, names: string): Readonly<Record<string, Column>>;
  /** What is unknown of a part of the customers, from part 0; nothing after the last. */
  missing(part: number): Missing[] | undefined;
  tasks(offset: number, limit: number): Page;
  ranked(column: string, offset: number, limit: number): Page;
  explain(key: string, lang: string): Explanation;
  /** `before` is the old policy on the old data, `between` the old policy on the new data; this is the new on the new. */
  explain_since(before: Outcome, between: Outcome, key: string, lang: string): Explanation;
  whatIf(key: string, edits: string, lang: string): Explanation;
  reach(key: string, goal: string, lang: string): Reach;
  /** What rules and scores have been worth, of a policy that was loaded with a question; `options` is `{by}` as JSON. */
  assess(optionsJson: string): Assessment;
  digest(): string;
  free(): void;
}

/** An answered question about scored customers. It outlives the outcome; free it when another takes its place. */
export declare class Query {
  /** `requestJson` is a `QueryRequest`. */
  constructor(outcome: Outcome, requestJson: string);
  groups(): Groups;
  /** `requestJson` is a `PageRequest`. */
  page(requestJson: string): QueryPage;
  free(): void;
}
