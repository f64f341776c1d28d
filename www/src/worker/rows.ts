// Rows of the module's tables, a page at a time, so that a waiting message gets in between.
import type { Outcome } from 'appraise';
import type { Cell, Page } from '../engine/types';
import type { Task } from './task';

const ROWS = 5000;

export type Row = (name: string) => Cell;

/** Asks a row for the customer's key, whatever the policy calls it. */
export const KEY = 'customer key';

/** Calls `take` with every row of a table. A policy without the table has no rows of it. */
export async function eachRow(outcome: Outcome, table: string, task: Task, take: (row: Row) => void): Promise<void> {
  for (let offset = 0, total = 1; offset < total; offset += ROWS) {
    const page = pageOf(outcome, table, offset);
    if (page === null) return;
    total = page.total;
    rowsOf(page).forEach(take);
    await macrotask();
    task.stillWanted();
  }
}

/** The rows of a page, each asked by the names of columns. */
export function rowsOf({ columns, rows }: Page): Row[] {
  const places = new Map(columns.map(({ name }, at) => [name, at]));
  // The customer's column has the name of the policy's key; it stands after the number of the row, where there is one.
  const key = places.get('row') === 0 ? 1 : 0;
  return rows.map((cells) => (name) => cells[name === KEY ? key : (places.get(name) ?? -1)] ?? null);
}

function pageOf(outcome: Outcome, table: string, offset: number): Page | null {
  try {
    return outcome.page(table, offset, ROWS);
  } catch (thrown) {
    if (offset > 0 || thrown instanceof WebAssembly.RuntimeError) throw thrown;
    return null;
  }
}

/** Lets a waiting message in: a promise alone would not. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

export function textOf(cell: Cell): string | null {
  return cell === null || cell === '' ? null : String(cell);
}

export function countOf(cell: Cell): number | null {
  return typeof cell === 'number' ? cell : null;
}
