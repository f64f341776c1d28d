// Keeps a text out that has more columns than any table: told from the bytes of its first record, before anything is made of
// them. What a separator is and which record is a good one stays the module's to say.
import type { Pieces } from './source';
import { COLUMNS, tooWide } from './text';

const [QUOTE, LINE_BREAK] = [0x22, 0x0a];
/** `,`, `;`, tab and `|`, of which a file uses one. */
const SEPARATORS = [0x2c, 0x3b, 0x09, 0x7c];
/** A first record that is longer than so many bytes is no row of names. */
const LENGTH = 8 << 20;

/** The pieces as they are; throws where the first record is too wide. */
export async function* narrow(name: string, pieces: Pieces): Pieces {
  const counts = new Map(SEPARATORS.map((separator) => [separator, 0]));
  let [inside, open, length] = [false, true, 0];
  for await (const piece of pieces) {
    for (let at = 0; open && at < piece.bytes.length; at += 1) {
      const byte = piece.bytes[at] ?? 0;
      if (byte === QUOTE) inside = !inside;
      else if (inside) continue;
      else if (byte === LINE_BREAK) open = false;
      else if (counts.has(byte)) counts.set(byte, (counts.get(byte) ?? 0) + 1);
    }
    length += piece.bytes.length;
    if (Math.max(...counts.values()) >= COLUMNS || (open && length > LENGTH)) throw tooWide(name);
    yield piece;
  }
}
