// What the worker gathers for a screen out of the module's tables and the delivered files. Nothing here is computed but
// counts and exact sums; what holds for a customer is the module's to say.
import type { Groups } from '../engine/query';
import type { Explanation, Label, ScoreChange } from '../engine/types';

/** A reason why something is unknown, in how many places, and what it leaves open. */
export interface Missing {
  field: string;
  reason: string;
  places: number;
  customers: number;
  /** What it leaves open: the kind of thing and its id, with the number of places. */
  affects: { kind: string; id: string; places: number }[];
}

/** Someone with contacts: a manager, or the desk that a task goes to. Null is nobody. */
export interface Person {
  id: string | null;
  total: number;
  today: number;
  overflow: number;
  /** Tasks that the engine calls overdue. */
  overdue: number;
  /** The exact sum of what is at stake, over contacts where that is known. */
  stake: string;
  capacity: number | null;
  capacityFrom: string | null;
}

export interface WorkTask {
  id: string;
  alert: string;
  kind: string;
  priority: string;
  to: string | null;
  due: string | null;
  title: Label;
  mark: string | null;
  raised: string | null;
  overdue: boolean;
  escalatedTo: string | null;
  child: string | null;
}

export interface Contact {
  key: string;
  id: string;
  manager: string | null;
  household: string | null;
  rank: number | null;
  status: string;
  by: string | null;
  cause: string | null;
  field: string | null;
  until: string | null;
  reason: Label;
  due: string | null;
  priority: string;
  stake: string | null;
  channel: string | null;
  notBefore: string | null;
  since: string | null;
  lastContact: string | null;
  tasks: WorkTask[];
}

/** A task that a rule of contact keeps back. */
export interface Held {
  key: string;
  id: string;
  alert: string;
  kind: string;
  child: string | null;
  by: string;
  reason: string;
  field: string | null;
}

export interface Message {
  key: string;
  id: string;
  task: string;
  alert: string;
  toRole: string;
  toId: string;
  channel: string;
  text: Label;
  notBefore: string | null;
  notAfter: string | null;
  status: string;
  heldBy: string | null;
  reason: string | null;
  field: string | null;
}

/** Rows of one table that belong to a customer, as the file has them. */
export interface Records {
  table: string;
  columns: string[];
  rows: string[][];
  /** More rows than are handed out. */
  more: number;
}

export interface ReportRow {
  report: string;
  groups: [string | null, string | null];
  measure: string;
  value: string | null;
  unknown: number | null;
  suppressed: boolean;
}

export interface Axes {
  /** Expressions of the policy language: fields, classes, columns of tables. */
  rows: string;
  columns: string | null;
  /** A decimal field of the customers' file, or null to count. */
  sum: string | null;
  /** What is shown of the customers behind a cell. */
  shown: readonly string[];
}

/** Groups as the module gives them: cells, and totals of rows, of columns and of all. */
export type Pivot = Groups;

/** A cell, by a group per axis; null is all of them. */
export interface Behind {
  cell: (string | null)[];
  offset: number;
  limit: number;
}

/** What the first so many customers have together, the largest first. */
export interface Curve {
  field: string;
  /** Customers whose amount is known. */
  customers: number;
  points: { customers: number; sum: string }[];
}

/** Who should serve whom, as the engine proposes it. */
export interface Assignment {
  moves: {
    key: string;
    from: string | null;
    to: string | null;
    status: string;
    cause: string | null;
    reason: Label;
    effective: string | null;
    openTasks: number | null;
    nextDue: string | null;
  }[];
  /** More rows than are handed out. */
  more: number;
  loads: { manager: string; capacity: number | null; before: number | null; after: number | null; gained: number | null; lost: number | null; notice: string | null }[];
  totals: Record<string, string | null>;
}

export interface CommitteeTask {
  key: string;
  alert: string;
  priority: string;
  title: Label;
  due: string | null;
  raised: string | null;
  overdue: boolean;
  to: string | null;
  escalatedTo: string | null;
}

/** What changed for a customer since an earlier period. */
export interface Since {
  changes: ScoreChange[];
  /** Null when there was no such customer. */
  before: Explanation | null;
}
