// The book of customers: the policy's own reports, and the question behind a group-by of the user's own.
import type { Outcome } from 'appraise';
import type { QueryRequest } from '../engine/query';
import { countOf, eachRow, textOf } from './rows';
import type { Task } from './task';
import type { Axes, ReportRow } from './views';

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

/** The question that a pivot asks: at most two groups, and the sum of an amount, for the first of the policy's purposes. */
export function requestOf({ rows, columns, sum, shown }: Axes, [purpose]: readonly string[]): string {
  const request: QueryRequest = {
    by: columns === null ? [rows] : [rows, columns],
    measures: sum === null ? {} : { sum: { sum } },
    columns: [...shown],
    ...(sum === null ? {} : { order: sum, descending: true }),
    ...(purpose === undefined ? {} : { purpose }),
  };
  return JSON.stringify(request);
}
