// The objects that the module hands out, as its JavaScript face documents them. Decimals and dates are text: a number
// of the page's own making would not be the module's number.

export type Lang = 'zh-CN' | 'en';

export interface Label {
  en: string;
  'zh-CN': string;
}

export interface Diagnostic {
  code: string;
  severity: 'error' | 'warning';
  file: string | null;
  line: number | null;
  column: number | null;
  pointer: string;
  message: Label;
  help: Label;
}

/** What the module throws: JSON in the message of an `Error`. */
export interface Failure {
  kind: string;
  message: Label;
  diagnostics: Diagnostic[];
}

export interface PolicyFile {
  name: string;
  text: string;
}

export interface PolicyIdentity {
  id: string;
  version: string;
  label: Label | null;
}

export interface CheckResult {
  ok: boolean;
  diagnostics: Diagnostic[];
  policy: PolicyIdentity | null;
  hashes: { full: string; meaning: string };
}

export type Cell = string | number | boolean | null;

export interface Column {
  name: string;
  type: 'bool' | 'int' | 'decimal' | 'double' | 'date' | 'instant' | 'text';
  label: Label | null;
}

export interface Page {
  columns: Column[];
  rows: Cell[][];
  total: number;
}

/** Input and output tables of a policy. Only what the page needs is named. */
export interface Schema {
  inputs: SchemaTable[];
}

export interface SchemaTable {
  name: string;
  label: Label | null;
  key: string;
  /** Of a table of details: the field that holds the customer's key. */
  parent: string | null;
  fields: SchemaField[];
}

export interface SchemaField {
  name: string;
  /** The column of the file. */
  from: string;
  label: Label | null;
  used: boolean;
  nullable: boolean;
  /** The policy language's type, such as `decimal(2)`. */
  type: string;
  unit: string | null;
  values: string[];
}

export interface SealReport {
  tables: SealedTable[];
}

export interface SealedTable {
  name: string;
  supplied: boolean;
  rows: number;
  quarantined: number;
  faults: number;
  /** Columns that the policy reads and the file has not. */
  absent: string[];
}

/** Which alerts fire for the same customers: those that are most alike first. */
export interface Overlap {
  /** `alone`: customers for whom no other alert fires. */
  alerts: { id: string; label: Label | null; customers: number; alone: number }[];
  /** `one` and `other` are places in `alerts`; `jaccard` is what `both` are of `either`. */
  pairs: { one: number; other: number; both: number; either: number; jaccard: number }[];
}

export interface AlertCount {
  id: string;
  label: Label | null;
  kind: string;
  priority: string;
  /** The table of details whose rows it asks; its counts are then of those rows. */
  each: string | null;
  fired: number;
  not_fired: number;
  unknown: number;
}

export interface ScorecardSummary {
  id: string;
  label: Label | null;
  known: number;
  unknown: number;
  min: string | null;
  max: string | null;
  mean: string | null;
}

/** How many customers each value of a decision has. */
export interface DecisionCount {
  /** The name of its column in the table of customers. */
  id: string;
  label: Label | null;
  values: { id: string; label: Label | null; count: number }[];
  unknown: number;
}

export interface Summary {
  rows: number;
  quarantined: number;
  faults: number;
  alerts: AlertCount[];
  tables: DecisionCount[];
  /** Classes with a state, such as tiers: what is official. */
  classes: DecisionCount[];
  scorecards: ScorecardSummary[];
}

export interface Unknown {
  reason: string;
  field: string;
  text: string;
}

export interface ExplainedIndicator {
  id: string;
  label: string;
  value: string | null;
  value_label: string | null;
  bin: string | null;
  points: string | null;
  weight: string;
  contribution: string;
  unknown: Unknown | null;
  /** How a missing value was treated. */
  missing: 'neutral' | 'unknown' | 'points' | null;
  reason_code: string | null;
}

