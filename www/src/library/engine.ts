// The module as a typed library, for a page or a program of its own: a policy and tables in, results out. It decides nothing
// about a customer; every number is the module's.
import { check, Dataset, Outcome, Policy } from 'appraise';
import { diagnosticsOf } from '../engine/failure';
import { startModule, type ModuleInfo } from '../engine/module';
import type { CheckResult, Diagnostic, Explanation, Lang, Page, PolicyFile, Reach, Schema, SealReport, Summary } from '../engine/types';

export type * from '../engine/types';
export type { ModuleInfo };

/** A table as text or bytes of CSV or NDJSON, or as records. A record's missing field is a missing cell. */
export type Table = string | Uint8Array | readonly Readonly<Record<string, string | number | boolean | null>>[];

export interface Job {
  policy: readonly PolicyFile[];
  /** By the names that the policy's schema gives them; `customers` is always one. */
  tables: Readonly<Record<string, Table>>;
  /** ISO day, or an instant with its offset. The module has no clock. */
  asOf: string;
  /** Runs a policy outside the dates that it is made for. */
  force?: boolean;
}

/** What the module refused, in its own words: `diagnostics` has each with its code, place and both languages. */
export class AppraiseError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message }) => `${code}: ${message.en}`).join('\n') || 'the module failed');
    this.name = 'AppraiseError';
  }
}

let started: Promise<Appraise> | null = null;

/**
 * Starts the module, once: a second call gives the same. Its bytes run only if their SHA-256 is the one that the package was
 * built with.
 *
 * @param bytes the module, where it cannot be read from beside this file
 * @throws when the bytes cannot be read, or are another module
 */
export function start(bytes?: Uint8Array<ArrayBuffer>): Promise<Appraise> {
  started ??= startModule(bytes).then((info) => new Appraise(info));
  started.catch(() => (started = null));
  return started;
}

export class Appraise {
  /** Version and SHA-256 of the module. */
  readonly module: ModuleInfo;

  constructor(module: ModuleInfo) {
    this.module = module;
  }

  /** Whether a policy can run; never throws for what is wrong with it. */
  check(policy: readonly PolicyFile[]): CheckResult {
    return refusing(() => check(filesJson(policy)));
  }

  /** The tables that a policy reads and writes. */
  schema(policy: readonly PolicyFile[]): Schema {
    return refusing(() => using(new Policy(filesJson(policy)), (ready) => ready.schema()));
  }

  /** Reads the tables and runs the policy over them. The result holds memory until it is freed. */
  score({ policy, tables, asOf, force = false }: Job): Result {
    return refusing(() =>
      using(new Policy(filesJson(policy)), (ready) =>
        using(new Dataset(ready), (dataset) => {
          for (const [name, table] of Object.entries(tables)) dataset.read(name, bytesOf(table), true);
          const seal = dataset.seal();
          return new Result(Outcome.run(ready, dataset, asOf, force), seal);
        })));
  }
}

/** What a run made of the customers. */
export class Result {
  /** What was read of every table, and what was not. */
  readonly seal: SealReport;
  readonly summary: Summary;
  #outcome: Outcome;

  /** @internal */
  constructor(outcome: Outcome, seal: SealReport) {
    this.#outcome = outcome;
    this.seal = seal;
    this.summary = outcome.summary();
  }

  /** Rows `offset` to `offset + limit` of an output table, such as `customers`, `tasks`, `contributions` or `quarantine`. */
  page(table: string, offset = 0, limit = 100): Page {
    return refusing(() => this.#outcome.page(table, offset, limit));
  }

  /** Customers by a column, the largest first, ties by key. */
  ranked(column: string, offset = 0, limit = 100): Page {
    return refusing(() => this.#outcome.ranked(column, offset, limit));
  }

  /** Tasks in the order in which they are worked off. */
  tasks(offset = 0, limit = 100): Page {
    return refusing(() => this.#outcome.tasks(offset, limit));
  }

  /** Everything about one customer, in words. Contributions add up to the score exactly. */
  explain(key: string, lang: Lang = 'zh-CN'): Explanation {
    return refusing(() => this.#outcome.explain(key, lang));
  }

  /** The same if some fields were otherwise; `null` is missing. */
  whatIf(key: string, edits: Readonly<Record<string, string | null>>, lang: Lang = 'zh-CN'): Explanation {
    return refusing(() => this.#outcome.whatIf(key, JSON.stringify(edits), lang));
  }

  /** The cheapest change that reaches a goal such as `tier>=gold`. */
  reach(key: string, goal: string, lang: Lang = 'zh-CN'): Reach {
    return refusing(() => this.#outcome.reach(key, goal, lang));
  }

  /** An output table as CSV, part by part. */
  *csv(table: string): Generator<Uint8Array<ArrayBuffer>, void, void> {
    for (let at = 0; ; at += 1) {
      const part = refusing(() => this.#outcome.csv_part(table, at));
      if (part === undefined) return;
      yield part;
    }
  }

  /** SHA-256 over all output tables: equal for equal input on every host. */
  digest(): string {
    return refusing(() => this.#outcome.digest());
  }

  /** Gives the memory back. Nothing of the result may be asked for afterwards. */
  free(): void {
    this.#outcome.free();
  }
}

function bytesOf(table: Table): Uint8Array {
  if (table instanceof Uint8Array) return table;
  return new TextEncoder().encode(typeof table === 'string' ? table : table.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function filesJson(files: readonly PolicyFile[]): string {
  return JSON.stringify({ files });
}

function using<T extends { free(): void }, R>(held: T, use: (held: T) => R): R {
  try {
    return use(held);
  } finally {
    held.free();
  }
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw new AppraiseError(diagnosticsOf(thrown));
  }
}
