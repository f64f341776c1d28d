// What is unknown, by field and reason: the module's counts, part by part, so that a waiting message gets in between.
import type { Outcome } from 'appraise';
import { macrotask } from './rows';
import type { Task } from './task';
import type { Missing } from './views';

export async function missingOf(outcome: Outcome, task: Task): Promise<Missing[]> {
  const found = new Map<string, Missing>();
  for (let part = 0, counts = outcome.missing(part); counts !== undefined; counts = outcome.missing(++part)) {
    for (const count of counts) {
      const name = `${count.field} ${count.reason}`;
      const before = found.get(name);
      found.set(name, before === undefined ? count : together(before, count));
    }
    await macrotask();
    task.stillWanted();
  }
  const all = [...found.values()].map((missing) => ({ ...missing, affects: [...missing.affects].sort((a, b) => b.places - a.places) }));
  return all.sort((a, b) => b.customers - a.customers || (a.field < b.field ? -1 : 1));
}

/** No customer is in two parts, so that counts add up. */
function together(a: Missing, b: Missing): Missing {
  const affects = new Map(a.affects.map((affected) => [`${affected.kind} ${affected.id}`, affected]));
  for (const affected of b.affects) {
    const name = `${affected.kind} ${affected.id}`;
    affects.set(name, { ...affected, places: affected.places + (affects.get(name)?.places ?? 0) });
  }
  return { ...a, places: a.places + b.places, customers: a.customers + b.customers, affects: [...affects.values()] };
}
