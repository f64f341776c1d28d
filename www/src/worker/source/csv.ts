// CSV as it is written and as its first record is read. Records of data are the module's to read.

const encoder = new TextEncoder();

/** One record. A cell is text as the file had it; null is empty. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? '' : quoted(cell))).join(',')}\n`;
}

export function csvBytes(lines: readonly string[]): Uint8Array {
  return encoder.encode(lines.join(''));
}

function quoted(cell: string): string {
  return cell === '' || /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Where the first record ends: after its line break, outside quotes. -1 when the text ends before. */
export function recordEnd(text: string, from = 0): number {
  let inside = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') inside = !inside;
    else if (char === '\n' && !inside) return at + 1;
  }
  return -1;
}

/** The separator that a first record has most of. */
export function separatorOf(record: string): string {
  const bare = record.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((char): [string, number] => [char, bare.split(char).length]);
  return counts.sort(([, a], [, b]) => b - a)[0]?.[0] ?? ',';
}

export function cellsOf(record: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let inside = false;
  const text = record.replace(/\r?\n$/, '');
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '"' && inside && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') inside = !inside;
    else if (char === separator && !inside) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  return [...cells, cell];
}
