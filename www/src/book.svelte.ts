// The book of customers: the policy's reports, who should serve whom, and a group-by of the user's own.
import { COMMITTEE } from './branch';
import type { Diagnostic } from './engine/types';
import type { QueryPage } from './engine/query';
import type { Engine } from './rpc';
import type { Kind, Ask, Answer } from './worker/messages';
import type { Assignment, Axes, CommitteeTask, Curve, Person, Pivot, ReportRow } from './worker/views';

/** As many as are read at once. */
const BEHIND = 50;

export class Book {
  reports = $state.raw<readonly ReportRow[] | null>(null);
  people = $state.raw<readonly Person[] | null>(null);
  assignment = $state.raw<Assignment | null>(null);
  agenda = $state.raw<readonly CommitteeTask[] | null>(null);
  curve = $state.raw<Curve | null>(null);
  axes = $state.raw<Axes | null>(null);
  pivot = $state.raw<Pivot | null>(null);
  /** The customers behind a cell of the pivot, when one is open. */
  behind = $state.raw<{ cell: (string | null)[]; page: QueryPage } | null>(null);
  problems = $state.raw<Diagnostic[]>([]);

  #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  clear(): void {
    this.reports = null;
    this.people = null;
    this.assignment = null;
    this.agenda = null;
    this.curve = null;
    this.pivot = null;
    this.behind = null;
    this.problems = [];
  }

  /** `amount` is the column whose spread over the customers is shown; null where there is none. */
  async enter(amount: string | null): Promise<void> {
    if (this.reports !== null) return;
    this.reports = await this.#ask('reports', {});
    this.people = await this.#ask('people', {});
    this.assignment = await this.#ask('assignment', {});
    this.agenda = await this.#ask('agenda', { role: COMMITTEE });
    if (amount !== null) await this.spread(amount);
    if (this.axes !== null) await this.turn(this.axes);
  }

  async spread(amount: string): Promise<void> {
    const curve = await this.#ask('curve', { field: amount });
    if (curve !== null) this.curve = curve;
  }

  async turn(axes: Axes): Promise<void> {
    this.axes = axes;
    const pivot = await this.#ask('pivot', axes);
    if (pivot === null) return;
    this.pivot = pivot;
    this.behind = null;
    this.problems = [];
  }

  /** Opens the customers of a cell, from one of them on. */
  async drill(cell: (string | null)[], offset: number): Promise<void> {
    const page = await this.#ask('behind', { cell, offset, limit: BEHIND });
    // Whoever asks twice for the same rows gets them once.
    if (page === null || (offset > 0 && offset !== this.behind?.page.rows.length)) return;
    this.behind = { cell, page: offset === 0 ? page : { ...page, rows: [...(this.behind?.page.rows ?? []), ...page.rows] } };
  }

  /** Null when there was no answer; what went wrong is then told. */
  async #ask<K extends Kind>(kind: K, ask: Ask<K>): Promise<Answer<K> | null> {
    const reply = await this.#engine.call(kind, ask);
    if (reply.ok) return reply.value;
    if (!reply.cancelled) this.problems = reply.diagnostics;
    return null;
  }
}
