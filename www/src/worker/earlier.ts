// An earlier period beside the one that is open: what the data and what the policy did to a score in between. The module
// divides a change by three runs: the old policy on the old data, the old policy on the new data, the new on the new.
import { Dataset, Outcome, Policy } from 'appraise';
import type { Explanation, PolicyFile } from '../engine/types';
import type { ScoreJob } from './messages';
import { readTable } from './read';
import type { Task } from './task';
import type { Since } from './views';

interface Scored {
  policy: Policy;
  dataset: Dataset;
  outcome: Outcome;
}

export class Earlier {
  #before: Scored;
  /** Null where the policy is the same: the run of today is then also that of the old policy. */
  #between: Scored | null;

  private constructor(before: Scored, between: Scored | null) {
    this.#before = before;
    this.#between = between;
  }

  /** `now` is the job of the run that is open. */
  static async of(job: ScoreJob, now: ScoreJob, task: Task): Promise<Earlier> {
    const before = await scored(job, task);
    if (text(job.policy) === text(now.policy)) return new Earlier(before, null);
    try {
      return new Earlier(before, await scored({ ...now, policy: job.policy, force: true }, task));
    } catch (thrown) {
      freed(before);
      throw thrown;
    }
  }

  since(outcome: Outcome, key: string, lang: string): Since {
    const found: Explanation = outcome.explain_since(this.#before.outcome, this.#between?.outcome ?? outcome, key, lang);
    return { changes: found.changes ?? [], before: this.#explained(key, lang) };
  }

  free(): void {
    freed(this.#before);
    if (this.#between !== null) freed(this.#between);
  }

  /** Null when there was no such customer. */
  #explained(key: string, lang: string): Explanation | null {
    try {
      return this.#before.outcome.explain(key, lang);
    } catch (thrown) {
      if (thrown instanceof WebAssembly.RuntimeError) throw thrown;
      return null;
    }
  }
}

async function scored(job: ScoreJob, task: Task): Promise<Scored> {
  const policy = new Policy(JSON.stringify({ files: job.policy }));
  let dataset: Dataset | null = null;
  try {
    dataset = new Dataset(policy);
    for (const source of job.sources) await readTable(dataset, source, job.encoding, task);
    dataset.seal();
    return { policy, dataset, outcome: Outcome.run(policy, dataset, job.asOf, job.force) };
  } catch (thrown) {
    dataset?.free();
    policy.free();
    throw thrown;
  }
}

function freed({ policy, dataset, outcome }: Scored): void {
  outcome.free();
  dataset.free();
  policy.free();
}

function text(policy: readonly PolicyFile[]): string {
  return JSON.stringify(policy);
}
