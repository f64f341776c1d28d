// Amounts of money as whole numbers of their smallest unit, for sums over many rows.

/** Two places: every amount of money is read as such by the module, or is a fault there. */
const SCALE = 2;

/** Null when the text is no amount. */
export function unitsOf(text: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) return null;
  const units = BigInt((match[2] ?? '') + (match[3] ?? '').padEnd(SCALE, '0'));
  return match[1] === '-' ? -units : units;
}

export function textOfUnits(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(SCALE + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}
