// What the worker keeps between requests: the policy, the resident data and the outcome of the last good run.
import { check, Dataset, Outcome, Policy, Query } from 'appraise';
import { memoryBytes } from '../engine/module';
import type { Explanation, PolicyFile, SchemaTable, SealReport } from '../engine/types';
import { reportsOf, requestOf } from './book';
import { agendaOf, assignmentOf } from './branch';
import { curveOf } from './curve';
import { Desk } from './desk';
import type { Names, QueryPage } from '../engine/query';
import { Earlier } from './earlier';
import type { Checked, Encoding, ScoreJob, Scored, Source } from './messages';
import { missingOf } from './missing';
import { readTable } from './read';
import { recordsOf } from './records';
import { macrotask } from './rows';
import { Cancelled, type Task } from './task';
import type { Assignment, Axes, Behind, CommitteeTask, Curve, Missing, Pivot, Records, ReportRow, Since } from './views';

/** A policy that is loaded, and what was read of it once. */
interface Ready {
  /** The request that it was loaded with. */
  json: string;
  policy: Policy;
  tables: SchemaTable[];
  names: Names;
}

interface Resident extends Ready {
  /** Says which policy, files and encoding this came from. */
  origin: string;
  dataset: Dataset;
  seal: SealReport;
}

/** A run and what it ran on. */
interface Done {
  outcome: Outcome;
  job: ScoreJob;
  tables: SchemaTable[];
  /** The data it ran on, unless other files were read since. */
  origin: string;
  desk: Promise<Desk> | null;
  earlier: Earlier | null;
  query: Query | null;
  /** For what the policy lets data be used. */
  purposes: readonly string[];
}

/** What the run in force can be compared with: its outcome, and its data while that is still resident. */
export interface InForce {
  outcome: Outcome;
  job: ScoreJob;
  dataset: Dataset | null;
  /** The policy of the run and the request that it was loaded with, while it is still resident; the session frees it. */
  loaded: { json: string; policy: Policy } | null;
}

/** Parts that the module leaves out for a policy that has none of the kind. */
const NO_CLASSES = { classes: [], tables: [] };
const NOTHING_MORE = { classes: [], nearly: [], offers: [] };

export class Session {
  #resident: Resident | null = null;
  #done: Done | null = null;
  /** The policy that was checked last: most often the one of the next run. */
  #ready: Ready | null = null;

  /** The outcome of the last run that succeeded. */
  get outcome(): Outcome {
    return this.#last().outcome;
  }

  check(files: PolicyFile[]): Checked {
    const json = filesJson(files);
    const result = check(json);
    if (!result.ok) return { result, tables: [], names: null };
    const ready = readyOf(json);
    this.#ready?.policy.free();
    this.#ready = ready;
    return { result, tables: ready.tables, names: ready.names };
  }

  /** The earlier outcome stays until this one is there, so that a failed run takes nothing from the page. */
  async score(job: ScoreJob, task: Task): Promise<Scored> {
    const resident = await this.#read(job, task);
    task.report({ stage: 'scoring', table: '', read: 0, total: 0 });
    await macrotask();
    task.stillWanted();
    const outcome = Outcome.run(resident.policy, resident.dataset, job.asOf, job.force);
    this.#done?.earlier?.free();
    this.#done?.query?.free();
    this.#done?.outcome.free();
    this.#done = { outcome, job, tables: resident.tables, origin: resident.origin, desk: null, earlier: null, query: null, purposes: resident.names.purposes };
    return { summary: { ...NO_CLASSES, ...outcome.summary() }, seal: resident.seal, memory: memoryBytes() };
  }

  /** A table as a file. Its parts go to the browser one by one, so that a long one is never in memory whole. */
  async csv(table: string, task: Task): Promise<Blob> {
    const { outcome } = this;
    const parts: Blob[] = [];
    for (let part = outcome.csv_part(table, 0); part !== undefined; part = outcome.csv_part(table, parts.length)) {
      parts.push(new Blob([part]));
      await macrotask();
      task.stillWanted();
      this.#unchanged(outcome);
    }
    return new Blob(parts, { type: 'text/csv;charset=utf-8' });
  }

