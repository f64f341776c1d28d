// The directory of a zip file, and one entry as a stream. Only the entries that are asked for are ever unpacked.
import { refusal } from '../../engine/failure';
import type { Source } from '../messages';
import { inflated } from './gzip';
import type { Pieces } from './source';
import { bytesOf } from './text';

export interface Entry {
  name: string;
  method: number;
  packed: number;
  offset: number;
}

const END = 0x06054b50;
const HEAD = 0x02014b50;
/** A workbook has a few dozen entries. */
const ENTRIES = 10_000;

export async function entriesOf(source: Source): Promise<Map<string, Entry>> {
  const tailAt = Math.max(0, source.blob.size - 66_000);
  const tail = viewOf(await bytesOf(source, tailAt, 66_000));
  const end = lastEnd(tail);
  if (end < 0) throw damaged(source.name);
  const count = tail.getUint16(end + 10, true);
  const size = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (count > ENTRIES || start + size > source.blob.size) throw damaged(source.name);
  const directory = viewOf(await bytesOf(source, start, size));
  const entries = new Map<string, Entry>();
  for (let at = 0, left = count; left > 0 && at + 46 <= directory.byteLength; left -= 1) {
    if (directory.getUint32(at, true) !== HEAD) throw damaged(source.name);
    const name = nameAt(directory, at);
    if (directory.getUint16(at + 8, true) & 1) throw locked(source.name);
    entries.set(name.text, { name: name.text, method: directory.getUint16(at + 10, true), packed: directory.getUint32(at + 20, true), offset: directory.getUint32(at + 42, true) });
    at += 46 + name.length + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return entries;
}

/** The bytes of an entry, within the bounds of `inflated`. */
export async function* unpacked(source: Source, entry: Entry): Pieces {
  const head = viewOf(await bytesOf(source, entry.offset, 30));
  if (head.byteLength < 30) throw damaged(source.name);
  const start = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = source.blob.slice(start, start + entry.packed);
  if (entry.method === 8) yield* inflated(source.name, packed, 'deflate-raw');
  else if (entry.method === 0) yield { bytes: new Uint8Array(await packed.arrayBuffer()), read: entry.packed };
  else throw damaged(source.name);
}

function lastEnd(tail: DataView): number {
  for (let at = tail.byteLength - 22; at >= 0; at -= 1) if (tail.getUint32(at, true) === END) return at;
  return -1;
}

function nameAt(directory: DataView, at: number): { text: string; length: number } {
  const length = directory.getUint16(at + 28, true);
  const from = directory.byteOffset + at + 46;
  if (at + 46 + length > directory.byteLength) return { text: '', length };
  return { text: new TextDecoder().decode(new Uint8Array(directory.buffer, from, length)), length };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function damaged(name: string): Error {
  return refusal(
    { en: `\`${name}\` is no workbook that can be read`, 'zh-CN': `\`${name}\` 不是可以读取的工作簿` },
    { en: 'open it in the program that made it and save it as XLSX or CSV', 'zh-CN': '请用原程序打开后另存为 XLSX 或 CSV' },
  );
}

function locked(name: string): Error {
  return refusal(
    { en: `\`${name}\` is protected by a password`, 'zh-CN': `\`${name}\` 受密码保护` },
    { en: 'save it without a password', 'zh-CN': '请取消密码后另存' },
  );
}
