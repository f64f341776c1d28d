// What the worker does for a policy that is being written: checks, forms, tests, and its effect on the resident data.
// Everything is the module's answer; a draft that has errors changes nothing of the run in force.
import { analyse, check, compare, Dataset, glance, Outcome, Policy } from 'appraise';
import type { PolicyFile, SchemaTable } from '../../engine/types';
import { readTable } from '../read';
import { macrotask } from '../rows';
import type { InForce } from '../session';
import { Cancelled, type Task } from '../task';
import { caseOf } from './case';
import { formsOf, isRows, type Place } from './forms';
import type { CaseCells, DraftFile, Drafted, Effect, Finding, SuiteReport } from './types';
import type { Assessment, WorthAsk } from './worth';

/** A draft that sliders move, and the outcome that the next position goes after. */
interface Tried {
  files: string;
  /** Null while the draft is still the policy of the run, which is loaded already. */
  policy: Policy | null;
  against: Outcome;
  last: Outcome | null;
}

/** A draft and the request that loads it. */
interface Draft {
  files: PolicyFile[];
  text: string;
}

export class Workshop {
  #tried: Tried | null = null;
  /** Outlines of texts that were read before: most of a policy stays as it is between two edits. */
  #outlines = new Map<string, Place | null>();
  #sent = { revision: 0, parts: new Map<string, string>() };
  /** The draft that was read last and the one that the page still has, by revision. */
  #drafts = new Map<number, Draft>();

  /** `known` is the revision of the forms that the page has: what is still the same is not sent again. */
  draft(given: readonly DraftFile[], known: number): Drafted | null {
    const page = this.#drafts.get(known);
    const files = given.map(({ name, text }, at) => ({ name, text: text ?? page?.files[at]?.text ?? null }));
    if (!complete(files)) return null;
    const forms = formsOf(files, this.#read(files));
    const before = this.#sent.revision === known ? this.#sent.parts : new Map<string, string>();
    const parts = new Map(Object.entries(forms).map(([part, value]) => [part, JSON.stringify(value)]));
    const revision = this.#sent.revision + 1;
    this.#sent = { revision, parts };
    this.#drafts = new Map([...(page === undefined ? [] : [[known, page] as const]), [revision, { files, text: loading(files) }]]);
    const changed = Object.entries(forms).filter(([part]) => before.get(part) !== parts.get(part));
    return { result: check(json({ files })), revision, forms: Object.fromEntries(changed) };
  }

  findings(files: PolicyFile[], asOf: string | null): Finding[] {
    return analyse(json(asOf === null ? { files } : { files, as_of: asOf })).findings;
  }

  suite(files: PolicyFile[]): SuiteReport {
    return using(files, (policy) => policy.test());
  }

  sheet(files: PolicyFile[], lang: string): string {
    return using(files, (policy) => policy.print(lang));
  }

  /** What a draft would change against the run in force; the run's data is used again where it can be. */
  async effect(revision: number, now: InForce, task: Task): Promise<Effect> {
    const text = this.#textOf(revision);
    const { policy, outcome } = await this.#run(text, now, task);
    this.#keep({ files: text, policy, against: now.outcome, last: outcome });
    return compare(now.outcome, outcome);
  }

  /** A moved slider: the draft is not read again, and what the position before it said is taken over where it stays. */
  async glance(revision: number, params: Record<string, string>, now: InForce, task: Task): Promise<Effect> {
    // A newer position gets in before this one is computed.
    await macrotask();
    task.stillWanted();
    const text = this.#textOf(revision);
    if (this.#tried?.files !== text || this.#tried.against !== now.outcome) this.#keep({ files: text, policy: null, against: now.outcome, last: null });
    const tried = this.#tried;
    if (tried === null) throw new Cancelled();
    const policy = now.loaded?.json === text ? now.loaded.policy : (tried.policy ??= new Policy(text));
    const moved = policy.moved(json(params));
    try {
      const outcome = (tried.last ?? now.outcome).under(moved, now.job.force);
      if (outcome === undefined) throw new Cancelled();
      const before = tried.last;
      tried.last = outcome;
      // Giving back what the position before held takes longer than counting: the answer goes first.
      setTimeout(() => before?.free());
      return glance(now.outcome, outcome);
    } finally {
      moved.free();
    }
  }

  /** What one policy would change against another, both over the data of the run in force. */
  async between(before: PolicyFile[], after: PolicyFile[], now: InForce, task: Task): Promise<Effect> {
    const old = await this.#run(loading(before), now, task);
    try {
      const other = await this.#run(loading(after), { ...now, outcome: old.outcome }, task);
      try {
        return compare(old.outcome, other.outcome);
      } finally {
        other.outcome.free();
        other.policy.free();
      }
    } finally {
      old.outcome.free();
      old.policy.free();
    }
  }

  /** What rules and scores have been worth to the customers of the run in force: a whole run, of which nothing is taken over. */
  async worth(files: PolicyFile[], { label, time, by }: WorthAsk, now: InForce, task: Task): Promise<Assessment> {
    await macrotask();
    task.stillWanted();
    const policy = new Policy(json({ files, keep: true, question: { label, time } }));
    try {
      const outcome = await fresh(policy, now, task);
      try {
        return outcome.assess(json(time === null ? {} : { by }));
      } finally {
        outcome.free();
      }
    } finally {
      policy.free();
    }
  }

  caseOf(key: string, now: InForce, tables: readonly SchemaTable[], task: Task): Promise<CaseCells> {
    return caseOf(key, now, tables, task);
  }

  async #run(text: string, now: InForce, task: Task): Promise<{ policy: Policy; outcome: Outcome }> {
    await macrotask();
    task.stillWanted();
    const policy = new Policy(text);
    try {
      return { policy, outcome: now.outcome.under(policy, now.job.force) ?? (await fresh(policy, now, task)) };
    } catch (thrown) {
      policy.free();
      throw thrown;
    }
  }

  /** Whoever asks about a draft that is not kept has another by now. */
  #textOf(revision: number): string {
    const draft = this.#drafts.get(revision);
    if (draft === undefined) throw new Cancelled();
    return draft.text;
  }