  /** The working day, gathered once per run. */
  async desk(task: Task): Promise<Desk> {
    const done = this.#last();
    const kept = { report: task.report, stillWanted: () => this.#unchanged(done.outcome) };
    done.desk ??= Desk.of(done.outcome, kept);
    const desk = await done.desk;
    task.stillWanted();
    return desk;
  }

  missing(task: Task): Promise<Missing[]> {
    return missingOf(this.outcome, this.#bound(task));
  }

  reports(task: Task): Promise<ReportRow[]> {
    return reportsOf(this.outcome, this.#bound(task));
  }

  assignment(task: Task): Promise<Assignment> {
    return assignmentOf(this.outcome, this.#bound(task));
  }

  agenda(role: string, task: Task): Promise<CommitteeTask[]> {
    return agendaOf(this.outcome, role, this.#bound(task));
  }

  /** Groups are the module's: it knows fields, classes, tables and derived values alike. */
  pivot(axes: Axes): Pivot {
    const done = this.#last();
    const query = new Query(done.outcome, requestOf(axes, done.purposes));
    done.query?.free();
    done.query = query;
    return query.groups();
  }

  behind({ cell, offset, limit }: Behind): QueryPage {
    const { query } = this.#last();
    if (query === null) throw new Error('no groups have been asked for');
    return query.page(JSON.stringify({ cell, offset, limit }));
  }

  async curve(field: string, task: Task): Promise<Curve> {
    const { outcome, source, encoding, schema } = this.#customers();
    return curveOf(outcome, source, encoding, schema, field, this.#bound(task));
  }

  async records(key: string, wanted: readonly string[], task: Task): Promise<Records[]> {
    const { job, tables } = this.#last();
    const found: Records[] = [];
    for (const name of wanted) {
      const source = job.sources.find(({ table }) => table === name);
      const schema = tables.find((table) => table.name === name);
      if (source !== undefined && schema !== undefined) found.push(await recordsOf(source, job.encoding, schema, key, task));
    }
    return found;
  }

  /** The earlier period is of the run that is open, and goes with it. */
  async compareWith(job: ScoreJob, task: Task): Promise<null> {
    const done = this.#last();
    const earlier = await Earlier.of(job, done.job, this.#bound(task));
    done.earlier?.free();
    done.earlier = earlier;
    return null;
  }

  since(key: string, lang: string): Since | null {
    return this.#last().earlier?.since(this.outcome, key, lang) ?? null;
  }

  explain(key: string, lang: string): Explanation {
    return { ...NOTHING_MORE, ...this.outcome.explain(key, lang) };
  }

  whatIf(key: string, edits: Record<string, string | null>, lang: string): Explanation {
    return { ...NOTHING_MORE, ...this.outcome.whatIf(key, JSON.stringify(edits), lang) };
  }

  /** The customers' file, for figures over columns that no table of the module has. */
  #customers(): { outcome: Outcome; source: Source; encoding: Encoding; schema: SchemaTable } {
    const { outcome, job, tables } = this.#last();
    const source = job.sources.find(({ table }) => table === 'customers');
    const schema = tables.find(({ name }) => name === 'customers');
    if (source === undefined || schema === undefined) throw new Error('no customers');
    return { outcome, source, encoding: job.encoding, schema };
  }

  inForce(): InForce & { tables: SchemaTable[] } {
    const { outcome, job, tables, origin } = this.#last();
    const loaded = this.#resident?.origin === origin ? this.#resident : null;
    return { outcome, job, tables, dataset: loaded?.dataset ?? null, loaded };
  }

  #last(): Done {
    if (this.#done === null) throw new Error('nothing has been scored yet');
    return this.#done;
  }

  /** Work on a run ends with it: its outcome is freed by the next. */
  #bound(task: Task): Task {
    const { outcome } = this;
    return { report: task.report, stillWanted: () => (task.stillWanted(), this.#unchanged(outcome)) };
  }

  #unchanged(outcome: Outcome): void {
    if (outcome !== this.#done?.outcome) throw new Cancelled();
  }

  async #read(job: ScoreJob, task: Task): Promise<Resident> {
    const origin = JSON.stringify([job.policy, job.encoding, job.sources.map(({ id, table, mapping }) => [id, table, mapping])]);
    if (this.#resident?.origin === origin) return this.#resident;
    const ready = this.#loaded(filesJson(job.policy));
    let dataset: Dataset | null = null;
    try {
      dataset = new Dataset(ready.policy);
      for (const source of job.sources) await readTable(dataset, source, job.encoding, task);
      const seal = dataset.seal();
      const resident = { ...ready, origin, dataset, seal };
      this.#keep(resident);
      return resident;
    } catch (thrown) {
      dataset?.free();
      ready.policy.free();
      throw thrown;
    }
  }

  /** Whoever takes the policy frees it. */
  #loaded(json: string): Ready {
    const ready = this.#ready;
    if (ready?.json !== json) return readyOf(json);
    this.#ready = null;
    return ready;
  }

  #keep(resident: Resident): void {
    this.#resident?.dataset.free();
    this.#resident?.policy.free();
    this.#resident = resident;
  }
}

function readyOf(json: string): Ready {
  const policy = new Policy(json);
  return { json, policy, tables: policy.schema().inputs, names: policy.names() };
}

function filesJson(files: PolicyFile[]): string {
  return JSON.stringify({ files, keep: true });
}
