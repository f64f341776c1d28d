// Columns of a file under the names that the policy reads. Only names change; no cell is touched.
import type { Mapping } from '../messages';
import { cellsOf, csvLine, recordEnd, separatorOf } from './csv';
import type { Pieces } from './source';

export async function* renamed(pieces: Pieces, mapping: Mapping): Pieces {
  if (Object.keys(mapping).length === 0) return yield* pieces;
  const decoder = new TextDecoder('utf-8');
  const encoder = new TextEncoder();
  const naming = new Naming(mapping);
  let at = 0;
  for await (const { bytes, read } of pieces) {
    at = read;
    yield { bytes: encoder.encode(naming.take(decoder.decode(bytes, { stream: true }), false)), read };
  }
  yield { bytes: encoder.encode(naming.take(decoder.decode(), true)), read: at };
}

/** Renames as the text comes in: the head of CSV once, the keys of every object of NDJSON. */
class Naming {
  #kind: 'head' | 'csv' | 'json' = 'head';
  #held = '';
  #mapping: Mapping;

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
  }

  take(text: string, last: boolean): string {
    if (this.#kind === 'csv') return text;
    this.#held += text;
    if (this.#kind === 'head' && /^\s*\{/.test(this.#held)) this.#kind = 'json';
    return this.#kind === 'json' ? this.#objects(last) : this.#head(last);
  }

  #head(last: boolean): string {
    const found = recordEnd(this.#held);
    const end = found < 0 && last ? this.#held.length : found;
    if (end < 0) return '';
    this.#kind = 'csv';
    const record = this.#held.slice(0, end);
    const separator = separatorOf(record);
    const cells = cellsOf(record, separator).map((name) => this.#mapping[name.trim()] ?? name);
    return (separator === ',' ? csvLine(cells) : `${cells.join(separator)}\n`) + this.#held.slice(end);
  }

  /** Whole lines only: a key may lie across two pieces. Inside a string its quotes would be escaped, so `"key":` is a key. */
  #objects(last: boolean): string {
    const end = last ? this.#held.length : this.#held.lastIndexOf('\n') + 1;
    const lines = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    return lines.replace(/(?<=[{,]\s*)"((?:[^"\\]|\\.)*)"(?=\s*:)/g, (whole, key: string) => {
      const to = this.#mapping[key];
      return to === undefined ? whole : JSON.stringify(to);
    });
  }
}
