// How a cell of a result table reads: its type, its unit and its words decide, never the place where it stands.
import type { Cell, Column, Label, Lang, SchemaTable, Summary } from './engine/types';
import { exact, fixed } from './format';
import { labelIn, type Words } from './text';

export interface CellText {
  shown: string;
  /** The exact value where what is shown is shortened. */
  full: string | null;
}

/** Labels of the ids that stand in a column, by column and id. */
export type Labels = ReadonlyMap<string, ReadonlyMap<string, Label | null>>;

/** Columns whose cells are ids of the engine's own, for which the page has words. */
const WORDED = new Set(['priority', 'kind', 'reason', 'to']);

/** The labels of everything that the policy names: values of decisions, alerts, scorecards, tables. */
export function labelsOf(summary: Summary, tables: readonly SchemaTable[]): Labels {
  const byId = (list: readonly { id: string; label: Label | null }[]) => new Map(list.map(({ id, label }) => [id, label]));
  const decisions = [...summary.tables, ...summary.classes].map(({ id, values }): [string, Map<string, Label | null>] => [id, byId(values)]);
  const fields = tables.flatMap((table) => table.fields);
  return new Map([
    ...decisions,
    ['alert', byId(summary.alerts)],
    ['table', byId(tables.map(({ name, label }) => ({ id: name, label })))],
    ['field', byId(fields.map(({ name, label }) => ({ id: name, label })))],
  ]);
}

export function isNumeric(column: Column): boolean {
  return column.type === 'decimal' || column.type === 'int' || column.type === 'double';
}

export function headingOf(column: Column, words: Words, lang: Lang): string {
  return labelIn(lang, column.label, words.columns[column.name] ?? column.name);
}

/** Line 0 and column 0 say that a whole row, or nothing in particular, is meant. */
function isNowhere(column: Column, cell: Cell): boolean {
  return cell === 0 && (column.name === 'column' || column.name === 'line');
}

export function cellText(column: Column, cell: Cell | undefined, labels: Labels, words: Words, lang: Lang): CellText {
  if (cell === null || cell === undefined || cell === '' || isNowhere(column, cell)) return { shown: words.none, full: null };
  const text = String(cell);
  if (typeof cell === 'boolean' || WORDED.has(column.name)) return { shown: words.words[text] ?? text, full: null };
  const named = labels.get(column.name)?.get(text);
  if (named) return { shown: labelIn(lang, named, text), full: text };
  if (column.type === 'instant') return { shown: minutes(text), full: text };
  if (!isNumeric(column)) return { shown: text, full: null };
  const places = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  return places > 2 ? { shown: fixed(text, 2), full: exact(text) } : { shown: exact(text), full: null };
}

/** An instant to the minute, in its own zone: seconds and the offset are in the full text. */
export function minutes(instant: string): string {
  return instant.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}).*$/, '$1 $2');
}
