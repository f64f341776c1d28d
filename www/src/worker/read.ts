// Feeds a file to the module in pieces. Which bytes make a record, a cell or a fault is the module's to say.
import type { Dataset } from 'appraise';
import type { Encoding, Source } from './messages';
import { piecesOf } from './source/source';
import type { Task } from './task';

/** Returns how many bytes of text the module was given. */
export async function readTable(dataset: Dataset, source: Source, encoding: Encoding, task: Task): Promise<void> {
  const total = source.blob.size;
  let rest: Uint8Array = new Uint8Array(0);
  task.report({ stage: 'reading', table: source.table, read: 0, total });
  for await (const { bytes, read } of piecesOf(source, encoding)) {
    task.stillWanted();
    const text = joined(rest, bytes);
    rest = text.slice(dataset.read(source.table, text, false));
    task.report({ stage: 'reading', table: source.table, read, total });
  }
  dataset.read(source.table, rest, true);
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}
