// What a workbook says about its sheets: their names and files, the shared texts, which styles are days.
import type { Source } from '../messages';
import { bomb } from './gzip';
import { damaged, unpacked, type Entry } from './zip';
import { whole, type Handlers } from './xml';

export interface Sheet {
  name: string;
  path: string;
}

export interface Book {
  sheets: Sheet[];
  from1904: boolean;
}

type Entries = ReadonlyMap<string, Entry>;

/** The shared texts are in memory whole. No sheet of a million rows needs more. */
const TEXTS = 256 << 20;

const none: Handlers = { open: () => undefined, text: () => undefined, close: () => undefined };

export async function bookOf(source: Source, entries: Entries): Promise<Book> {
  const book = entries.get('xl/workbook.xml');
  const links = entries.get('xl/_rels/workbook.xml.rels');
  if (book === undefined || links === undefined) throw damaged(source.name);
  const paths = new Map<string, string>();
  const named: { name: string; link: string }[] = [];
  let from1904 = false;
  await whole(unpacked(source, links), source.name, { ...none, open: (name, attributes) => {
    if (name === 'Relationship') paths.set(attributes()['Id'] ?? '', pathOf(attributes()['Target'] ?? ''));
  } });
  await whole(unpacked(source, book), source.name, { ...none, open: (name, attributes) => {
    if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes()['date1904'] ?? '');
    if (name === 'sheet') named.push({ name: attributes()['name'] ?? '', link: attributes()['r:id'] ?? '' });
  } });
  return { from1904, sheets: named.map(({ name, link }) => ({ name, path: paths.get(link) ?? '' })) };
}

function pathOf(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

export async function sharedStrings(source: Source, entries: Entries): Promise<string[]> {
  const entry = entries.get('xl/sharedStrings.xml');
  const texts: string[] = [];
  if (entry === undefined) return texts;
  let text = '';
  let size = 0;
  let taking = false;
  /** A reading aid for people stands beside the text, not in it. */
  let aside = false;
  await whole(unpacked(source, entry), source.name, {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') aside = true;
      if (name === 't') taking = !aside;
    },
    text: (part) => {
      if (!taking) return;
      text += part;
      size += part.length;
      if (size > TEXTS) throw bomb(source.name);
    },
    close: (name) => {
      if (name === 't') taking = false;
      if (name === 'rPh') aside = false;
      if (name === 'si') texts.push(text);
    },
  });
  return texts;
}

/** Indexes of the cell styles that show a number as a day. */
export async function dayStyles(source: Source, entries: Entries): Promise<Set<number>> {
  const entry = entries.get('xl/styles.xml');
  const days = new Set<number>();
  if (entry === undefined) return days;
  const formats = new Map<number, string>();
  let within = false;
  let at = 0;
  await whole(unpacked(source, entry), source.name, { ...none,
    open: (name, attributes) => {
      if (name === 'numFmt') formats.set(Number(attributes()['numFmtId']), attributes()['formatCode'] ?? '');
      if (name === 'cellXfs') within = true;
      if (name !== 'xf' || !within) return;
      const id = Number(attributes()['numFmtId'] ?? 0);
      if (isDay(id, formats.get(id))) days.add(at);
      at += 1;
    },
    close: (name) => {
      if (name === 'cellXfs') within = false;
    },
  });
  return days;
}

/** The built-in formats of days and times, or a format that names years, months or days outside quotes and colours. */
function isDay(id: number, format: string | undefined): boolean {
  if (format === undefined) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  return /[ymdhs]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
}

/** `AB12` is column 27. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const char of reference) {
    const letter = char.charCodeAt(0) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}

/** A day count of a spreadsheet as an ISO day, with the time when there is one. The 29th of February 1900 is a gap there. */
export function isoOf(serial: number, from1904: boolean): string {
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const at = new Date(Math.round((days - 25_569) * 86_400) * 1000);
  if (Number.isNaN(at.getTime())) return String(serial);
  const iso = at.toISOString();
  return Number.isInteger(serial) ? iso.slice(0, 10) : iso.slice(0, 19);
}

/** A spreadsheet stores doubles with up to 17 digits; the shortest text of the same double is what people typed. */
export function numberText(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const short = String(value);
  const [, sign = '', whole = '', fraction = '', power] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(short) ?? [];
  if (power === undefined) return short;
  const digits = whole + fraction;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length ? `${sign}${digits.padEnd(point, '0')}` : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
