// XML as it streams in: elements open, carry text and close. Names lose their prefix; no entity beyond XML's own is known.
import { Parser } from 'saxen';
import { damaged } from './zip';
import type { Pieces } from './source';

export interface Handlers {
  open(name: string, attributes: () => Record<string, string>): void;
  text(text: string): void;
  close(name: string): void;
}

/** A cell holds 32,767 characters at most: text that goes on for longer is none, and would be searched again and again. */
const SILENCE = 1 << 20;

/** Feeds the handlers; after each piece says how far the file is read. */
export async function* parsed(pieces: Pieces, file: string, handlers: Handlers): AsyncGenerator<number, void, void> {
  const parser = new Parser();
  const decoder = new TextDecoder();
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  let failed = false;
  let silent = 0;
  parser.on('openTag', (name, attributes, decode) => {
    silent = 0;
    handlers.open(local(name), () => decoded(attributes(), decode));
  });
  parser.on('closeTag', (name) => handlers.close(local(name)));
  parser.on('text', (text, decode) => handlers.text(decode(text)));
  parser.on('cdata', (text) => handlers.text(text));
  parser.on('error', () => (failed = true));
  for await (const { bytes, read } of pieces) {
    silent += bytes.length;
    parser.write(decoder.decode(bytes, { stream: true }));
    if (failed || silent > SILENCE) throw damaged(file);
    yield read;
  }
  parser.write(decoder.decode()).end();
  if (failed) throw damaged(file);
}

/** A small document at once. */
export async function whole(pieces: Pieces, file: string, handlers: Handlers): Promise<void> {
  for await (const _read of parsed(pieces, file, handlers)) continue;
}

function decoded(attributes: Record<string, string>, decode: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, decode(value)]));
}
