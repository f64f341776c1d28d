// Which columns of a delivered table stand on the customer's first page, by the names that policies give their tables.
// A table that is not named here stands under the record.
import type { Records } from './worker/views';

export interface Extract {
  table: string;
  columns: readonly string[];
  /** The rows are ordered by this column of ISO days. */
  by: string;
  /** Newest first, or what comes next first. */
  order: 'newest' | 'next';
  most: number;
}

export const extracts = {
  holdings: { table: 'holdings', columns: ['product_id', 'kind', 'amount', 'matures_on'], by: 'matures_on', order: 'next', most: 5 },
  interactions: { table: 'interactions', columns: ['contacted_on', 'kind', 'outcome', 'topic'], by: 'contacted_on', order: 'newest', most: 4 },
  relatives: { table: 'relatives', columns: ['role', 'birthday', 'customer_no'], by: 'birthday', order: 'next', most: 3 },
  consents: { table: 'consents', columns: ['category', 'status', 'changed_on'], by: 'changed_on', order: 'newest', most: 4 },
  complaints: { table: 'complaints', columns: ['opened_on', 'topic', 'severity', 'closed_on'], by: 'opened_on', order: 'newest', most: 2 },
} as const satisfies Record<string, Extract>;

export interface Extracted {
  columns: readonly string[];
  rows: string[][];
  all: number;
}

/** The rows in their order; rows without a day come last. */
export function extracted(records: readonly Records[], { table, columns, by, order, most }: Extract): Extracted | null {
  const found = records.find((candidate) => candidate.table === table);
  if (found === undefined) return null;
  const shown = columns.filter((name) => found.columns.includes(name));
  const at = found.columns.indexOf(by);
  const sign = order === 'newest' ? -1 : 1;
  const day = (row: readonly string[]) => row[at] ?? '';
  const sorted = [...found.rows].sort((a, b) => Number(day(a) === '') - Number(day(b) === '') || sign * (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0));
  return { columns: shown, rows: sorted.slice(0, most).map((row) => shown.map((name) => row[found.columns.indexOf(name)] ?? '')), all: found.rows.length + found.more };
}

/** A line over time: days and amounts, the oldest first. */
export function series(records: readonly Records[], table: string, day: string, amount: string): { day: string; amount: string }[] {
  const found = records.find((candidate) => candidate.table === table);
  if (found === undefined) return [];
  const [at, of] = [found.columns.indexOf(day), found.columns.indexOf(amount)];
  return found.rows
    .map((row) => ({ day: row[at] ?? '', amount: row[of] ?? '' }))
    .filter((point) => point.day !== '' && point.amount !== '')
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}
