// Feeds a file to the module in pieces. Which bytes make a record, a cell or a fault is the module's to say.
import type { Dataset } from 'appraise';
import { problem } from '../engine/failure';
import type { Failure } from '../engine/types';
import type { Encoding, Source } from './messages';
import type { Task } from './task';

/** Big enough that the module, and not the messages, takes the time; small enough for a smooth progress bar. */
const PIECE = 4 << 20;

export async function readTable(dataset: Dataset, source: Source, encoding: Encoding, task: Task): Promise<void> {
  const decode = decoder(encoding);
  const total = source.blob.size;
  let rest = new Uint8Array(0);
  let read = 0;
  do {
    task.report({ stage: 'reading', table: source.table, read, total });
    const bytes = await piece(source, read);
    task.stillWanted();
    read += bytes.length;
    const last = read >= total;
    const text = joined(rest, decode(bytes, last));
    rest = text.slice(dataset.read(source.table, text, last));
  } while (read < total);
}

/** A file that changed or went away since it was chosen cannot be read; that is the user's to know, by its name. */
async function piece(source: Source, offset: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await source.blob.slice(offset, offset + PIECE).arrayBuffer());
  } catch {
    const en = `\`${source.name}\` could not be read; it was changed or removed after it was chosen`;
    const zh = `无法读取 \`${source.name}\`：选择之后文件被修改或移走`;
    const found = problem('file', { en, 'zh-CN': zh }, { en: 'choose the file again', 'zh-CN': '请重新选择该文件' });
    throw new Error(JSON.stringify({ kind: 'file', message: found.message, diagnostics: [found] } satisfies Failure));
  }
}

/** The module reads UTF-8. Bytes of the older national encoding become text here, wrong ones U+FFFD, which it reports. */
function decoder(encoding: Encoding): (bytes: Uint8Array, last: boolean) => Uint8Array {
  if (encoding === 'utf-8') return (bytes) => bytes;
  const from = new TextDecoder(encoding);
  const to = new TextEncoder();
  return (bytes, last) => to.encode(from.decode(bytes, { stream: !last }));
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}
