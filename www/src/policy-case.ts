// A test of a policy out of a customer's cells, in one line as the policy's texts have it.
import { entryAdded, flowMap, quoted, sectionAdded, type Cut } from './policy-text';
import type { CaseCells, Forms } from './worker/policy/types';

/** The cut that adds a test to the tests of a policy; a policy without any gets its first in the first file. */
export function caseAdded(name: string, cells: CaseCells, forms: Forms, text: (file: number) => string): Cut {
  const entry = testOf(name, cells);
  const slot = forms.slots.tests;
  return slot === null ? sectionAdded(0, text(0), 'tests', `- ${entry}`) : entryAdded(slot, entry, text(slot.file), true);
}

function testOf(name: string, { asOf, given, tables, alerts, unknown, values }: CaseCells): string {
  const cells = (row: Record<string, string>) => Object.entries(row).map(([id, cell]) => [id, quoted(cell)] as const);
  const rows = tables.map((table) => [table.name, `[${table.rows.map((row) => flowMap(cells(row))).join(', ')}]`] as const);
  const expected = flowMap([
    ['alerts', `[${alerts.join(', ')}]`],
    ['unknown', `[${unknown.join(', ')}]`],
    ['values', flowMap(Object.entries(values).map(([id, value]) => [id, value === null ? 'null' : quoted(value)] as const))],
  ]);
  return flowMap([
    ['name', quoted(name)],
    ['as_of', asOf],
    ['given', flowMap([...cells(given), ...rows])],
    ['expect', expected],
  ]);
}
