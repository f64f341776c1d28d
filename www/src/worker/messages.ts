// What the page asks the worker and what it answers. Every call is in `Calls`; the rest of the types follow from it.
import type { CheckResult, Diagnostic, Explanation, Lang, Overlap, Page, PolicyFile, Reach, SchemaTable, SealReport, Summary } from '../engine/types';
import type { Names, QueryPage } from '../engine/query';
import type { ModuleInfo } from '../engine/module';
import type { Assignment, Axes, Behind, CommitteeTask, Contact, Curve, Held, Message, Missing, Person, Pivot, Records, ReportRow, Since } from './views';
import type { CaseCells, DraftFile, Drafted, Effect, Finding, SuiteReport } from './policy/types';
import type { Assessment, WorthAsk } from './policy/worth';

export type Encoding = 'utf-8' | 'gb18030';

/** Columns of a file that stand under another name in the policy: the file's name to the policy's. */
export type Mapping = Readonly<Record<string, string>>;

/** A file for a table. The blob is a handle: its bytes are read in the worker, piece by piece, and never copied there whole. */
export interface Source {
  table: string;
  name: string;
  blob: Blob;
  /** Names the file within this page, so that a second run over the same files need not read them again. */
  id: number;
  /** A sheet of a workbook; null is its first, or no workbook. */
  sheet: string | null;
  mapping: Mapping;
}

export interface ScoreJob {
  policy: PolicyFile[];
  sources: Source[];
  encoding: Encoding;
  asOf: string;
  force: boolean;
}

export interface Checked {
  result: CheckResult;
  /** The tables that the policy reads; empty when it has errors. */
  tables: SchemaTable[];
  /** Everything in the policy that has a name; null when it has errors. */
  names: Names | null;
}

export interface Scored {
  summary: Summary;
  seal: SealReport;
  /** The module's memory after the run. */
  memory: number;
}

/** The first records of a file, as they stand there. */
export interface Peek {
  columns: string[];
  rows: string[][];
}

export interface Calls {
  start: { ask: object; answer: ModuleInfo };
  /** Brings everything that would be asked for later. */
  settle: { ask: object; answer: null };
  check: { ask: { files: PolicyFile[] }; answer: Checked };
  /** The sheets of a workbook; none of any other file. */
  sheets: { ask: { source: Source }; answer: string[] };
  peek: { ask: { source: Source; encoding: Encoding }; answer: Peek };
  score: { ask: ScoreJob; answer: Scored };
  /** Ends the scoring that is under way, if any. */
  cancel: { ask: object; answer: null };
  ranked: { ask: { column: string; offset: number; limit: number }; answer: Page };
  page: { ask: { table: string; offset: number; limit: number }; answer: Page };
  tasks: { ask: { offset: number; limit: number }; answer: Page };
  explain: { ask: { key: string; lang: Lang }; answer: Explanation };
  /** Loads an earlier period, to compare with. */
  earlier: { ask: { job: ScoreJob }; answer: null };
  /** What changed for a customer since the earlier period; null where there is none. */
  since: { ask: { key: string; lang: Lang }; answer: Since | null };
  /** The explanation if some fields were otherwise; `null` is missing. */
  whatIf: { ask: { key: string; edits: Record<string, string | null>; lang: Lang }; answer: Explanation };
  /** The cheapest change that reaches a goal such as `tier>=gold`. */
  reach: { ask: { key: string; goal: string; lang: Lang }; answer: Reach };
  digest: { ask: object; answer: string };
  /** Which alerts fire for the same customers. */
  overlap: { ask: object; answer: Overlap };
  csv: { ask: { table: string }; answer: Blob };
  /** What is unknown, by field and reason, and what it leaves open. */
  missing: { ask: object; answer: Missing[] };
  /** Everyone who has contacts to make. */
  people: { ask: object; answer: Person[] };
  contacts: { ask: { manager: string | null }; answer: Contact[] };
  held: { ask: { manager: string | null }; answer: Held[] };
  messages: { ask: { manager: string | null }; answer: Message[] };
  /** The rows of the files that belong to a customer; all rows of small tables for the key ''. */
  records: { ask: { key: string; tables: string[] }; answer: Records[] };
  reports: { ask: object; answer: ReportRow[] };
  pivot: { ask: Axes; answer: Pivot };
  /** The customers behind a cell of the pivot that was asked for last. */
  behind: { ask: Behind; answer: QueryPage };
  /** How an amount of the customers' file is spread over them. */
  curve: { ask: { field: string }; answer: Curve };
  assignment: { ask: object; answer: Assignment };
  /** Tasks that go to a role, and those that were handed up. */
  agenda: { ask: { role: string }; answer: CommitteeTask[] };
  /**
   * A policy that is being written: what is wrong with it, and the forms of its texts. A text that is as at the revision that the
   * page has is left out; null is answered where that revision is not known, and then every text is needed.
   */
  draft: { ask: { files: DraftFile[]; known: number }; answer: Drafted | null };
  /** What can be proved about it; takes longer than the check. */
  findings: { ask: { files: PolicyFile[]; asOf: string | null }; answer: Finding[] };
  /** Its own tests. */
  suite: { ask: { files: PolicyFile[] }; answer: SuiteReport };
  /** Every rule as a sentence, as Markdown. */
  sheet: { ask: { files: PolicyFile[]; lang: Lang }; answer: string };
  /** What the draft of a revision would change against the run in force, over the same data. Its texts are in the worker already. */
  effect: { ask: { revision: number }; answer: Effect };
  /** As `effect`, at once: a draft with other values of parameters, and of its effect only what changes. */
  glance: { ask: { revision: number; params: Record<string, string> }; answer: Effect };
  between: { ask: { before: PolicyFile[]; after: PolicyFile[] }; answer: Effect };
  /** What its rules and scores have been worth, by what came true. */
  worth: { ask: { files: PolicyFile[]; question: WorthAsk }; answer: Assessment };
  /** A customer as the input of a test. */
  caseOf: { ask: { key: string }; answer: CaseCells };
}

export type Kind = keyof Calls;
export type Ask<K extends Kind> = Calls[K]['ask'];
export type Answer<K extends Kind> = Calls[K]['answer'];
export type Request = { [K in Kind]: { id: number; kind: K; ask: Ask<K> } }[Kind];

export interface Progress {
  stage: 'reading' | 'scoring';
  table: string;
  read: number;
  total: number;
}

export type Reply<T> =
  | { ok: true; value: T }
  | { ok: false; cancelled: true }
  | { ok: false; cancelled: false; fatal: boolean; diagnostics: Diagnostic[] };

export type Response =
  | { id: number; kind: 'progress'; progress: Progress }
  | { id: number; kind: 'reply'; reply: Reply<Answer<Kind>> };

/** Requests of one lane replace each other: the newest is the one that is still wanted. */
export function laneOf(request: Request): string {
  if (request.kind === 'cancel') return 'score';
  if (request.kind === 'page') return `page ${request.ask.table}`;
  if (request.kind === 'csv') return `csv ${request.ask.table}`;
  if (request.kind === 'sheets' || request.kind === 'peek') return `${request.kind} ${request.ask.source.id}`;
  if (request.kind === 'records') return `records ${request.ask.key === ''}`;
  return request.kind;
}
