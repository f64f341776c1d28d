// A file as the bytes that the module reads: text goes through as it is, other formats become CSV.
import type { Encoding, Source } from '../messages';
import { gunzipped } from './gzip';
import { renamed } from './mapping';
import { narrow } from './narrow';
import { sliced, sniffed, textPieces } from './text';

/** A piece of text for the module and how many bytes of the file it took to get there. */
export interface Piece {
  bytes: Uint8Array;
  read: number;
}

export type Pieces = AsyncGenerator<Piece, void, void>;

/**
 * The pieces of a source, columns named as the mapping says. What the file is, is told from its content. The reader of a
 * format that is not text is loaded with the first such file.
 */
export async function* piecesOf(source: Source, encoding: Encoding): Pieces {
  yield* renamed(await unnamed(source, encoding), source.mapping);
}

/** Brings the readers that are loaded when needed, so that nothing has to be asked for later. */
export function allReaders(): Promise<unknown> {
  return Promise.allSettled([import('./parquet'), import('./xlsx')]);
}

async function unnamed(source: Source, encoding: Encoding): Promise<Pieces> {
  switch (await sniffed(source)) {
    case 'parquet':
      return (await import('./parquet')).parquetText(source);
    case 'xlsx':
      return (await import('./xlsx')).xlsxText(source);
    case 'gzip':
      return narrow(source.name, textPieces(gunzipped(source), encoding));
    case 'text':
      return narrow(source.name, textPieces(sliced(source), encoding));
  }
}
