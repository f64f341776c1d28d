// A policy's report as a table: groups down, measures across. The figures are the engine's; the only arithmetic here is the
// sum, the smallest and the difference of what is shown, all exact.
import { compareDecimals, decimalDifference, decimalSum } from './format';
import type { ReportRow } from './worker/views';

export interface ReportTable {
  id: string;
  measures: string[];
  lines: ReportLine[];
  /** Customers of whom it is not known whether they are meant. */
  whereUnknown: string | null;
}

export interface ReportLine {
  key: string;
  groups: [string | null, string | null];
  cells: ReadonlyMap<string, ReportRow>;
}

/** Null when the policy has no such report. */
export function reportTable(rows: readonly ReportRow[] | null, id: string): ReportTable | null {
  const own = (rows ?? []).filter(({ report }) => report === id);
  if (own.length === 0) return null;
  const lines = new Map<string, { groups: ReportLine['groups']; cells: Map<string, ReportRow> }>();
  let whereUnknown: string | null = null;
  for (const row of own) {
    if (row.measure === 'where_unknown') {
      whereUnknown = row.value;
      continue;
    }
    const key = row.groups.map((group) => group ?? '').join('\u0000');
    const line = lines.get(key) ?? { groups: row.groups, cells: new Map<string, ReportRow>() };
    line.cells.set(row.measure, row);
    lines.set(key, line);
  }
  return {
    id,
    measures: [...new Set(own.map(({ measure }) => measure))].filter((measure) => measure !== 'where_unknown'),
    lines: [...lines].map(([key, line]) => ({ key, ...line })),
    whereUnknown,
  };
}

/** A shown figure; null when it is kept back or not known. */
export function valueOf(line: ReportLine, measure: string): string | null {
  const cell = line.cells.get(measure);
  return cell === undefined || cell.suppressed ? null : cell.value;
}

export function totalOf(table: ReportTable, measure: string): string | null {
  return decimalSum(table.lines.flatMap((line) => valueOf(line, measure) ?? []));
}

/** The group with the smallest figure, and how far it is from there to the largest. Null with fewer than two groups. */
export function floorOf(table: ReportTable, measure: string): { line: ReportLine; floor: string; spread: string } | null {
  const known = table.lines.flatMap((line) => {
    const value = valueOf(line, measure);
    return value === null || line.groups[0] === 'unknown' ? [] : [{ line, value }];
  });
  const sorted = known.sort((a, b) => compareDecimals(a.value, b.value));
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  if (least === undefined || most === undefined || sorted.length < 2) return null;
  return { line: least.line, floor: least.value, spread: (decimalDifference(most.value, least.value) ?? '').replace('+', '') };
}
