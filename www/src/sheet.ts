// Rows of text in a CSV file that several people and programs write to: rows are added, and what is there stays as it is.
import { cellsOf, recordEnd, separatorOf } from './worker/source/csv';

/** A file's column names, each with the property of a row that stands there. The first two tell rows apart. */
export type Columns<T> = Readonly<Record<string, keyof T & string>>;

export interface Entered {
  entry: string;
}

export function sheetText<T>(columns: Columns<T>, rows: readonly T[]): string {
  return [sheetLine(Object.keys(columns)), ...rows.map((row) => written(columns, Object.keys(columns), row))].join('');
}

/** The rows of a file; null when it lacks a column, and so is no file of this kind. */
export function rowsOf<T>(columns: Columns<T>, text: string): T[] | null {
  const [head, ...records] = recordsOf(text);
  if (head === undefined || Object.keys(columns).some((name) => !head.includes(name))) return null;
  const full = records.filter((cells) => cells.length === head.length);
  return full.map((cells) => Object.fromEntries(Object.entries(columns).map(([name, property]) => [property, cells[head.indexOf(name)] ?? ''])) as T);
}

/** A file with the rows that it does not have yet at its end; null when it is no file of this kind. */
export function added<T extends Entered>(columns: Columns<T>, text: string, rows: readonly T[]): string | null {
  if (text.trim() === '') return sheetText(columns, rows);
  const there = rowsOf(columns, text);
  const [head] = recordsOf(text.slice(0, recordEnd(text) < 0 ? undefined : recordEnd(text)));
  if (there === null || head === undefined) return null;
  const known = new Set(there.map(({ entry }) => entry));
  const fresh = rows.filter(({ entry }) => !known.has(entry));
  return `${text.endsWith('\n') ? text : `${text}\n`}${fresh.map((row) => written(columns, head, row)).join('')}`;
}

function recordsOf(text: string): string[][] {
  const plain = text.replace(/^\ufeff/, '');
  const separator = separatorOf(plain.slice(0, recordEnd(plain) < 0 ? undefined : recordEnd(plain)));
  const records: string[][] = [];
  for (let at = 0; at < plain.length; ) {
    const end = recordEnd(plain, at);
    const record = plain.slice(at, end < 0 ? undefined : end);
    if (record.trim() !== '') records.push(cellsOf(record, separator));
    at = end < 0 ? plain.length : end;
  }
  return records;
}

function written<T>(columns: Columns<T>, head: readonly string[], row: T): string {
  return sheetLine(head.map((name) => {
    const property = columns[name];
    return property === undefined ? '' : String(row[property]);
  }));
}

/** One line of CSV. */
export function sheetLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