export interface ExplainedDimension {
  id: string;
  label: string;
  weight: string;
  points: string | null;
  contribution: string;
  confidence: string;
  assessable: boolean;
  indicators: ExplainedIndicator[];
}

export interface ExplainedScorecard {
  id: string;
  label: string;
  score: string | null;
  unknown: Unknown | null;
  confidence: string;
  baseline: string | null;
  dimensions: ExplainedDimension[];
  /** What a clamp to the scorecard's range added or took away. */
  range: string;
  /** `customer` is what the customer may be told; absent when the code is for the bank alone. */
  reasons: { code: string; text: string; lost: string; customer?: string }[];
}

export interface ExplainedTable {
  id: string;
  label: string;
  outputs: { id: string; label: string; value: string | null; value_label: string | null }[];
  row: number | null;
  unknown: Unknown | null;
  edges?: Edge[];
}

/** How much more or less of one input leads to another member of a table or a class. */
export interface Edge {
  kind: string;
  input: string;
  member: string;
  member_label: string;
  value: string;
  edge: string;
  difference: string;
  unit: string | null;
  /** The day on which it would be official. */
  by: string | null;
  text: string;
}

/** A class with a state: its parts are `official`, `indicative`, `previous`, `since`, `pending`, `notice_until`, `cause`. */
export interface ExplainedClass {
  id: string;
  label: string;
  inputs: ExplainedValue[];
  parts: ExplainedValue[];
  unknown: Unknown | null;
  edges?: Edge[];
}

/** An alert that did not fire, and by how much. */
export interface Near {
  alert: string;
  label: string;
  child_id?: string | null;
  condition: string;
  value: string;
  threshold: string;
  difference: string;
  unit: string | null;
  /** The distance as a part of the threshold, in percent. */
  relative: string | null;
  text: string;
}

export interface ExplainedOffer {
  id: string;
  label: string;
  status: string;
  conditions: { text: string; status: 'true' | 'false' | 'unknown' }[];
  made: { product: string; rank?: number; value?: string | null; chance?: string | null; expected?: string | null; reason?: string }[];
  held: { product: string; by: string; label?: string; text?: string }[];
}

/** The cheapest change that reaches a goal. */
export interface Reach {
  customer: string;
  goal: string;
  status: string;
  text: string;
  cost: string | null;
  edits: { field: string; label: string; unit: string | null; from: string | null; to: string | null; steps: number; cost: string }[];
  at_least: string | null;
  fixed: { field: string; label: string; reason: string }[];
  evaluated: number;
}

export type AlertStatus = 'fired' | 'not_fired' | 'unknown';

export interface ExplainedAlert {
  id: string;
  label: string;
  kind: string;
  priority: string;
  status: AlertStatus;
  conditions: { text: string; status: 'true' | 'false' | 'unknown' }[];
  unknown: Unknown[];
  tasks: { task_id: string; title: string; due: string | null; child_id: string | null }[];
}

/** A field or a derived value. */
export interface ExplainedValue {
  id: string;
  label: string;
  value: string | null;
  value_label: string | null;
  /** The policy language's type, such as `decimal(2)`. */
  type: string;
  unit: string | null;
  unknown: Unknown | null;
}

export interface Explanation {
  key: string;
  as_of: string;
  scorecards: ExplainedScorecard[];
  tables: ExplainedTable[];
  classes: ExplainedClass[];
  alerts: ExplainedAlert[];
  nearly: Near[];
  offers: ExplainedOffer[];
  derived: ExplainedValue[];
  fields: ExplainedValue[];
  /** Only where it was asked for against an earlier run. */
  changes?: ScoreChange[];
}

/** What the data and what the policy did to a score; the parts sum to the whole. */
export interface ScoreChange {
  id: string;
  label: string;
  /** `divided`, or why it is not. */
  case: string;
  before: string | null;
  by_data: string | null;
  by_model: string | null;
  after: string | null;
  /** The largest first. */
  parts: { dimension: string; indicator: string; label: Label | null; by_data: string; by_model: string }[];
  text: string;
}
