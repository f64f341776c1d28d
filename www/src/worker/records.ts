// Rows of the delivered files that belong to one customer. The module reads the files for its rules; this reads them for
// people, a line at a time, and keeps nothing.
import type { SchemaTable } from '../engine/types';
import type { Encoding, Peek, Source } from './messages';
import { cellsOf, recordEnd, separatorOf } from './source/csv';
import { piecesOf } from './source/source';
import type { Task } from './task';
import type { Records } from './views';

/** No screen shows more; the newest are at the end of most files. */
const ROWS = 500;

/** The head of a table as it came in: separator and columns, or a table of one JSON object a line. */
type Head = { kind: 'csv'; separator: string; columns: string[] } | { kind: 'json' };

export async function recordsOf(source: Source, encoding: Encoding, schema: SchemaTable, key: string, task: Task): Promise<Records> {
  const parent = schema.fields.find(({ name }) => name === (schema.parent ?? schema.key))?.from ?? schema.key;
  const columns = schema.fields.map(({ from }) => from);
  const rows: string[][] = [];
  for await (const line of linesWith(source, encoding, key, task)) {
    const cells = line.head.kind === 'json' ? objectOf(line.text) : recordOf(line.text, line.head);
    if (cells !== null && (key === '' || cells.get(parent) === key)) rows.push(columns.map((name) => cells.get(name) ?? ''));
  }
  return { table: schema.name, columns: schema.fields.map(({ name }) => name), rows: rows.slice(-ROWS), more: Math.max(0, rows.length - ROWS) };
}

/** Every record of a table as the values of some columns; null stands for a cell that is empty. */
export async function* columnsOf(source: Source, encoding: Encoding, wanted: readonly string[], task: Task): AsyncGenerator<(string | null)[], void, void> {
  for await (const { text, head } of linesWith(source, encoding, '', task)) {
    const cells = head.kind === 'json' ? objectOf(text) : recordOf(text, head);
    if (cells !== null) yield wanted.map((name) => cells.get(name) || null);
  }
}

/** The first records, as they stand in the file. */
export async function peekOf(source: Source, encoding: Encoding): Promise<Peek> {
  const decoder = new TextDecoder();
  for await (const { bytes } of piecesOf({ ...source, mapping: {} }, encoding)) {
    const text = decoder.decode(bytes, { stream: true }).replace(/^\ufeff/, '');
    if (text.trim() === '') continue;
    if (/^\s*\{/.test(text)) {
      const objects = text.split('\n').slice(0, 5).flatMap((line) => objectOf(line) ?? []);
      const columns = [...new Set(objects.flatMap((cells) => [...cells.keys()]))];
      return { columns, rows: objects.map((cells) => columns.map((name) => cells.get(name) ?? '')) };
    }
    const separator = separatorOf(text.slice(0, recordEnd(text) < 0 ? undefined : recordEnd(text)));
    const records: string[][] = [];
    for (let at = 0; records.length < 6 && at < text.length; ) {
      const end = recordEnd(text, at);
      records.push(cellsOf(text.slice(at, end < 0 ? undefined : end), separator));
      at = end < 0 ? text.length : end;
    }
    return { columns: (records[0] ?? []).map((name) => name.trim()), rows: records.slice(1) };
  }
  return { columns: [], rows: [] };
}

/** The lines that hold a text, each with the head of its table. A record with a line break inside quotes is passed over. */
async function* linesWith(source: Source, encoding: Encoding, wanted: string, task: Task): AsyncGenerator<{ text: string; head: Head }, void, void> {
  const decoder = new TextDecoder();
  let held = '';
  let head: Head | null = null;
  for await (const { bytes } of piecesOf(source, encoding)) {
    task.stillWanted();
    held += decoder.decode(bytes, { stream: true });
    if (head === null) {
      const found = headOf(held);
      if (found === null) continue;
      head = found.head;
      held = held.slice(found.end);
    }
    const end = held.lastIndexOf('\n') + 1;
    for (const text of holding(held.slice(0, end), wanted)) yield { text, head };
    held = held.slice(end);
  }
  if (head !== null) for (const text of holding(held, wanted)) yield { text, head };
}

function headOf(text: string): { head: Head; end: number } | null {
  const plain = text.replace(/^\ufeff/, '');
  if (/^\s*\{/.test(plain)) return { head: { kind: 'json' }, end: text.length - plain.length };
  const end = recordEnd(text);
  if (end < 0) return null;
  const record = text.slice(0, end).replace(/^\ufeff/, '');
  const separator = separatorOf(record);
  return { head: { kind: 'csv', separator, columns: cellsOf(record, separator).map((name) => name.trim()) }, end };
}

function* holding(text: string, wanted: string): Generator<string, void, void> {
  for (let from = 0; from < text.length; ) {
    const hit = wanted === '' ? from : text.indexOf(wanted, from);
    if (hit < 0) return;
    const start = wanted === '' ? from : Math.max(from, text.lastIndexOf('\n', hit) + 1);
    const stop = text.indexOf('\n', hit);
    const end = stop < 0 ? text.length : stop;
    if (end > start) yield text.slice(start, end);
    from = end + 1;
  }
}

function recordOf(text: string, head: Head & { kind: 'csv' }): Map<string, string> | null {
  const plain = text.replace(/\r$/, '');
  const cells = plain.includes('"') ? cellsOf(plain, head.separator) : plain.split(head.separator);
  if (cells.length !== head.columns.length) return null;
  return new Map(head.columns.map((name, at) => [name, cells[at] ?? '']));
}

function objectOf(text: string): Map<string, string> | null {
  try {
    const object: unknown = JSON.parse(text);
    if (typeof object !== 'object' || object === null) return null;
    return new Map(Object.entries(object).map(([name, value]) => [name, value === null ? '' : String(value)]));
  } catch {
    return null;
  }
}
