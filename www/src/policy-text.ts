// Edits of a policy's texts: pieces are cut out and others put in, and nothing else changes, comments least of all.
import type { PolicyFile } from './engine/types';
import type { Extent, Line, Lines, Slot, Spot, Style } from './worker/policy/types';

/** A piece of a text that is replaced by another. */
export interface Cut extends Extent {
  text: string;
}

export function withCut(files: readonly PolicyFile[], { file, from, to, text }: Cut): PolicyFile[] {
  return files.map((part, at) => (at === file ? { ...part, text: part.text.slice(0, from) + text + part.text.slice(to) } : part));
}

/** Where a place is after some cuts that were made since it was read. A piece that was replaced keeps its beginning. */
export function moved<T extends Extent>(place: T, cuts: readonly Cut[]): T {
  return cuts.reduce((now, cut) => {
    if (cut.file !== now.file) return now;
    const by = cut.text.length - (cut.to - cut.from);
    const same = now.from === cut.from && now.to === cut.to;
    const shift = (at: number) => (at > cut.from || (at === cut.from && at === cut.to) ? at + by : at);
    const from = same ? now.from : shift(now.from);
    return { ...now, from, to: same ? now.to + by : now.to >= cut.to ? now.to + by : now.to };
  }, place);
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const WORD = /^[A-Za-z_][\w.-]*$/;
/** Words that one reader of YAML or another takes for something else than a text. */
const SWITCH = /^(?:y|n|yes|no|true|false|on|off|null)$/i;

/** A value as it is written in place of another. What was plain stays plain where that means the same. */
export function written(text: string, style: Style, before = ''): string {
  if (style === 'csv') return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  if (style !== 'plain') return JSON.stringify(text);
  const truth = /^(?:true|false)$/;
  if (NUMBER.test(text) || (truth.test(text) && truth.test(before))) return text;
  return WORD.test(text) && !SWITCH.test(text) ? text : isDay(text) ? text : JSON.stringify(text);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

export function replaced(spot: Spot, text: string): Cut {
  return { file: spot.file, from: spot.from, to: spot.to, text: written(text, spot.style, spot.text) };
}

/** One more line behind the line at `after`; a copy of it unless cells are given. */
export function lineAdded(lines: Lines, after: number, text: string, cells: readonly string[]): Cut | null {
  const line = lines.lines[after];
  if (line === undefined) return null;
  const { file } = line.item;
  if (lines.kind === 'csv') return { file, from: line.item.to, to: line.item.to, text: `\n${cells.map((cell) => written(cell, 'csv')).join(',')}` };
  const made = `[${line.cells.map((spot, at) => writtenInside(cells[at] ?? '', spot)).join(', ')}]`;
  if (lines.kind === 'flow') return { file, from: line.item.to, to: line.item.to, text: `, ${made}` };
  const end = lineEnd(text, line.item.to);
  return { file, from: end, to: end, text: `\n${margin(text, line.item.from)}- ${made}` };
}

/** The line at `at` taken out; null for the last one, without which the list would mean something else. */
export function lineRemoved(lines: Lines, at: number, text: string): Cut | null {
  const line = lines.lines[at];
  if (line === undefined || lines.lines.length < 2) return null;
  const { file, from, to } = line.item;
  if (lines.kind === 'flow') return flowRemoved(lines, at);
  if (lines.kind === 'csv') return { file, from: Math.max(0, lineStart(text, from) - 1), to: lineEnd(text, to), text: '' };
  return { file, from: Math.max(0, lineStart(text, from) - 1), to: lineEnd(text, to), text: '' };
}

function flowRemoved({ lines }: Lines, at: number): Cut | null {
  const [before, line, after] = [lines[at - 1], lines[at], lines[at + 1]] as (Line | undefined)[];
  if (line === undefined) return null;
  if (after !== undefined) return { file: line.item.file, from: line.item.from, to: after.item.from, text: '' };
  return before === undefined ? null : { file: line.item.file, from: before.item.to, to: line.item.to, text: '' };
}

function writtenInside(text: string, like: Spot): string {
  return like.style === 'quoted' ? JSON.stringify(text) : written(text, 'plain', like.text);
}

/** One more entry at the end of a mapping, or one more item of a list; `entry` is in one line. */
export function entryAdded(slot: Slot, entry: string, text: string, item = false): Cut {
  if (slot.kind === 'flow') return { file: slot.file, from: slot.to - 1, to: slot.to - 1, text: `${slot.empty ? '' : ', '}${entry}` };
  const end = lineEnd(text, slot.to);
  return { file: slot.file, from: end, to: end, text: `\n${' '.repeat(slot.indent)}${item ? '- ' : ''}${entry}` };
}

/** A section with its first entry at the end of a text that has none. */
export function sectionAdded(file: number, text: string, name: string, entry: string): Cut {
  const gap = text.endsWith('\n') ? '\n' : '\n\n';
  return { file, from: text.length, to: text.length, text: `${gap}${name}:\n  ${entry}\n` };
}

/** Values and their names as a mapping in brackets. */
export function flowMap(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, value]) => `${WORD.test(name) || /^zh-CN$/.test(name) ? name : JSON.stringify(name)}: ${value}`).join(', ')}}`;
}

/** A text as a value that no reader takes for anything else. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** What stands before the dash of an item. */
function margin(text: string, at: number): string {
  return text.slice(lineStart(text, at), text.lastIndexOf('-', at));
}

/** Two lines that follow each other in each other's place; what stands between them stays there. */
export function lineSwapped(lines: Lines, at: number, text: string): [Cut | null, Cut | null] {
  const [first, second] = [lines.lines[at], lines.lines[at + 1]];
  if (first === undefined || second === undefined) return [null, null];
  const of = ({ item }: Line) => text.slice(item.from, item.to);
  // The later one first: the earlier one stays where it is.
  return [{ ...second.item, text: of(first) }, { ...first.item, text: of(second) }];
}
