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
