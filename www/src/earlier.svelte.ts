// The earlier period that the open one is compared with: its files, its day, and whether it is there.
import type { Diagnostic } from './engine/types';
import type { Given } from './folder';
import { Inputs, type PolicyChoice } from './inputs.svelte';
import type { Engine } from './rpc';

export class Earlier {
  /** The day of the period that is loaded; null while there is none. */
  loaded = $state<string | null>(null);
  busy = $state(false);
  problems = $state.raw<Diagnostic[]>([]);

  #engine: Engine;
  #inputs: Inputs;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#inputs = $state.raw(new Inputs(engine));
  }

  get inputs(): Inputs {
    return this.#inputs;
  }

  /** A new result has nothing to be compared with yet. */
  clear(): void {
    this.loaded = null;
  }

  /** Takes the place of an earlier period that was given before. Without a policy of its own it is judged by the one of today. */
  async take(given: readonly Given[], policy: PolicyChoice): Promise<void> {
    this.clear();
    this.#inputs = new Inputs(this.#engine);
    await this.inputs.take(given);
    const { choice, policyProblems } = this.inputs;
    if (choice === null && policyProblems.length === 0) await this.inputs.usePolicy(Promise.resolve(policy));
  }

  async load(): Promise<void> {
    await this.inputs.settled;
    const job = this.inputs.job();
    if (job === null) return;
    this.busy = true;
    const reply = await this.#engine.call('earlier', { job });
    this.busy = false;
    if (reply.ok) this.loaded = job.asOf;
    this.problems = reply.ok || reply.cancelled ? [] : reply.diagnostics;
  }
}
