// What may be written at a place of a policy's text: keys and members from the published schema. Names come from the policy.
import shapes, { type Shape } from 'virtual:appraise-keys';

/** Where the cursor is: the keys above it, and the key whose value is being written, if it is a value. */
export interface Spot {
  path: readonly string[];
  value: string | null;
}

export function keysAt(path: readonly string[]): string[] {
  const found = path.reduce<Shape[]>((now, key) => now.flatMap((shape) => under(shape, key)), resolved({ ref: 'Part' }));
  return [...new Set(found.flatMap((shape) => Object.keys(shape.keys ?? {})))].sort();
}

export function valuesAt(path: readonly string[], key: string): string[] {
  const found = [...path, key].reduce<Shape[]>((now, name) => now.flatMap((shape) => under(shape, name)), resolved({ ref: 'Part' }));
  return [...new Set(found.flatMap((shape) => shape.values ?? []).map(String))];
}

function under(shape: Shape, key: string): Shape[] {
  const child = shape.keys?.[key] ?? shape.each;
  return child === undefined ? [] : resolved(child);
}

/** The shapes that one can be, lists seen through: where items begin is the text's to say. */
function resolved(shape: Shape, depth = 0): Shape[] {
  if (depth > 12) return [];
  const named = shape.ref === undefined ? [] : resolved(shapes[shape.ref] ?? {}, depth + 1);
  const any = (shape.any ?? []).flatMap((one) => resolved(one, depth + 1));
  const items = shape.item === undefined ? [] : resolved(shape.item, depth + 1);
  return [shape, ...named, ...any, ...items];
}

const KEY = /^(\s*)(?:- )?\s*("[^"]*"|[\w.-]+|zh-CN)\s*:(?:\s|$)/;

/**
 * The place of an offset, told by indentation and brackets alone: the line that is being written is hardly ever a whole
 * document, and a tree of it would say little.
 */
export function spotAt(text: string, at: number): Spot {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(start, at);
  const flow = flowAt(text, at);
  const outer = flow ?? { from: start, keys: [], value: valueIn(line) };
  const outerStart = text.lastIndexOf('\n', outer.from - 1) + 1;
  const head = text.slice(outerStart, outer.from);
  const own = flow === null ? null : KEY.exec(head)?.[2];
  const column = contentColumn(flow === null ? line : head);
  const above = blockPath(text, outerStart, column);
  return { path: [...above, ...(own ? [bare(own)] : []), ...outer.keys], value: outer.value };
}

/** The brackets that are open at an offset, looked for within the last lines: the outermost one, and the keys inside. */
function flowAt(text: string, at: number): { from: number; keys: string[]; value: string | null } | null {
  const open: { from: number; key: string | null; map: boolean }[] = [];
  let key: string | null = null;
  const from = Math.max(0, at - 4000);
  for (let i = text.lastIndexOf('\n', from) + 1; i < at; i += 1) {
    const char = text[i] ?? '';
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, i + 1);
      if (end < 0 || end >= at) break;
      i = end;
    } else if (char === '#' && /\s/.test(text[i - 1] ?? '\n')) i = Math.min(at, lineEnd(text, i));
    else if (char === '{' || char === '[') {
      open.push({ from: i, key, map: char === '{' });
      key = null;
    } else if (char === '}' || char === ']') key = open.pop()?.key ?? null;
    else if (char === ',') key = null;
    else if (char === ':' && open.length > 0 && /[\s]/.test(text[i + 1] ?? ' ')) key = bare(/("[^"]*"|[\w.-]+)\s*$/.exec(text.slice(0, i))?.[1] ?? '');
  }
  const [first, ...inner] = open;
  if (first === undefined) return null;
  return { from: first.from, keys: inner.flatMap((bracket) => (bracket.key === null ? [] : [bracket.key])), value: open[open.length - 1]?.map === false ? (open[open.length - 1]?.key ?? '') : key };
}

function blockPath(text: string, end: number, column: number): string[] {
  const path: string[] = [];
  let least = column;
  for (let stop = end; stop > 0 && least > 0; ) {
    const start = text.lastIndexOf('\n', stop - 2) + 1;
    const line = text.slice(start, stop);
    const indent = line.search(/\S/);
    const key = KEY.exec(line);
    if (indent >= 0 && indent < least && !/^\s*#/.test(line)) {
      // In an item of a list the key stands behind the dash, on the column of its siblings.
      const place = key === null ? indent : contentColumn(line);
      if (key !== null && place < least) path.unshift(bare(key[2] ?? ''));
      least = Math.min(least, indent);
    }
    stop = start;
  }
  return path;
}

/** The column at which a line's own content begins, behind the dash of an item. */
function contentColumn(line: string): number {
  return /^\s*(?:- )?/.exec(line)?.[0].length ?? 0;
}

function valueIn(line: string): string | null {
  const key = KEY.exec(line);
  return key === null ? null : bare(key[2] ?? '');
}

function bare(key: string): string {
  return key.replace(/^"|"$/g, '');
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
