// Numbers as text. Decimals come as text and stay text: they are never turned into floating point, so that what is shown
// is what the module said. Rounding here shortens what is shown; the exact value stays within reach of the reader.

interface Scaled {
  units: bigint;
  scale: number;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

export type MoneyUnit = 'yuan' | 'wan' | 'yi';

/** By how many places a money unit moves the point. */
const SHIFT: Record<MoneyUnit, number> = { yuan: 0, wan: 4, yi: 8 };

/** The exact sum of decimal texts, at the largest scale among them. Null when one is not a decimal. */
export function decimalSum(texts: readonly string[]): string | null {
  const terms = texts.map(scaled);
  if (!terms.every((term) => term !== null)) return null;
  const scale = Math.max(0, ...terms.map((term) => term.scale));
  return written({ units: terms.reduce((sum, term) => sum + raised(term, scale), 0n), scale });
}

/** The exact difference of two decimal texts, with its sign; null when one is no decimal. */
export function decimalDifference(a: string, b: string): string | null {
  const difference = decimalSum([a, b.startsWith('-') ? b.slice(1) : `-${b}`]);
  return difference === null || difference.startsWith('-') || compareDecimals(difference, '0') === 0 ? difference : `+${difference}`;
}

/** Below, equal or above zero: how two decimal texts compare in value. */
export function compareDecimals(a: string, b: string): number {
  const [left, right] = [scaled(a), scaled(b)];
  if (left === null || right === null) return NaN;
  const scale = Math.max(left.scale, right.scale);
  const difference = raised(left, scale) - raised(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A decimal text to so many places, half away from zero, with thousands separated. Other text is returned as it is. */
export function fixed(text: string, places: number): string {
  const value = scaled(text);
  return value === null ? text : grouped(written(rounded(value, places)));
}

/** A decimal text with thousands separated and every place kept. */
export function exact(text: string): string {
  return scaled(text) === null ? text : grouped(text);
}

/** Text in which long whole numbers stand, such as a bin's bounds, with thousands separated. */
export function readable(text: string): string {
  return text.replace(/(?<!\w|\d\.)\d{5,}(?!\w)/g, grouped);
}

export function count(value: number): string {
  return grouped(String(value));
}

/** A part of a whole in percent to one place. Counts are whole numbers far below 2^53. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '—' : `${((100 * part) / whole).toFixed(1)}%`;
}

/** A share such as `0.5263` in percent to one place. */
export function percent(text: string): string {
  const value = scaled(text);
  return value === null ? text : `${grouped(written(rounded({ units: value.units * 100n, scale: value.scale }, 1)))}%`;
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** One unit for a whole column: the largest in which its largest amount is at least one. */
export function moneyUnit(amounts: readonly string[]): MoneyUnit {
  const digits = amounts.map((text) => scaled(text)).filter((value) => value !== null);
  const largest = Math.max(0, ...digits.map(({ units, scale }) => String(units < 0n ? -units : units).length - scale));
  return largest > 8 ? 'yi' : largest > 4 ? 'wan' : 'yuan';
}

/** An amount in a unit, to two places. What is not zero never reads as zero. */
export function inUnit(text: string, unit: MoneyUnit): string {
  const value = scaled(text);
  if (value === null) return text;
  const moved = rounded({ units: value.units, scale: value.scale + SHIFT[unit] }, 2);
  if (moved.units === 0n && value.units !== 0n) return value.units < 0n ? '> -0.01' : '< 0.01';
  return grouped(written(moved));
}

/** For geometry only: a decimal text as a floating-point number. */
export function approximate(text: string | null): number {
  const value = Number(text);
  return text === null || !Number.isFinite(value) ? 0 : value;
}

/** The first characters of a hash, enough to compare by eye. */
export function shortHash(hash: string): string {
  const plain = hash.replace(/^sha256[:-]/, '');
  return plain.length > 12 ? plain.slice(0, 12) : plain;
}

function scaled(text: string): Scaled | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

function raised({ units, scale }: Scaled, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

function rounded(value: Scaled, places: number): Scaled {
  if (value.scale <= places) return { units: raised(value, places), scale: places };
  const step = 10n ** BigInt(value.scale - places);
  const size = value.units < 0n ? -value.units : value.units;
  const units = (size + step / 2n) / step;
  return { units: value.units < 0n ? -units : units, scale: places };
}

function written({ units, scale }: Scaled): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const split = digits.length - scale;
  return `${units < 0n ? '-' : ''}${digits.slice(0, split)}${scale > 0 ? `.${digits.slice(split)}` : ''}`;
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}
