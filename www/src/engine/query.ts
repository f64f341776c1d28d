// What the module answers about a sealed dataset, about the names in a policy, and to queries about scored customers.
// Decimals and shares are exact texts; a part of a whole is the module's to round, never the page's.
import type { Cell, Label } from './types';

/** A name, and what people call it; without a label the name itself is shown. */
export interface Named {
  id: string;
  label: Label | null;
}

export interface Parts extends Named {
  parts: Named[];
}

/** An expression, a field or a figure: what it is called, its type in the policy language, the members it may have. */
export interface Axis {
  name: string;
  label: Label | null;
  /** Such as `decimal(2)`, `enum`, `date`; of a figure `count`, `sum`, `mean`, `share`, `quantiles`. */
  type: string;
  unit: string | null;
  members: Named[];
}

export interface AlertNames extends Named {
  kind: string;
  priority: string;
  each: string | null;
  owner: string | null;
  /** The role that gets its task; null: no person does it. */
  to: string | null;
  /** The codes that close its task as done; with a task and no codes, every one does. */
  closes_with: Named[];
}

/** Everything in a policy that has a name. */
export interface Names {
  outcome_codes: Named[];
  roles: Named[];
  alerts: AlertNames[];
  playbooks: Parts[];
  quotas: Named[];
  scorecards: Parts[];
  reason_codes: Named[];
  /** Columns of decision tables, with the members of enumerations. */
  tables: Parts[];
  classes: Parts[];
  tags: Named[];
  offers: Named[];
  forms: Parts[];
  reports: (Named & { by: Axis[]; measures: Axis[]; min_cell: number })[];
  /** Derived values that are no tags: what a query may ask for besides fields. */
  derived: Axis[];
  purposes: string[];
}

export interface Finding {
  reason: string;
  count: number;
  lines: number[];
  /** The cells of those lines, masked. */
  cells: string[];
}

/** A part of the policy that rests on a field. */
export interface Affected extends Named {
  kind: 'scorecard' | 'dimension' | 'table' | 'class' | 'tag' | 'alert' | 'offer' | 'report';
}

export interface FieldProfile {
  name: string;
  label: Label | null;
  type: string;
  found: boolean;
  known: number;
  missing: number;
  invalid: number;
  /** The share of rows without a value, to four places; null without rows. */
  unknown: string | null;
  distinct: number;
  range: [string, string] | null;
  values: [string, number][];
  faults: Finding[];
  affects: Affected[];
}

export interface TableProfile {
  name: string;
  label: Label | null;
  /** `rows` and those in quarantine. */
  read: number;
  rows: number;
  quarantined: Finding[];
  /** Of details: customers without a row. */
  without: number | null;
  /** Of details: customers of whom a row is in quarantine. */
  incomplete: number | null;
  /** The last complete day and the first day that it holds, as far as its delivery says. */
  days: [string | null, string | null];
  fields: FieldProfile[];
}

/** What a sealed dataset holds; only tables that were delivered. */
export interface Profile {
  tables: TableProfile[];
}

export interface RecordTable {
  name: string;
  label: Label | null;
  columns: Axis[];
  /** The latest first where the table has dates of events. */
  rows: Cell[][];
  /** Why cells have no value, where they are not just empty. */
  doubts: { row: number; column: number; reason: string }[];
  total: number;
  incomplete: boolean;
}

/** The rows of a customer as they were read. */
export interface CustomerRecords {
  key: string;
  tables: RecordTable[];
}

export type Measure = 'count' | { sum: string } | { mean: string } | { share: string } | { median: string };

/** What is asked of scored customers: all parts may be left out, expressions are the policy language's. */
export interface QueryRequest {
  where?: string;
  /** Only customers for whom one of these alerts fired. */
  alerts?: string[];
  /** Only customers in whose key or texts this occurs. */
  find?: string;
  /** At most two groups: an expression, or one cut into bands that together hold every value. */
  by?: (string | { of: string; bins: string[] })[];
  measures?: Record<string, Measure>;
  /** What pages show of customers: expressions. */
  columns?: string[];
  order?: string;
  descending?: boolean;
  purpose?: string;
}

export interface GroupCell {
  /** A text per axis, `unknown` where it is not known; null where a total goes over the axis. */
  groups: (string | null)[];
  customers: number;
  /** In the order of `measures`; a figure of nobody is null. */
  values: { value: string | null; unknown: number }[];
}

/** Customers of all cells + `excluded` + `unknown` are the customers of the run. */
export interface Groups {
  /** With their groups as `members`, in the order in which they are shown. */
  axes: Axis[];
  measures: Axis[];
  /** Cells that have customers. */
  cells: GroupCell[];
  /** Of each row, of each column, and last of all. */
  totals: GroupCell[];
  excluded: number;
  unknown: number;
}

export interface PageRequest {
  /** A group per axis, null for all of them; left out, all customers of the query. */
  cell?: (string | null)[];
  offset?: number;
  /** 100 when left out. */
  limit?: number;
}

export interface QueryPage {
  columns: Axis[];
  rows: { key: string; row: number; cells: Cell[] }[];
  total: number;
}
