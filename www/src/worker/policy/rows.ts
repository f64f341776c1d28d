// A file of rows with the place of every cell.
import type { Line, Lines, Spot } from './types';

/** The lines of a CSV text, the first among them. A quoted cell may hold commas, quotes and ends of lines. */
export function csvLines(text: string, file: number): Lines {
  const lines: Line[] = [];
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const from = at;
    const cells: Spot[] = [];
    for (let more = true; more; ) {
      const cell = cellAt(text, at, file);
      cells.push(cell);
      more = text[cell.to] === ',';
      at = more ? cell.to + 1 : cell.to;
    }
    if (cells.length > 1 || cells[0]?.text !== '') lines.push({ item: { file, from, to: at }, cells });
    while (text[at] === '\r' || text[at] === '\n') at += 1;
  }
  return { list: { file, from: 0, to: text.length }, kind: 'csv', lines };
}

function cellAt(text: string, from: number, file: number): Spot {
  if (text[from] !== '"') {
    const length = text.slice(from).search(/[,\r\n]/);
    const to = length < 0 ? text.length : from + length;
    return { file, from, to, text: text.slice(from, to), style: 'csv' };
  }
  let to = from + 1;
  while (to < text.length && (text[to] !== '"' || text[to + 1] === '"')) to += text[to] === '"' ? 2 : 1;
  return { file, from, to: to + 1, text: text.slice(from + 1, to).replaceAll('""', '"'), style: 'csv' };
}
