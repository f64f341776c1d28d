// What a branch head decides about: who should serve whom, and what is on the committee's agenda. Rows of the module's tables.
import type { Outcome } from 'appraise';
import { KEY, countOf, eachRow, textOf } from './rows';
import type { Task } from './task';
import type { Assignment, CommitteeTask } from './views';

/** Proposals of more than this are in the table that is exported. */
const MOVES = 500;
const TASKS = 200;

export async function assignmentOf(outcome: Outcome, task: Task): Promise<Assignment> {
  const found: Assignment = { moves: [], more: 0, loads: [], totals: {} };
  await eachRow(outcome, 'assignment', task, (row) => {
    if (found.moves.length >= MOVES) {
      found.more += 1;
      return;
    }
    found.moves.push({
      key: String(row(KEY)),
      from: textOf(row('from')),
      to: textOf(row('to')),
      status: String(row('status')),
      cause: textOf(row('cause')),
      reason: { en: String(row('reason_en') ?? ''), 'zh-CN': String(row('reason_zh') ?? '') },
      effective: textOf(row('effective')),
      openTasks: countOf(row('open_tasks')),
      nextDue: textOf(row('next_due')),
    });
  });
  await eachRow(outcome, 'assignment_summary', task, (row) => {
    found.loads.push({ manager: String(row('manager')), capacity: countOf(row('capacity')), before: countOf(row('before')), after: countOf(row('after')), gained: countOf(row('gained')), lost: countOf(row('lost')), notice: textOf(row('notice')) });
  });
  await eachRow(outcome, 'assignment_total', task, (row) => {
    for (const name of ['customers', 'changes', 'unplaced', 'cost', 'bound', 'gap']) found.totals[name] = textOf(row(name));
  });
  return found;
}

/** Tasks that go to a role, and those that the engine handed up because nobody did them in time. */
export async function agendaOf(outcome: Outcome, role: string, task: Task): Promise<CommitteeTask[]> {
  const found: CommitteeTask[] = [];
  await eachRow(outcome, 'tasks', task, (row) => {
    const [to, up] = [textOf(row('to')), textOf(row('escalated_to'))];
    if (found.length >= TASKS || (to !== role && up === null)) return;
    found.push({
      key: String(row(KEY)),
      alert: String(row('alert')),
      priority: String(row('priority')),
      title: { en: String(row('title_en') ?? ''), 'zh-CN': String(row('title_zh') ?? '') },
      due: textOf(row('due')),
      raised: textOf(row('raised')),
      overdue: row('overdue') === true,
      to,
      escalatedTo: up,
    });
  });
  return found;
}
