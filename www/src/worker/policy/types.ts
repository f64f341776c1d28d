// The forms of a policy: what of its texts a form shows, each value with the place where it stands. Nothing here is a
// rule; a form that cannot be made of a text is left out, and the text itself stays the last word.
import type { CheckResult, Diagnostic, Label } from '../../engine/types';

/** A place in one of the policy's texts, in UTF-16 code units. */
export interface Extent {
  /** Index in the list of files. */
  file: number;
  from: number;
  to: number;
}

/** How a value is written there: what replaces it is written likewise. */
export type Style = 'plain' | 'quoted' | 'block' | 'csv';

export interface Spot extends Extent {
  text: string;
  style: Style;
}

/** Something of the policy with a name. */
export interface Named {
  id: string;
  label: Label | null;
  pointer: string;
}

export interface ParamForm extends Named {
  type: string;
  value: Spot;
  low: string | null;
  high: string | null;
  unit: string | null;
  owner: string | null;
  source: string | null;
  /** Whether a branch may move it. */
  local: boolean;
}

/** An item of a list: the whole of it, and its values. */
export interface Line {
  item: Extent;
  cells: Spot[];
}

/** A list of lines. `flow` stands in brackets, `block` on lines of its own, `csv` in a file of rows. */
export interface Lines {
  list: Extent;
  kind: 'flow' | 'block' | 'csv';
  lines: Line[];
}

export interface IndicatorForm extends Named {
  weight: Spot;
  of: string;
  /** What `points` says: bins of a value, points of a curve, or members of a list. */
  kind: 'bins' | 'curve' | 'map';
  points: Lines;
  missing: Spot | null;
}

export interface DimensionForm extends Named {
  weight: Spot;
  indicators: IndicatorForm[];
}

export interface CardForm extends Named {
  minConfidence: Spot | null;
  dimensions: DimensionForm[];
}

export interface GridColumn {
  id: string;
  label: Label | null;
  role: 'input' | 'output';
  /** Members of an enumeration, with their names. */
  values: { id: string; label: Label | null }[];
}

export interface GridForm extends Named {
  section: 'classes' | 'tables';
  hit: string | null;
  columns: GridColumn[];
  /** The first line holds the cells across; columns are then those of that line. */
  crosstab: boolean;
  rows: Lines;
}

export interface RuleForm extends Named {
  kind: Spot;
  priority: Spot;
  when: Spot;
  owner: Spot | null;
  reviewBy: Spot | null;
  each: string | null;
}

export interface FieldForm extends Named {
  type: string;
  nullable: boolean;
  unit: string | null;
  class: string | null;
  values: string[];
}

export interface TableForm extends Named {
  fields: FieldForm[];
  /** Where one more field goes. */
  slot: Slot;
}

/** The end of a mapping or list, where an entry can be added. */
export interface Slot extends Extent {
  kind: 'flow' | 'block';
  /** Column at which entries begin. */
  indent: number;
  empty: boolean;
}

export interface EntryForm extends Named {
  fields: string[];
  list: Extent;
}

export interface Forms {
  params: ParamForm[];
  cards: CardForm[];
  grids: GridForm[];
  rules: RuleForm[];
  tables: TableForm[];
  /** What people fill in by hand. */
  entries: EntryForm[];
  /** The end of `params`, `forms` and `tests`, where there are any. */
  slots: { params: Slot | null; forms: Slot | null; tests: Slot | null };
  version: Spot | null;
  /** Names that expressions may use. */
  names: string[];
  /** Files whose text is no document; their forms are missing. */
  unread: string[];
}

/** A file of a draft; null is the text that it had at the revision before. */
export interface DraftFile {
  name: string;
  text: string | null;
}

/** A draft as the engine sees it, with those parts of the forms that are not as at the revision that was asked about. */
export interface Drafted {
  result: CheckResult;
  revision: number;
  forms: Partial<Forms>;
}

/** A finding of the analysis, with a customer who shows it. */
export interface Finding extends Omit<Diagnostic, 'severity'> {
  severity: 'error' | 'warning' | 'note';
  witness: { given: Record<string, string | null>; row: { table: string; cells: Record<string, string | null> } | null; test?: string } | null;
}

export interface TestReport {
  name: string;
  passed: boolean;
  differences: { what: string; expected: string; actual: string }[];
}

export interface SuiteReport {
  tests: TestReport[];
  passed: number;
  failed: number;
}

export interface Sides<T> {
  old: T;
  new: T;
}

export interface Weight {
  customers: number;
  value: string | null;
}

export interface Matrix {
  id: string;
  label: Label | null;
  states: { id: string; label: Label | null; customers: Sides<number> }[];
  moved: Weight;
  up?: Weight;
  down?: Weight;
  psi: string | null;
  cells: { from: string; to: string; customers: number; keys?: string[] }[];
}

export interface AlertChange extends Matrix {
  both: Weight;
  gained: Weight;
  lost: Weight;
  newly_unknown: Weight;
}

export interface ScoreChange {
  id: string;
  label: Label | null;
  known: Sides<number>;
  unknown: Sides<number>;
  mean: Sides<string | null>;
  psi: string | null;
  bins: { from: string; to: string; customers: Sides<number> }[];
  shift: { customers: number; mean: string | null };
}

export interface ManagerChange {
  manager: string | null;
  capacity: Sides<number | null>;
  customers: Sides<number>;
  over: Sides<number>;
  tasks: Sides<number>;
  held: Sides<number>;
}

/** Two policies over one book: only what the page shows is named. */
export interface Effect {
  policies: Sides<{ id: string; version: string }>;
  as_of: string | null;
  customers: { both: number };
  classes: Matrix[];
  tables: Matrix[];
  alerts: AlertChange[];
  scorecards: ScoreChange[];
  /** Not there at a glance. */
  tasks: Sides<number> | null;
  managers: { over: Sides<number>; customers: Sides<number>; count: number; most: ManagerChange[] } | null;
  alone: { kind: string; id: string; policy: 'old' | 'new' }[];
}

/** A customer's cells as the input of a test, and what the run in force says of the customer. */
export interface CaseCells {
  asOf: string;
  given: Record<string, string>;
  tables: { name: string; rows: Record<string, string>[] }[];
  alerts: string[];
  unknown: string[];
  values: Record<string, string | null>;
  /** Fields that were left out because they tell who it is. */
  left: string[];
}
