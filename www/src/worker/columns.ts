// Whole columns of a module's table, as typed arrays: for looking through many rows without an object for each.
import type { Column, Outcome } from 'appraise';

export class Columns {
  readonly rows: number;
  /** What the policy calls the customer's key. */
  readonly key: string;
  #columns: Readonly<Record<string, Column>>;
  #texts = new Map<string, (row: number) => string>();

  private constructor(rows: number, key: string, columns: Readonly<Record<string, Column>>) {
    this.rows = rows;
    this.key = key;
    this.#columns = columns;
  }

  /** Null for a policy that has no such table. `names` may contain columns that it has not. */
  static of(outcome: Outcome, table: string, names: readonly string[]): Columns | null {
    try {
      const { columns, total } = outcome.page(table, 0, 0);
      // The customer's column has the name of the policy's key; it stands after the number of the row, where there is one.
      const key = columns[columns[0]?.name === 'row' ? 1 : 0]?.name ?? '';
      return new Columns(total, key, outcome.columns(table, JSON.stringify([key, ...names])));
    } catch (thrown) {
      if (thrown instanceof WebAssembly.RuntimeError) throw thrown;
      return null;
    }
  }

  /** Null where there is no value. */
  text(name: string, row: number): string | null {
    if (!this.#knows(name, row)) return null;
    const read = this.#texts.get(name) ?? this.#reader(name);
    return read(row) || null;
  }

  /** An int, an instant, or a decimal in units of its last place. */
  whole(name: string, row: number): bigint | null {
    const values = this.#columns[name]?.values;
    return values instanceof BigInt64Array && this.#knows(name, row) ? (values[row] ?? null) : null;
  }

  count(name: string, row: number): number | null {
    const value = this.whole(name, row);
    return value === null ? null : Number(value);
  }

  holds(name: string, row: number): boolean {
    return this.#knows(name, row) && this.#columns[name]?.values[row] === 1;
  }

  /** A number that equal texts share; of no text it is 0. */
  hash(name: string, row: number): number {
    const column = this.#columns[name];
    if (column?.offsets === undefined || !this.#knows(name, row)) return 0;
    const bytes = column.values as Uint8Array;
    let hash = 0;
    const end = column.offsets[row + 1] ?? 0;
    for (let at = column.offsets[row] ?? 0; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    // The lowest bits of a product follow from the lowest bits of what was multiplied alone.
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  /** Whether a text is that of a row of another table. Neither is made. */
  same(name: string, row: number, other: Columns, otherRow: number): boolean {
    const [mine, its] = [this.#columns[name], other.#columns[name]];
    if (mine?.offsets === undefined || its?.offsets === undefined || !this.#knows(name, row) || !other.#knows(name, otherRow)) return false;
    const [from, start] = [mine.offsets[row] ?? 0, its.offsets[otherRow] ?? 0];
    const length = (mine.offsets[row + 1] ?? 0) - from;
    if (length !== (its.offsets[otherRow + 1] ?? 0) - start) return false;
    for (let at = 0; at < length; at += 1) if (mine.values[from + at] !== its.values[start + at]) return false;
    return true;
  }

  #knows(name: string, row: number): boolean {
    const column = this.#columns[name];
    return column !== undefined && (column.known === null || column.known[row] === 1);
  }

  /** Texts of one byte a character are cut out of one text; others are read one by one. */
  #reader(name: string): (row: number) => string {
    const column = this.#columns[name];
    const read = column === undefined || column.offsets === undefined ? () => '' : readerOf(column.values as Uint8Array, column.offsets);
    this.#texts.set(name, read);
    return read;
  }
}

function readerOf(bytes: Uint8Array, offsets: Int32Array): (row: number) => string {
  const decoder = new TextDecoder();
  const all = decoder.decode(bytes);
  const [start, end] = [(row: number) => offsets[row] ?? 0, (row: number) => offsets[row + 1] ?? 0];
  if (all.length === bytes.length) return (row) => all.slice(start(row), end(row));
  return (row) => decoder.decode(bytes.subarray(start(row), end(row)));
}
