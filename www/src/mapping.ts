// Column mappings as the page keeps them: by table, so that tomorrow's file of the same kind needs no new one.
import type { SchemaTable } from './engine/types';
import type { Mapping } from './worker/messages';

export type Mappings = Readonly<Record<string, Mapping>>;

const VERSION = 1;

export function mappingText(mappings: Mappings): string {
  return `${JSON.stringify({ appraise_mapping: VERSION, tables: mappings }, null, 2)}\n`;
}

/** Null when the text is no mapping. */
export function mappingsIn(text: string): Mappings | null {
  try {
    const found = JSON.parse(text) as { appraise_mapping?: unknown; tables?: unknown };
    if (found.appraise_mapping !== VERSION || typeof found.tables !== 'object' || found.tables === null) return null;
    const tables = Object.entries(found.tables).map(([table, mapping]) => [table, texts(mapping)] as const);
    return Object.fromEntries(tables);
  } catch {
    return null;
  }
}

function texts(mapping: unknown): Mapping {
  if (typeof mapping !== 'object' || mapping === null) return {};
  return Object.fromEntries(Object.entries(mapping).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** Columns whose name is the label of a field that the file has under no other name. A proposal, for a person to confirm. */
export function proposed(table: SchemaTable, columns: readonly string[]): Mapping {
  const plain = (text: string) => text.trim().toLowerCase();
  const there = new Set(columns);
  const pairs = table.fields.flatMap(({ from, name, label }) => {
    if (there.has(from)) return [];
    const names = [name, label?.en, label?.['zh-CN']].flatMap((text) => (text ? [plain(text)] : []));
    const column = columns.find((candidate) => names.includes(plain(candidate)));
    return column === undefined ? [] : [[column, from] as const];
  });
  return Object.fromEntries(pairs);
}

/** One field now takes one column, or none. */
export function mapped(mapping: Mapping, from: string, column: string | null): Mapping {
  const rest = Object.entries(mapping).filter(([name, to]) => to !== from && name !== column);
  return Object.fromEntries(column === null || column === from ? rest : [...rest, [column, from]]);
}
