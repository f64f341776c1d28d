// The book of customers: the policy's reports and a group-by of the user's own.
import type { Diagnostic } from './engine/types';
import type { Engine } from './rpc';
import type { Axes, Person, Pivot, ReportRow } from './worker/views';

export class Book {
  reports = $state.raw<readonly ReportRow[] | null>(null);
  people = $state.raw<readonly Person[] | null>(null);
  axes = $state.raw<Axes | null>(null);
  pivot = $state.raw<Pivot | null>(null);
  problems = $state.raw<Diagnostic[]>([]);

  #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  clear(): void {
    this.reports = null;
    this.people = null;
    this.pivot = null;
    this.problems = [];
  }

  async enter(): Promise<void> {
    if (this.reports !== null) return;
    const reports = await this.#engine.call('reports', {});
    if (reports.ok) this.reports = reports.value;
    const people = await this.#engine.call('people', {});
    if (people.ok) this.people = people.value;
    if (this.axes !== null) await this.turn(this.axes);
  }

  async turn(axes: Axes): Promise<void> {
    this.axes = axes;
    const reply = await this.#engine.call('pivot', axes);
    if (reply.ok) {
      this.pivot = reply.value;
      this.problems = [];
    } else if (!reply.cancelled) {
      this.problems = reply.diagnostics;
    }
  }
}
