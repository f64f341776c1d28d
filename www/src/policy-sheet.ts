// The engine's printed policy as blocks to show: headings, paragraphs, lists and tables of its Markdown, and no more of it.

export type Span = { text: string; code: boolean };

export type Block =
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'list'; items: { spans: Span[]; depth: number }[] }
  | { kind: 'table'; head: Span[][]; rows: Span[][][] };

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  for (const piece of markdown.split(/\n{2,}|(?<=^#[^\n]*)\n/m)) blocks.push(...pieceOf(piece.split('\n').filter((line) => line.trim() !== '')));
  return blocks;
}

function pieceOf(lines: readonly string[]): Block[] {
  const [first] = lines;
  if (first === undefined) return [];
  const heading = /^(#{1,6}) (.*)$/.exec(first);
  if (heading !== null) return [{ kind: 'heading', level: heading[1]?.length ?? 1, spans: spansOf(heading[2] ?? '') }, ...pieceOf(lines.slice(1))];
  if (first.startsWith('|')) return [tableOf(lines)];
  const list = lines.findIndex((line) => /^\s*- /.test(line));
  if (list < 0) return [{ kind: 'paragraph', spans: spansOf(joined(lines)) }];
  const before: Block[] = list > 0 ? [{ kind: 'paragraph', spans: spansOf(joined(lines.slice(0, list))) }] : [];
  return [...before, listOf(lines.slice(list))];
}

function tableOf(lines: readonly string[]): Block {
  const cells = (line: string) => line.replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => spansOf(cell.replaceAll('\\|', '|').trim()));
  const [head = '', , ...rows] = lines;
  return { kind: 'table', head: cells(head), rows: rows.map(cells) };
}

function listOf(lines: readonly string[]): Block {
  const items: { text: string; depth: number }[] = [];
  for (const line of lines) {
    const item = /^(\s*)- (.*)$/.exec(line);
    const last = items[items.length - 1];
    if (item !== null) items.push({ text: item[2] ?? '', depth: Math.floor((item[1] ?? '').length / 2) });
    else if (last !== undefined) last.text = joined([last.text, line]);
  }
  return { kind: 'list', items: items.map(({ text, depth }) => ({ spans: spansOf(text), depth })) };
}

/** Lines that were broken at a width: Chinese has no blank between two characters. */
function joined(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).reduce((text, line) => (/[\u3000-\uffef]$/.test(text) || /^[\u3000-\uffef]/.test(line) ? text + line : `${text} ${line}`));
}

function spansOf(text: string): Span[] {
  return text
    .split(/(`[^`]*`)/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('`') && part.endsWith('`') && part.length > 1 ? { text: part.slice(1, -1), code: true } : { text: part.replaceAll('**', ''), code: false }));
}