  #keep(tried: Tried): void {
    this.#tried?.last?.free();
    this.#tried?.policy?.free();
    this.#tried = tried;
  }

  #read(files: readonly PolicyFile[]): (Place | null)[] {
    const read = new Map<string, Place | null>();
    for (const { name, text } of files) if (!isRows(name)) read.set(text, this.#outlines.get(text) ?? Policy.outline(text));
    this.#outlines = read;
    return files.map(({ text }) => read.get(text) ?? null);
  }
}

/** A run over the data of the run in force, as it is resident or read again. */
async function fresh(policy: Policy, { dataset, job }: InForce, task: Task): Promise<Outcome> {
  const tables = dataset?.under(policy) ?? (await readAll(policy, job, task));
  try {
    task.stillWanted();
    return Outcome.run(policy, tables, job.asOf, job.force);
  } finally {
    tables.free();
  }
}

/** A draft that reads other fields reads the files again. */
async function readAll(policy: Policy, job: InForce['job'], task: Task): Promise<Dataset> {
  const dataset = new Dataset(policy);
  try {
    const wanted = new Set(policy.schema().inputs.map(({ name }) => name));
    for (const source of job.sources.filter(({ table }) => wanted.has(table))) await readTable(dataset, source, job.encoding, task);
    dataset.seal();
    return dataset;
  } catch (thrown) {
    dataset.free();
    throw thrown;
  }
}

function complete(files: readonly DraftFile[]): files is PolicyFile[] {
  return files.every(({ text }) => text !== null);
}

function using<T>(files: PolicyFile[], ask: (policy: Policy) => T): T {
  const policy = new Policy(json({ files }));
  try {
    return ask(policy);
  } finally {
    policy.free();
  }
}

/** A draft is loaded as the run in force was: with every field that people look at, or its tables would be others. */
function loading(files: PolicyFile[]): string {
  return json({ files, keep: true });
}

function json(request: object): string {
  return JSON.stringify(request);
}
