// The journal of this page: what was done with tasks and what was written on forms, and where it is kept. It is the user's
// work: a new result does not touch it, and what is not saved yet is said to be.
import { answerColumns, answersOf, type Answer, type Filled } from './answers';
import { problem } from './engine/failure';
import type { Diagnostic } from './engine/types';
import { entriesOf, entryColumns, type Deed, type Entry } from './journal';
import { chooseFolder, type JournalFolder } from './journal-folder';
import { added, rowsOf, sheetText, type Columns, type Entered } from './sheet';

export const ENTRIES = 'journal.csv';
export const ANSWERS = 'forms.csv';

export class Journal {
  entries = $state.raw<readonly Entry[]>([]);
  answers = $state.raw<readonly Answer[]>([]);
  folder = $state.raw<JournalFolder | null>(null);
  problems = $state.raw<Diagnostic[]>([]);
  /** What a file holds already, by the numbers of the entries. */
  saved = $state.raw<ReadonlySet<string>>(new Set());

  readonly left: number = $derived([...this.entries, ...this.answers].filter(({ entry }) => !this.saved.has(entry)).length);
  readonly count: number = $derived(this.entries.length + this.answers.length);

  #last = 0;
  #page = crypto.getRandomValues(new Uint32Array(1)).join('');

  record(deed: Deed, author: string, at: string): void {
    this.entries = [...this.entries, ...entriesOf(deed, author, at, () => this.#name(author, at))];
  }

  fill(filled: Filled, author: string, at: string): void {
    this.answers = [...this.answers, ...answersOf(filled, author, at, () => this.#name(author, at))];
  }

  /** Takes back what no file holds yet. */
  undo(entry: string): void {
    if (this.saved.has(entry)) return;
    this.entries = this.entries.filter((candidate) => candidate.entry !== entry);
    this.answers = this.answers.filter((candidate) => candidate.entry !== entry);
  }

  /** Lets the user choose the folder, and reads what is there already. */
  async open(): Promise<void> {
    const chosen = await chooseFolder();
    if (chosen.kind === 'dismissed') return;
    if (chosen.kind === 'refused') {
      this.problems = [problem('journal', chosen.why)];
      return;
    }
    await this.#try(async () => {
      const [entries, answers] = [await this.#read(chosen.folder, ENTRIES, entryColumns), await this.#read(chosen.folder, ANSWERS, answerColumns)];
      this.entries = joined(entries, this.entries);
      this.answers = joined(answers, this.answers);
      this.saved = new Set([...this.saved, ...[...entries, ...answers].map(({ entry }) => entry)]);
      this.folder = chosen.folder;
    });
  }

  /** Adds to the files of the folder what they do not have. Each is read again first: others may have written since. */
  async keep(): Promise<void> {
    const { folder } = this;
    if (folder === null) return;
    await this.#try(async () => {
      await this.#write(folder, ENTRIES, entryColumns, this.entries);
      await this.#write(folder, ANSWERS, answerColumns, this.answers);
      this.#allSaved();
    });
  }

  /** The files to be saved one by one, where there is no folder. */
  files(): { name: string; content: Blob }[] {
    const file = (name: string, text: string) => ({ name, content: new Blob([text], { type: 'text/csv;charset=utf-8' }) });
    this.#allSaved();
    return [
      ...(this.entries.length > 0 ? [file(ENTRIES, sheetText(entryColumns, this.entries))] : []),
      ...(this.answers.length > 0 ? [file(ANSWERS, sheetText(answerColumns, this.answers))] : []),
    ];
  }

  /**
   * The number of an entry. The engine takes entries of one instant in the order of their numbers, so they count on from
   * those of the folder; the last part tells apart what two open pages wrote.
   */
  #name(author: string, at: string): string {
    const numbers = [...this.entries, ...this.answers].map(({ entry }) => Number(/-(\d{5})-\w+$/.exec(entry)?.[1] ?? 0));
    this.#last = Math.max(this.#last, ...numbers) + 1;
    return `${author}-${at.replace(/[^\dT]/g, '')}-${String(this.#last).padStart(5, '0')}-${this.#page}`;
  }

  #allSaved(): void {
    this.saved = new Set([...this.entries, ...this.answers].map(({ entry }) => entry));
  }

  async #read<T extends Entered>(folder: JournalFolder, name: string, columns: Columns<T>): Promise<T[]> {
    const text = await folder.read(name);
    if (text === null || text.trim() === '') return [];
    const rows = rowsOf(columns, text);
    if (rows === null) throw new Foreign(name);
    return rows;
  }

  async #write<T extends Entered>(folder: JournalFolder, name: string, columns: Columns<T>, rows: readonly T[]): Promise<void> {
    if (rows.length === 0) return;
    const text = added(columns, (await folder.read(name)) ?? '', rows);
    if (text === null) throw new Foreign(name);
    await folder.write(name, text);
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problems = [];
    } catch (thrown) {
      this.problems = [thrown instanceof Foreign ? foreign(thrown.message) : unwritten(String(thrown))];
    }
  }
}

/** A file of the right name that holds something else: it is left alone. */
class Foreign extends Error {}

function joined<T extends Entered>(there: readonly T[], own: readonly T[]): T[] {
  const known = new Set(there.map(({ entry }) => entry));
  return [...there, ...own.filter(({ entry }) => !known.has(entry))];
}

function foreign(name: string): Diagnostic {
  return problem(
    'journal',
    { en: `\`${name}\` in this folder is no journal; it was left as it is`, 'zh-CN': `该文件夹中的 \`${name}\` 不是工作日志，未作改动` },
    { en: 'choose another folder, or save the file elsewhere', 'zh-CN': '请选择其他文件夹，或将文件另存' },
  );
}

function unwritten(why: string): Diagnostic {
  return problem(
    'journal',
    { en: `the folder could not be used: ${why}`, 'zh-CN': `无法使用该文件夹：${why}` },
    { en: 'nothing was lost: choose the folder again, or save the files', 'zh-CN': '登记内容仍在本页：请重新选择文件夹，或保存文件' },
  );
}
