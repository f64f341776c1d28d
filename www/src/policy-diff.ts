// Two texts line by line: what stayed, what went, what came. The shortest script of edits (Myers), as every diff has it.

export interface DiffLine {
  kind: 'same' | 'old' | 'new';
  text: string;
  /** Line numbers from 1; 0 where the side has none. */
  old: number;
  new: number;
}

/** A run of lines that are shown together; what lies between two runs is the same. */
export interface Hunk {
  lines: DiffLine[];
}

const CONTEXT = 2;
/** Beyond so many edits the two are different texts, and shown as such. */
const MOST_EDITS = 2000;

export function diffOf(before: string, after: string): Hunk[] {
  return hunksOf(linesOf(before.split(/\r?\n/), after.split(/\r?\n/)));
}

function linesOf(a: readonly string[], b: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const same = (at: number, shift: number): DiffLine => ({ kind: 'same', text: a[at] ?? '', old: at + 1, new: at + 1 + shift });
  const middle = scripted(a.slice(head, a.length - tail), b.slice(head, b.length - tail)).map((line) => ({ ...line, old: line.old && line.old + head, new: line.new && line.new + head }));
  return [...Array.from({ length: head }, (_, at) => same(at, 0)), ...middle, ...Array.from({ length: tail }, (_, at) => same(a.length - tail + at, b.length - a.length))];
}

function scripted(a: readonly string[], b: readonly string[]): DiffLine[] {
  const trace: Map<number, number>[] = [];
  const furthest = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= Math.min(MOST_EDITS, a.length + b.length); edits += 1) {
    trace.push(new Map(furthest));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (furthest.get(k - 1) ?? 0) < (furthest.get(k + 1) ?? 0));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walked(a, b, trace);
    }
  }
  return [...a.map((text, at): DiffLine => ({ kind: 'old', text, old: at + 1, new: 0 })), ...b.map((text, at): DiffLine => ({ kind: 'new', text, old: 0, new: at + 1 }))];
}

/** The way back from the end of both texts to their beginning. */
function walked(a: readonly string[], b: readonly string[], trace: readonly Map<number, number>[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const furthest = trace[edits] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -edits || (k !== edits && (furthest.get(k - 1) ?? 0) < (furthest.get(k + 1) ?? 0));
    const from = down ? k + 1 : k - 1;
    const [px, py] = [furthest.get(from) ?? 0, (furthest.get(from) ?? 0) - from];
    while (x > px && y > py && x > 0 && y > 0) lines.push({ kind: 'same', text: a[x - 1] ?? '', old: x--, new: y-- });
    if (edits === 0) break;
    lines.push(down ? { kind: 'new', text: b[y - 1] ?? '', old: 0, new: y } : { kind: 'old', text: a[x - 1] ?? '', old: x, new: 0 });
    [x, y] = [px, py];
  }
  return lines.reverse();
}

function hunksOf(lines: readonly DiffLine[]): Hunk[] {
  const hunks: Hunk[] = [];
  let last = -Infinity;
  lines.forEach((line, at) => {
    if (line.kind === 'same') return;
    if (at - last > 2 * CONTEXT + 1 || hunks.length === 0) hunks.push({ lines: lines.slice(Math.max(0, at - CONTEXT), at) });
    else hunks[hunks.length - 1]?.lines.push(...lines.slice(last + 1, at));
    hunks[hunks.length - 1]?.lines.push(line);
    last = at;
    const next = lines.findIndex((later, index) => index > at && later.kind !== 'same');
    if (next < 0 || next - at > 2 * CONTEXT + 1) {
      hunks[hunks.length - 1]?.lines.push(...lines.slice(at + 1, at + 1 + CONTEXT));
      last = at + CONTEXT;
    }
  });
  return hunks;
}
