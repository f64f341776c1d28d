// A gzip file as the bytes inside, within bounds: what a file may become is limited by what it is.
import { refusal } from '../../engine/failure';
import type { Source } from '../messages';
import type { Pieces } from './source';

/** Below this, a ratio says nothing: a small file of equal rows shrinks a lot. */
const FREE = 64 << 20;
const LINE_BREAK = 0x0a;
/** Tables shrink ten to fifty times; a bomb a thousand times. */
const RATIO = 300;

/** Below so many lines their number says nothing, either. */
const FREE_LINES = 1_000_000;
/** A line of a real table takes a byte or more once it is packed: its key is another than the one before. */
const LINES = 2;

/**
 * Lines are bounded, too: a million of them take the module half a second, be they a letter long, so that the bound on bytes
 * comes late (32 million lines in 62 KB took 24 s in the page, and are refused within 1.1 s).
 */
export async function* gunzipped(source: Source): Pieces {
  let lines = 0;
  for await (const piece of inflated(source.name, source.blob, 'gzip')) {
    for (const byte of piece.bytes) if (byte === LINE_BREAK) lines += 1;
    if (lines > FREE_LINES && lines > source.blob.size * LINES) throw bomb(source.name);
    yield piece;
  }
}

/** The bytes of a packed blob; `read` counts what came out, scaled to the packed size. */
export async function* inflated(name: string, packed: Blob, kind: 'gzip' | 'deflate-raw'): Pieces {
  const reader = packed.stream().pipeThrough(new DecompressionStream(kind)).getReader();
  let out = 0;
  try {
    for (let next = await reading(name, reader); !next.done; next = await reading(name, reader)) {
      out += next.value.length;
      if (out > FREE && out > packed.size * RATIO) throw bomb(name);
      yield { bytes: next.value, read: Math.min(packed.size, Math.round(out / 8)) };
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function reading(name: string, reader: ReadableStreamDefaultReader<Uint8Array>): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch {
    throw refusal(
      { en: `\`${name}\` is damaged: its packed part cannot be read`, 'zh-CN': `\`${name}\` 已损坏：压缩内容无法读取` },
      { en: 'download or save the file again', 'zh-CN': '请重新下载或另存该文件' },
    );
  }
}

export function bomb(name: string): Error {
  return refusal(
    { en: `\`${name}\` unpacks to far more than a table of its size, and is not read further`, 'zh-CN': `\`${name}\` 解压后远超其大小应有的数据量，已停止读取` },
    { en: 'give the table as CSV if this is right', 'zh-CN': '如确有这么多数据，请改用 CSV 文件' },
  );
}
