// The work list in the order in which it is worked off: priority, then due, then customer and task, so that it is total.
import type { Outcome } from 'appraise';
import type { Cell, Page } from '../engine/types';

const PRIORITIES = ['urgent', 'high', 'normal', 'low'];
const PIECE = 10_000;

export function ordered(outcome: Outcome): Page {
  const page = everything(outcome);
  const at = (name: string) => page.columns.findIndex((column) => column.name === name);
  const [priority, due, key, id] = [at('priority'), at('due'), at('key'), at('task_id')];
  const rank = (row: Cell[]) => rankOf(String(row[priority]));
  const rows = page.rows.sort(
    (a, b) => rank(a) - rank(b) || byText(a[due], b[due]) || byText(a[key], b[key]) || byText(a[id], b[id]),
  );
  return { ...page, rows };
}

function everything(outcome: Outcome): Page {
  const first = outcome.page('tasks', 0, PIECE);
  const rows = first.rows;
  while (rows.length < first.total) {
    const next = outcome.page('tasks', rows.length, PIECE).rows;
    if (next.length === 0) break;
    for (const row of next) rows.push(row);
  }
  return { ...first, rows };
}

/** A priority that the page does not know comes last. */
function rankOf(priority: string): number {
  const rank = PRIORITIES.indexOf(priority);
  return rank < 0 ? PRIORITIES.length : rank;
}

/** By code units, not by a locale: the order must not depend on the machine. Nothing comes last. */
function byText(a: Cell | undefined, b: Cell | undefined): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return String(a) < String(b) ? -1 : 1;
}
