// How an amount is spread over customers: the largest first, and what the first so many have together. Exact sums.
import type { Outcome } from 'appraise';
import type { SchemaTable } from '../engine/types';
import type { Encoding, Source } from './messages';
import { textOfUnits, unitsOf } from './money';
import { columnsOf } from './records';
import { KEY, eachRow } from './rows';
import type { Task } from './task';
import type { Curve } from './views';

/** Shares of the customers, in percent, at which the curve has a point. */
const POINTS = [0, 1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100];

/** Of customers that the module scored; those whose amount is not known are counted beside the curve. */
export async function curveOf(outcome: Outcome, source: Source, encoding: Encoding, schema: SchemaTable, field: string, task: Task): Promise<Curve> {
  const scored = new Set<string>();
  await eachRow(outcome, 'customers', task, (row) => scored.add(String(row(KEY))));
  const column = (name: string) => schema.fields.find((candidate) => candidate.name === name)?.from ?? name;
  const amounts: bigint[] = [];
  for await (const [key, amount] of columnsOf(source, encoding, [column(schema.key), column(field)], task)) {
    if (!scored.delete(key ?? '')) continue;
    const units = unitsOf(amount ?? '');
    if (units !== null) amounts.push(units);
  }
  amounts.sort((a, b) => (a > b ? -1 : a < b ? 1 : 0));
  return { field, ...pointsOf(amounts) };
}

function pointsOf(amounts: readonly bigint[]): Pick<Curve, 'customers' | 'points'> {
  const counts = [...new Set(POINTS.map((percent) => Math.ceil((amounts.length * percent) / 100)))];
  let [sum, at] = [0n, 0];
  const points = counts.map((customers) => {
    for (; at < customers; at += 1) sum += amounts[at] ?? 0n;
    return { customers, sum: textOfUnits(sum) };
  });
  return { customers: amounts.length, points };
}
