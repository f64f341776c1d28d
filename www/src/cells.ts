// How a cell of a result table reads: its type, its unit and its words decide, never the place where it stands.
import type { Cell, Column, Lang, Page } from './engine/types';
import { exact, fixed, inUnit, moneyUnit, type MoneyUnit } from './format';
import { labelIn, type Words } from './text';

export interface CellText {
  shown: string;
  /** The exact value where what is shown is shortened. */
  full: string | null;
}

/** Columns whose cells are ids of the engine's own, for which the page has words. */
const WORDED = new Set(['priority', 'kind', 'reason', 'to']);

/** Which column of a table of customers holds the key. */
export function keyColumn(page: Page): number {
  return Math.max(0, page.columns.findIndex((column) => column.name === 'key'));
}

export function isNumeric(column: Column): boolean {
  return /^(decimal|int|i64|u32|f64|double|number|ratio)/.test(column.type);
}

export function headingOf(column: Column, words: Words, lang: Lang): string {
  return labelIn(lang, column.label, words.columns[column.name] ?? column.name);
}

/** The one unit of a column of money, chosen from the rows in view; null when the column is not money. */
export function unitOf(unit: string | null | undefined, cells: readonly (Cell | undefined)[]): MoneyUnit | null {
  if (unit !== 'CNY') return null;
  return moneyUnit(cells.filter((cell) => cell !== null && cell !== undefined).map(String));
}

export function cellText(column: Column, cell: Cell | undefined, unit: MoneyUnit | null, words: Words, lang: Lang): CellText {
  if (cell === null || cell === undefined) return { shown: words.none, full: null };
  const text = String(cell);
  if (unit !== null) return { shown: inUnit(text, unit), full: exact(text) };
  if (typeof cell === 'boolean' || WORDED.has(column.name)) return { shown: words.words[text] ?? text, full: null };
  const named = column.values?.[text];
  if (named) return { shown: labelIn(lang, named, text), full: text };
  if (!isNumeric(column)) return { shown: text, full: null };
  const places = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  return places > 2 ? { shown: fixed(text, 2), full: exact(text) } : { shown: exact(text), full: null };
}
