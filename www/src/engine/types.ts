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
  file?: string | null;
  line?: number | null;
  column?: number | null;
  pointer?: string | null;
  message: Label;
  help?: Label | null;
}

export interface PolicyFile {
  name: string;
  text: string;
}

export interface PolicyIdentity {
  id: string;
  version: string;
  label?: Label | null;
}

export interface CheckResult {
  ok: boolean;
  diagnostics: Diagnostic[];
  policy?: PolicyIdentity | null;
  hashes?: Record<string, string> | null;
}

export type Cell = string | number | boolean | null;

export interface Column {
  name: string;
  type: string;
  label?: Label | null;
  unit?: string | null;
  /** The labels of an enumeration's ids. */
  values?: Record<string, Label> | null;
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
  label?: Label | null;
  key?: string | null;
}

export interface SealReport {
  tables: SealedTable[];
}

export interface SealedTable {
  name: string;
  rows: number;
  quarantined: number;
  faults: number;
}

export interface AlertCount {
  id: string;
  label?: Label | null;
  fired: number;
  not_fired: number;
  unknown: number;
}

export interface ScorecardSummary {
  id: string;
  label?: Label | null;
  known: number;
  unknown: number;
  min: string | null;
  max: string | null;
  mean_text: string | null;
}

export interface Summary {
  rows: number;
  quarantined: number;
  alerts: AlertCount[];
  tables: Record<string, Record<string, number>>;
  scorecards: ScorecardSummary[];
  digest: string;
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
  bin: string | null;
  points: string | null;
  weight: string;
  contribution: string | null;
  unknown: Unknown | null;
  reason_code: string | null;
}

export interface ExplainedDimension {
  id: string;
  label: string;
  weight: string;
  points: string | null;
  contribution: string | null;
  confidence: string | null;
  assessable: boolean;
  indicators: ExplainedIndicator[];
}

export interface ExplainedScorecard {
  id: string;
  label: string;
  score: string | null;
  confidence: string | null;
  baseline: string | null;
  dimensions: ExplainedDimension[];
  /** What a clamp to the scorecard's range added or took away. */
  range: string | null;
  reasons: { code: string; text: string; lost: string }[];
}

export interface ExplainedTable {
  id: string;
  label: string;
  outputs: { id: string; label: string; value: Cell; value_label: string | null }[];
  row: number | null;
}

export type AlertStatus = 'fired' | 'not_fired' | 'unknown';

export interface ExplainedAlert {
  id: string;
  label: string;
  kind: string;
  priority: string;
  status: AlertStatus;
  conditions: { text: string; status: string }[];
  unknown: Unknown[];
  tasks: { task_id: string; title: string; due: string | null; child_id: string | null }[];
}

export interface ExplainedField {
  id: string;
  label: string;
  value: Cell;
  unit: string | null;
  unknown: Unknown | null;
}

export interface Explanation {
  key: string;
  scorecards: ExplainedScorecard[];
  tables: ExplainedTable[];
  alerts: ExplainedAlert[];
  fields: ExplainedField[];
}
