// What the worker keeps between requests: the policy, the resident data and the outcome of the last good run.
import { check, Dataset, Outcome, Policy } from 'appraise';
import { memoryBytes } from '../engine/module';
import type { PolicyFile, SealReport } from '../engine/types';
import type { Checked, ScoreJob, Scored } from './messages';
import { readTable } from './read';
import { Cancelled, type Task } from './task';

interface Resident {
  /** Says which policy, files and encoding this came from. */
  origin: string;
  policy: Policy;
  dataset: Dataset;
  seal: SealReport;
}

export class Session {
  #resident: Resident | null = null;
  #outcome: Outcome | null = null;

  /** The outcome of the last run that succeeded. */
  get outcome(): Outcome {
    if (this.#outcome === null) throw new Error('nothing has been scored yet');
    return this.#outcome;
  }

  check(files: PolicyFile[]): Checked {
    const json = filesJson(files);
    const result = check(json);
    if (!result.ok) return { result, tables: [] };
    const policy = new Policy(json);
    try {
      return { result, tables: policy.schema().inputs };
    } finally {
      policy.free();
    }
  }

  /** The earlier outcome stays until this one is there, so that a failed run takes nothing from the page. */
  async score(job: ScoreJob, task: Task): Promise<Scored> {
    const resident = await this.#read(job, task);
    task.report({ stage: 'scoring', table: '', read: 0, total: 0 });
    await macrotask();
    task.stillWanted();
    const outcome = Outcome.run(resident.policy, resident.dataset, job.asOf, job.force);
    this.#outcome?.free();
    this.#outcome = outcome;
    return { summary: outcome.summary(), seal: resident.seal, memory: memoryBytes() };
  }

  /** A table as a file. Its parts go to the browser one by one, so that a long one is never in memory whole. */
  async csv(table: string, task: Task): Promise<Blob> {
    const { outcome } = this;
    const parts: Blob[] = [];
    for (let part = outcome.csv_part(table, 0); part !== undefined; part = outcome.csv_part(table, parts.length)) {
      parts.push(new Blob([part]));
      await macrotask();
      task.stillWanted();
      if (outcome !== this.#outcome) throw new Cancelled();
    }
    return new Blob(parts, { type: 'text/csv;charset=utf-8' });
  }

  async #read(job: ScoreJob, task: Task): Promise<Resident> {
    const origin = JSON.stringify([job.policy, job.encoding, job.sources.map(({ id, table }) => [id, table])]);
    if (this.#resident?.origin === origin) return this.#resident;
    const policy = new Policy(filesJson(job.policy));
    let dataset: Dataset | null = null;
    try {
      dataset = new Dataset(policy);
      for (const source of job.sources) await readTable(dataset, source, job.encoding, task);
      const seal = dataset.seal();
      this.#keep({ origin, policy, dataset, seal });
      return { origin, policy, dataset, seal };
    } catch (thrown) {
      dataset?.free();
      policy.free();
      throw thrown;
    }
  }

  #keep(resident: Resident): void {
    this.#resident?.dataset.free();
    this.#resident?.policy.free();
    this.#resident = resident;
  }
}

function filesJson(files: PolicyFile[]): string {
  return JSON.stringify({ files });
}

/** Lets a waiting message in: a promise alone would not. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
