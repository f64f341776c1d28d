// Text files in pieces, and what a file is by its first bytes.
import { refusal } from '../../engine/failure';
import type { Encoding, Source } from '../messages';
import type { Piece, Pieces } from './source';

export type Format = 'text' | 'gzip' | 'parquet' | 'xlsx';

/** Big enough that the module, and not the messages, takes the time; small enough for a smooth progress bar. */
const PIECE = 4 << 20;

/** Files that people take for tables, by their first bytes, and what they are. */
const OTHERS: readonly [readonly number[], string][] = [
  [[0xd0, 0xcf, 0x11, 0xe0], 'XLS'],
  [[0x25, 0x50, 0x44, 0x46], 'PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'PNG'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'ZST'],
  [[0x52, 0x61, 0x72, 0x21], 'RAR'],
  [[0x37, 0x7a, 0xbc, 0xaf], '7Z'],
];

/** What a name that promises one of the packed formats ends in. */
const PROMISED: readonly [RegExp, Format][] = [
  [/\.xlsx$/i, 'xlsx'],
  [/\.parquet$/i, 'parquet'],
  [/\.gz$/i, 'gzip'],
];

/** What a file is, by its content. A name that promises something else is refused: one of the two is a mistake. */
export async function sniffed(source: Source): Promise<Format> {
  const format = await formatOf(source);
  const [, promised] = PROMISED.find(([name]) => name.test(source.name)) ?? [null, format];
  if (promised !== format) throw misnamed(source.name, promised, format);
  return format;
}

async function formatOf(source: Source): Promise<Format> {
  const head = await bytesOf(source, 0, 4);
  const begins = (wanted: readonly number[]) => wanted.every((byte, at) => head[at] === byte);
  if (begins([0x50, 0x41, 0x52, 0x31])) return 'parquet';
  if (begins([0x50, 0x4b, 0x03, 0x04])) return 'xlsx';
  if (begins([0x1f, 0x8b])) return 'gzip';
  const other = OTHERS.find(([wanted]) => begins(wanted));
  if (other !== undefined) throw unreadable(source.name, other[1]);
  return 'text';
}

/** The bytes of a file, piece by piece; the blob is a handle and never in memory whole. */
export async function* sliced(source: Source): Pieces {
  for (let read = 0; read < source.blob.size || read === 0; ) {
    const bytes = await bytesOf(source, read, PIECE);
    read += bytes.length;
    yield { bytes, read };
    if (bytes.length === 0) return;
  }
}

/** A file that changed or went away since it was chosen cannot be read; that is the user's to know, by its name. */
export async function bytesOf(source: Source, offset: number, length: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await source.blob.slice(offset, offset + length).arrayBuffer());
  } catch {
    throw refusal(
      { en: `\`${source.name}\` could not be read; it was changed or removed after it was chosen`, 'zh-CN': `无法读取 \`${source.name}\`：选择之后文件被修改或移走` },
      { en: 'choose the file again', 'zh-CN': '请重新选择该文件' },
    );
  }
}

/** The module reads UTF-8. Bytes of the older national encoding become text here, wrong ones U+FFFD, which it reports. */
export async function* textPieces(pieces: Pieces, encoding: Encoding): Pieces {
  if (encoding === 'utf-8') return yield* pieces;
  const from = new TextDecoder(encoding);
  const to = new TextEncoder();
  let last: Piece = { bytes: new Uint8Array(0), read: 0 };
  for await (const piece of pieces) {
    last = piece;
    yield { bytes: to.encode(from.decode(piece.bytes, { stream: true })), read: piece.read };
  }
  yield { bytes: to.encode(from.decode()), read: last.read };
}

const KINDS: Record<Format, { en: string; 'zh-CN': string }> = {
  text: { en: 'plain text', 'zh-CN': '纯文本' },
  gzip: { en: 'a gzip file', 'zh-CN': 'gzip 压缩文件' },
  parquet: { en: 'a Parquet file', 'zh-CN': 'Parquet 文件' },
  xlsx: { en: 'an XLSX workbook', 'zh-CN': 'XLSX 工作簿' },
};

function misnamed(name: string, promised: Format, found: Format): Error {
  return refusal(
    { en: `\`${name}\` is named as ${KINDS[promised].en}, but is ${KINDS[found].en}`, 'zh-CN': `\`${name}\` 的扩展名表示${KINDS[promised]['zh-CN']}，内容却是${KINDS[found]['zh-CN']}` },
    { en: 'save it again as what it is meant to be, or give it the name of what it is', 'zh-CN': '请按正确的格式重新保存，或改用与内容相符的扩展名' },
  );
}

/** No table has more; a head of a million names would only fill the memory. */
export const COLUMNS = 10_000;

export function tooWide(name: string): Error {
  return refusal(
    { en: `\`${name}\` has more than ${COLUMNS} columns and is not read`, 'zh-CN': `\`${name}\` 超过 ${COLUMNS} 列，未读取` },
    { en: 'leave out the columns that the policy does not know, or check the separator and the line breaks', 'zh-CN': '请去掉策略未使用的列，或检查分隔符与换行是否正确' },
  );
}

function unreadable(name: string, kind: string): Error {
  return refusal(
    { en: `\`${name}\` is a file of the kind ${kind}, which cannot be read as a table`, 'zh-CN': `\`${name}\` 是 ${kind} 文件，无法作为数据表读取` },
    { en: 'save it as CSV, NDJSON, Parquet or XLSX', 'zh-CN': '请另存为 CSV、NDJSON、Parquet 或 XLSX' },
  );
}
