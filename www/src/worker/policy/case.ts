// A customer of the delivered files as the input of a policy's test.
import type { Explanation, SchemaTable } from '../../engine/types';
import { recordsOf } from '../records';
import type { InForce } from '../session';
import type { Task } from '../task';
import type { CaseCells } from './types';

/** Tables that a run carries from one day to the next: a test is of one day. */
const CARRIED = /^(?:state_|journal$|forms$|overrides$|deliveries$)/;
/** Rows of one table in a test. */
const ROWS = 40;

/**
 * Only what a rule reads goes into a test. What tells who the customer is stays out: the key, and every text that is
 * neither a member of a list nor the id of a row.
 */
export async function caseOf(key: string, { outcome, job }: InForce, tables: readonly SchemaTable[], task: Task): Promise<CaseCells> {
  const found: CaseCells = { asOf: job.asOf, given: {}, tables: [], ...expectedOf(outcome.explain(key, 'en')), left: [] };
  for (const source of job.sources) {
    const schema = tables.find(({ name }) => name === source.table);
    if (schema === undefined || CARRIED.test(schema.name)) continue;
    const own = schema.name === 'customers';
    if (!own && schema.parent === null) continue;
    const { columns, rows } = await recordsOf(source, job.encoding, schema, key, task);
    const kept = schema.fields.filter((field) => field.used && field.name !== schema.parent && (field.name !== schema.key || !own) && !tells(field));
    found.left.push(...schema.fields.filter((field) => field.used && tells(field)).map(({ name }) => name));
    const cells = rows.slice(-ROWS).map((row) => cellsOf(kept.map(({ name }) => name), columns, row));
    if (own) found.given = cells[0] ?? {};
    else found.tables.push({ name: schema.name, rows: cells.map((row, at) => ({ [schema.key]: `${schema.key}-${at + 1}`, ...row })) });
  }
  return found;

  function tells(field: SchemaTable['fields'][number]): boolean {
    return field.type === 'string' && /name|phone|email|address|_no$/.test(field.name);
  }
}

function cellsOf(wanted: readonly string[], columns: readonly string[], row: readonly string[]): Record<string, string> {
  const cells = wanted.map((name) => [name, row[columns.indexOf(name)] ?? ''] as const);
  return Object.fromEntries(cells.filter(([, cell]) => cell !== ''));
}

/** What the run in force says: which alerts fired, which could not be evaluated, and where tables and classes put the customer. */
function expectedOf({ alerts, tables, classes }: Explanation): Pick<CaseCells, 'alerts' | 'unknown' | 'values'> {
  const by = (status: string) => alerts.filter((alert) => alert.status === status).map(({ id }) => id);
  const official = (classes ?? []).map(({ id, parts }) => [id, parts.find((part) => part.id === 'official')?.value ?? null] as const);
  const outputs = tables.flatMap(({ id, outputs }) => outputs.map((output) => [outputs.length === 1 && output.id === id ? id : `${id}.${output.id}`, output.value] as const));
  return { alerts: by('fired'), unknown: by('unknown'), values: Object.fromEntries([...official, ...outputs]) };
}
