// The book of customers: the policy's own reports, and any group-by over the customers' columns with exact sums.
import type { Outcome } from 'appraise';
import type { SchemaTable } from '../engine/types';
import type { Encoding, Source } from './messages';
import { textOfUnits, unitsOf } from './money';
import { columnsOf } from './records';
import { KEY, countOf, eachRow, textOf } from './rows';
import type { Task } from './task';
import type { Axes, Pivot, PivotCell, ReportRow } from './views';

export async function reportsOf(outcome: Outcome, task: Task): Promise<ReportRow[]> {
  const rows: ReportRow[] = [];
  await eachRow(outcome, 'reports', task, (row) =>
    rows.push({
      report: String(row('report')),
      groups: [textOf(row('group_1')), textOf(row('group_2'))],
      measure: String(row('measure')),
      value: textOf(row('value')),
      unknown: countOf(row('unknown')),
      suppressed: row('suppressed') === true,
    }));
  return rows;
}

interface Sum {
  count: number;
  units: bigint;
  unknown: number;
}

/** Columns of the result stand in the module's table, columns of the file in the file; both by the customer's key. */
export async function pivotOf(outcome: Outcome, source: Source, encoding: Encoding, schema: SchemaTable, axes: Axes, task: Task): Promise<Pivot> {
  const fromFile = new Map(schema.fields.map(({ name, from }) => [name, from]));
  const names = [axes.rows, axes.columns, axes.sum];
  const own = await resultColumns(outcome, names.filter((name) => name !== null && !fromFile.has(name)) as string[], task);
  const table = new Map<string, Map<string, Sum>>();
  const wanted = [schema.key, ...names].map((name) => (name === null ? '' : (fromFile.get(name) ?? '')));
  for await (const [key, ...cells] of columnsOf(source, encoding, wanted, task)) {
    const result = own.get(key ?? '');
    if (result === undefined) continue;
    const [row, column, sum] = names.map((name, at) => (name === null ? null : (result.get(name) ?? cells[at] ?? null)));
    own.delete(key ?? '');
    add(table, row ?? '', column ?? '', axes.sum === null ? null : (sum ?? ''));
  }
  return laidOut(table, axes.columns !== null);
}

/** The wanted columns of every customer that the module scored, by key; a row of the file that it refused is not among them. */
async function resultColumns(outcome: Outcome, wanted: readonly string[], task: Task): Promise<Map<string, Map<string, string>>> {
  const found = new Map<string, Map<string, string>>();
  await eachRow(outcome, 'customers', task, (row) => {
    const cells = wanted.flatMap((name): [string, string][] => [[name, textOf(row(name)) ?? '']]);
    found.set(String(row(KEY)), new Map(cells));
  });
  return found;
}

function add(table: Map<string, Map<string, Sum>>, row: string, column: string, amount: string | null): void {
  const line = table.get(row) ?? new Map<string, Sum>();
  const cell = line.get(column) ?? { count: 0, units: 0n, unknown: 0 };
  const units = amount === null ? 0n : unitsOf(amount);
  cell.count += 1;
  if (units === null) cell.unknown += 1;
  else cell.units += units;
  table.set(row, line.set(column, cell));
}

function laidOut(table: Map<string, Map<string, Sum>>, split: boolean): Pivot {
  const rows = [...table.keys()].sort();
  const columns = split ? [...new Set([...table.values()].flatMap((line) => [...line.keys()]))].sort() : [];
  const all = (cells: Iterable<Sum>) => [...cells].reduce((sum, cell) => ({ count: sum.count + cell.count, units: sum.units + cell.units, unknown: sum.unknown + cell.unknown }), { count: 0, units: 0n, unknown: 0 });
  const at = (row: string, column: string) => table.get(row)?.get(column) ?? { count: 0, units: 0n, unknown: 0 };
  return {
    rows,
    columns,
    cells: rows.map((row) => columns.map((column) => shown(at(row, column)))),
    rowTotals: rows.map((row) => shown(all(table.get(row)?.values() ?? []))),
    columnTotals: columns.map((column) => shown(all(rows.map((row) => at(row, column))))),
    total: shown(all([...table.values()].flatMap((line) => [...line.values()]))),
  };
}

function shown({ count, units, unknown }: Sum): PivotCell {
  return { count, sum: textOfUnits(units), unknown };
}
