// A sheet of an XLSX workbook as CSV text. Numbers stay the text that the file has, as far as it is short; days become
// ISO days. Formulas are never computed: their stored results are read.
import type { Source } from '../messages';
import { csvBytes, csvLine } from './csv';
import type { Pieces } from './source';
import { parsed } from './xml';
import { bookOf, columnOf, isoOf, numberText, sharedStrings, dayStyles, type Sheet } from './workbook';
import { damaged, entriesOf, unpacked } from './zip';
import { COLUMNS, tooWide } from './text';

/** The names of a workbook's sheets, in its order. */
export async function sheetsOf(source: Source): Promise<string[]> {
  return (await bookOf(source, await entriesOf(source))).sheets.map(({ name }) => name);
}

export async function* xlsxText(source: Source): Pieces {
  const entries = await entriesOf(source);
  const book = await bookOf(source, entries);
  const sheet: Sheet | undefined = source.sheet === null ? book.sheets[0] : book.sheets.find(({ name }) => name === source.sheet);
  const entry = entries.get(sheet?.path ?? '');
  if (sheet === undefined || entry === undefined) throw damaged(source.name);
  const strings = await sharedStrings(source, entries);
  const days = await dayStyles(source, entries);
  const reader = new Rows((type, style, value) => {
    if (type === 's') return strings[Number(value)] ?? '';
    if (type === 'b') return value === '1' ? 'true' : 'false';
    if (type !== 'n' || value === '') return value;
    return days.has(Number(style)) ? isoOf(Number(value), book.from1904) : numberText(value);
  });
  for await (const read of parsed(unpacked(source, entry), source.name, reader.handlers)) {
    if (reader.width > COLUMNS) throw tooWide(source.name);
    const lines = reader.lines();
    if (lines.length > 0) yield { bytes: csvBytes(lines), read };
  }
}

/** Gathers the rows of a sheet from its elements: `row`, `c` with type and style, `v` or `is/t` with the value. */
class Rows {
  width = 0;
  #done: string[] = [];
  #row: (string | null)[] = [];
  /** As many cells as the head has. */
  #head = 0;
  #cell = { column: 0, type: 'n', style: '0', value: '', taking: false };
  #value: (type: string, style: string, value: string) => string;

  constructor(value: (type: string, style: string, value: string) => string) {
    this.#value = value;
  }

  readonly handlers = {
    open: (name: string, attributes: () => Record<string, string>) => {
      if (name === 'row') this.#row = [];
      else if (name === 'c') this.#begin(attributes());
      else if (name === 'v' || name === 't') this.#cell.taking = true;
    },
    text: (text: string) => {
      if (this.#cell.taking) this.#cell.value += text;
    },
    close: (name: string) => {
      if (name === 'v' || name === 't') this.#cell.taking = false;
      else if (name === 'c') this.#end();
      else if (name === 'row') this.#finish();
    },
  };

  lines(): string[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #begin({ r, t, s }: Record<string, string>): void {
    const column = r === undefined ? this.#row.length : columnOf(r);
    this.width = Math.max(this.width, column + 1);
    // A cell far beyond the head makes its row too long, as one just beyond it does: no row grows to the widest sheet for that.
    this.#cell = { column: this.#head === 0 ? column : Math.min(column, this.#head), type: t ?? 'n', style: s ?? '0', value: '', taking: false };
  }

  #end(): void {
    const { column, type, style, value } = this.#cell;
    if (column >= COLUMNS) return;
    while (this.#row.length < column) this.#row.push(null);
    this.#row[column] = value === '' ? null : this.#value(type, style, value);
  }

  /** An empty row is no record. The head says how wide the table is: a row may leave out its last cells. */
  #finish(): void {
    if (this.#row.every((cell) => cell === null)) return;
    this.#head ||= this.#row.length;
    while (this.#row.length < this.#head) this.#row.push(null);
    this.#done.push(csvLine(this.#row));
  }
}
