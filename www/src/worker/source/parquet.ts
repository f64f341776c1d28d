// Parquet as CSV text, a row group at a time. Decimals are read as whole numbers and get their point as text.
import { parquetMetadataAsync, parquetRead, parquetSchema, type FileMetaData, type SchemaElement } from 'hyparquet';
import { refusal } from '../../engine/failure';
import type { Source } from '../messages';
import { csvBytes, csvLine } from './csv';
import type { Pieces } from './source';
import { COLUMNS, bytesOf, tooWide } from './text';

interface Part {
  name: string;
  /** Makes text of a value as it was read. */
  text: (value: unknown) => string;
}

/** `PAR1`, which stands at both ends. */
const MARK = 0x31524150;
/** As many rows are text at a time. */
const ROWS = 20_000;
/** The description of a file with columns enough for any table, in many row groups. */
const FOOTER = 64 << 20;

export async function* parquetText(source: Source): Pieces {
  const { metadata, parts, file } = await opened(source);
  const rows = Number(metadata.num_rows);
  yield { bytes: csvBytes([csvLine(parts.map(({ name }) => name))]), read: 0 };
  for (let start = 0; start < rows; start += ROWS) {
    const end = Math.min(rows, start + ROWS);
    const lines: string[] = [];
    const onComplete = (read: unknown[][]) => {
      for (const row of read) lines.push(csvLine(parts.map(({ text }, at) => (row[at] === null || row[at] === undefined ? null : text(row[at])))));
    };
    await reading(source.name, () => parquetRead({ file, metadata, parsers, rowStart: start, rowEnd: end, onComplete }));
    yield { bytes: csvBytes(lines), read: Math.round((source.blob.size * end) / rows) };
  }
}

async function opened(source: Source) {
  const file = { byteLength: source.blob.size, slice: async (start: number, end = source.blob.size) => (await bytesOf(source, start, end - start)).buffer as ArrayBuffer };
  await small(source);
  const metadata = await reading(source.name, () => parquetMetadataAsync(file));
  const { children } = parquetSchema(metadata);
  if (children.length > COLUMNS) throw tooWide(source.name);
  const parts = children.map(({ element, children: inner }): Part => {
    if (inner.length > 0) throw nested(source.name, element.name);
    return { name: element.name, text: textOf(element) };
  });
  return { file, metadata: plainDecimals(metadata), parts };
}

/** Reads of the file's description only how long it is and how many columns it begins with. */
async function small(source: Source): Promise<void> {
  const tail = await bytesOf(source, Math.max(0, source.blob.size - 8), 8);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  if (tail.byteLength < 8 || view.getUint32(4, true) !== MARK || source.blob.size < 12) throw cutOff(source.name);
  const length = view.getUint32(0, true);
  const head = await bytesOf(source, Math.max(0, source.blob.size - 8 - length), Math.min(length, 16));
  if (length > FOOTER || namedIn(head) > COLUMNS) throw tooWide(source.name);
}

/** The description is Thrift's compact protocol: a version, then the list of the schema's elements, with its length. */
function namedIn(head: Uint8Array): number {
  const [, afterVersion] = varint(head, 1);
  const list = head[afterVersion + 1] ?? 0;
  if (head[0] !== 0x15 || head[afterVersion] !== 0x19) return 0;
  return list >> 4 < 15 ? list >> 4 : varint(head, afterVersion + 2)[0];
}

function varint(bytes: Uint8Array, start: number): [value: number, end: number] {
  let value = 0;
  for (let at = start; ; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return [value, at + 1];
  }
}

/** What a value is by the file's schema, as text. Whole numbers of 64 bits come as BigInt and stay exact. */
function textOf(element: SchemaElement): (value: unknown) => string {
  const decimal = element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
  if (decimal) {
    const scale = element.scale ?? (element.logical_type?.type === 'DECIMAL' ? element.logical_type.scale : 0);
    return (value) => pointed(wholeOf(value), scale);
  }
  const zoned = element.logical_type?.type === 'TIMESTAMP' ? element.logical_type.isAdjustedToUTC : true;
  return (value) => (value instanceof Date ? `${value.toISOString().slice(0, 19)}${zoned ? 'Z' : ''}` : String(value));
}

/** Days and instants as the module writes them; the rest as the library has it. */
const parsers = {
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  timestampFromMilliseconds: (at: bigint) => new Date(Number(at)),
  timestampFromMicroseconds: (at: bigint) => new Date(Number(at / 1000n)),
  timestampFromNanoseconds: (at: bigint) => new Date(Number(at / 1_000_000n)),
};

/** The library makes floating-point numbers of decimals; without their mark it hands out what is stored. */
function plainDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element): SchemaElement => {
    if (element.converted_type !== 'DECIMAL' && element.logical_type?.type !== 'DECIMAL') return element;
    const { converted_type: _converted, logical_type: _logical, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

function wholeOf(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as bigint | number);
  const unsigned = value.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return BigInt.asIntN(value.length * 8, unsigned);
}

function pointed(whole: bigint, scale: number): string {
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  const at = digits.length - scale;
  return `${whole < 0n ? '-' : ''}${digits.slice(0, at)}${scale > 0 ? `.${digits.slice(at)}` : ''}`;
}

async function reading<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw why.startsWith('{') ? thrown : damaged(name, why);
  }
}

function damaged(name: string, why = ''): Error {
  return refusal(
    { en: `\`${name}\` cannot be read as Parquet${why ? `: ${why}` : ''}`, 'zh-CN': `无法按 Parquet 读取 \`${name}\`${why ? `：${why}` : ''}` },
    { en: 'write it with Snappy or without compression, or give the table as CSV', 'zh-CN': '请使用 Snappy 压缩或不压缩重新生成，或改用 CSV 文件' },
  );
}

function cutOff(name: string): Error {
  return refusal(
    { en: `\`${name}\` ends too early: the end of a Parquet file is missing`, 'zh-CN': `\`${name}\` 不完整：缺少 Parquet 文件的结尾部分` },
    { en: 'copy or download it again', 'zh-CN': '请重新复制或下载该文件' },
  );
}

function nested(name: string, column: string): Error {
  return refusal(
    { en: `column \`${column}\` of \`${name}\` holds lists or records; a table has one value per cell`, 'zh-CN': `\`${name}\` 的列 \`${column}\` 含有嵌套结构；数据表每个单元格只能有一个值` },
    { en: 'give the inner values as a table of their own', 'zh-CN': '请将嵌套内容拆为单独的数据表' },
  );
}
