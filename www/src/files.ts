// The data files that the user gave, and which table each is for.

export interface DataFile {
  id: number;
  file: File;
  /** A sheet of a workbook; null is its first, or no workbook. */
  sheet: string | null;
  /** The table it fills; null when it is not used. */
  table: string | null;
  /** The user chose the table; a change of policy keeps that choice while the table exists. */
  byHand: boolean;
}

/** What a file is called on the page. */
export function nameOf({ file, sheet }: DataFile): string {
  return sheet === null ? file.name : `${file.name} › ${sheet}`;
}

/** The table whose name the file name is, or starts with: `holdings.csv`, `holdings_2026-11-20.csv`. */
export function tableFor(name: string, tables: readonly string[]): string | null {
  const stem = name.replace(/\.[^.]*$/, '').toLowerCase();
  const fits = tables.filter((table) => stem === table.toLowerCase() || new RegExp(`^${table.toLowerCase()}[^a-z]`).test(stem));
  return fits.sort((a, b) => b.length - a.length)[0] ?? null;
}

/**
 * Gives every file its table. A table takes one file, the newest that fits; a file whose name says nothing fills the
 * customers table when no other does, since that is the one table that every policy has.
 */
export function assigned(files: readonly DataFile[], tables: readonly string[]): DataFile[] {
  const fixed = files.filter(({ byHand, table }) => byHand && (table === null || tables.includes(table)));
  const free = files.filter((file) => !fixed.includes(file));
  const taken = new Map<string, number>();
  const fit = ({ file, sheet }: DataFile) => tableFor(sheet ?? file.name, tables) ?? tableFor(file.name, tables);
  for (const data of free) {
    const table = fit(data);
    if (table !== null) taken.set(table, data.id);
  }
  for (const { id, table } of fixed) if (table !== null) taken.set(table, id);
  const nameless = free.find((data) => fit(data) === null);
  if (nameless !== undefined && !taken.has('customers')) taken.set('customers', nameless.id);
  const tableOf = new Map([...taken].map(([table, id]) => [id, table]));
  return files.map((file) => ({ ...file, table: tableOf.get(file.id) ?? null }));
}

/** Gives one file a table by hand; whoever had it before loses it. */
export function reassigned(files: readonly DataFile[], id: number, table: string | null): DataFile[] {
  return files.map((file) => {
    if (file.id === id) return { ...file, table, byHand: true };
    return table !== null && file.table === table ? { ...file, table: null } : file;
  });
}
