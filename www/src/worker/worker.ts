// The worker: takes requests, runs each on the module, answers. Requests of one lane cancel each other, newest first.
import { diagnosticsOf, isFatal } from '../engine/failure';
import { startModule } from '../engine/module';
import type { Answer, Ask, Kind, Reply, Request, Response } from './messages';
import { laneOf } from './messages';
import { Workshop } from './policy/workshop';
import { peekOf } from './records';
import { Session } from './session';
import { allReaders } from './source/source';
import { sniffed } from './source/text';
import { Cancelled, type Task } from './task';

type Handlers = { [K in Kind]: (ask: Ask<K>, task: Task) => Answer<K> | Promise<Answer<K>> };

const started = startModule();
const session = new Session();
const workshop = new Workshop();
const newest = new Map<string, number>();

const handlers: Handlers = {
  start: () => started,
  settle: async () => (await allReaders(), null),
  check: ({ files }) => session.check(files),
  sheets: async ({ source }) => ((await sniffed(source)) === 'xlsx' ? (await import('./source/xlsx')).sheetsOf(source) : []),
  peek: ({ source, encoding }) => peekOf(source, encoding),
  score: (job, task) => session.score(job, task),
  cancel: () => null,
  ranked: ({ column, offset, limit }) => session.outcome.ranked(column, offset, limit),
  page: ({ table, offset, limit }) => session.outcome.page(table, offset, limit),
  tasks: ({ offset, limit }) => session.outcome.tasks(offset, limit),
  explain: ({ key, lang }) => session.explain(key, lang),
  earlier: ({ job }, task) => session.compareWith(job, task),
  since: ({ key, lang }) => session.since(key, lang),
  whatIf: ({ key, edits, lang }) => session.whatIf(key, edits, lang),
  reach: ({ key, goal, lang }) => session.outcome.reach(key, goal, lang),
  overlap: () => session.outcome.overlap(),
  digest: () => session.outcome.digest(),
  csv: ({ table }, task) => session.csv(table, task),
  missing: (_ask, task) => session.missing(task),
  people: async (_ask, task) => (await session.desk(task)).people(),
  contacts: async ({ manager }, task) => (await session.desk(task)).contactsOf(manager),
  held: async ({ manager }, task) => (await session.desk(task)).heldOf(manager),
  messages: async ({ manager }, task) => (await session.desk(task)).messagesOf(manager),
  records: ({ key, tables }, task) => session.records(key, tables, task),
  reports: (_ask, task) => session.reports(task),
  pivot: (axes) => session.pivot(axes),
  behind: (behind) => session.behind(behind),
  curve: ({ field }, task) => session.curve(field, task),
  assignment: (_ask, task) => session.assignment(task),
  agenda: ({ role }, task) => session.agenda(role, task),
  draft: ({ files, known }) => workshop.draft(files, known),
  findings: ({ files, asOf }) => workshop.findings(files, asOf),
  suite: ({ files }) => workshop.suite(files),
  sheet: ({ files, lang }) => workshop.sheet(files, lang),
  effect: ({ revision }, task) => workshop.effect(revision, session.inForce(), task),
  glance: ({ revision, params }, task) => workshop.glance(revision, params, session.inForce(), task),
  between: ({ before, after }, task) => workshop.between(before, after, session.inForce(), task),
  worth: ({ files, question }, task) => workshop.worth(files, question, session.inForce(), task),
  caseOf: ({ key }, task) => workshop.caseOf(key, session.inForce(), session.inForce().tables, task),
};

addEventListener('message', (event: MessageEvent<Request>) => void serve(event.data));

async function serve(request: Request): Promise<void> {
  newest.set(laneOf(request), request.id);
  const task: Task = {
    report: (progress) => send({ id: request.id, kind: 'progress', progress }),
    stillWanted: () => {
      if (newest.get(laneOf(request)) !== request.id) throw new Cancelled();
    },
  };
  const reply = await answer(request, task);
  send({ id: request.id, kind: 'reply', reply });
}

async function answer(request: Request, task: Task): Promise<Reply<Answer<Kind>>> {
  try {
    await started;
    task.stillWanted();
    const handle = handlers[request.kind] as (ask: Ask<Kind>, task: Task) => Answer<Kind> | Promise<Answer<Kind>>;
    return { ok: true, value: await handle(request.ask, task) };
  } catch (thrown) {
    if (thrown instanceof Cancelled) return { ok: false, cancelled: true };
    return { ok: false, cancelled: false, fatal: isFatal(thrown), diagnostics: diagnosticsOf(thrown) };
  }
}

function send(response: Response): void {
  postMessage(response);
}
