// What is unknown, by field and reason: counted over the module's table of unknowns.
import type { Outcome } from 'appraise';
import { KEY, eachRow, textOf } from './rows';
import type { Task } from './task';
import type { Missing } from './views';

export async function missingOf(outcome: Outcome, task: Task): Promise<Missing[]> {
  const found = new Map<string, { field: string; reason: string; places: number; keys: Set<string>; affects: Map<string, number> }>();
  await eachRow(outcome, 'unknowns', task, (row) => {
    const [field, reason] = [textOf(row('field')) ?? '', String(row('reason'))];
    const entry = found.get(`${field} ${reason}`) ?? { field, reason, places: 0, keys: new Set(), affects: new Map() };
    const affected = `${String(row('kind'))} ${String(row('id'))}`;
    entry.places += 1;
    entry.keys.add(String(row(KEY)));
    entry.affects.set(affected, (entry.affects.get(affected) ?? 0) + 1);
    found.set(`${field} ${reason}`, entry);
  });
  const all = [...found.values()].map(({ field, reason, places, keys, affects }): Missing => ({
    field,
    reason,
    places,
    customers: keys.size,
    affects: [...affects].sort(([, a], [, b]) => b - a).map(([name, at]) => {
      const gap = name.indexOf(' ');
      return { kind: name.slice(0, gap), id: name.slice(gap + 1), places: at };
    }),
  }));
  return all.sort((a, b) => b.customers - a.customers || (a.field < b.field ? -1 : 1));
}
