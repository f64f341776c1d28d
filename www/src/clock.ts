// The time of day, for two things only: how long a task still has, and when a journal entry was made. No score, rule or
// date of the engine ever sees it. On another day than the as-of date, the clock stands at that day's beginning.

export interface Now {
  /** With the offset of the bank's zone, as the module writes instants. */
  instant: string;
  /** Whether it is this computer's clock. */
  running: boolean;
}

/** The offset that the module's instants carry, such as `+08:00`. */
export function offsetIn(instant: string | null): string {
  return /(?:Z|[+-]\d{2}:\d{2})$/.exec(instant ?? '')?.[0] ?? 'Z';
}

export function nowFor(asOf: string, offset: string, clock: number): Now {
  const there = new Date(clock + minutesOf(offset) * 60_000).toISOString();
  const running = there.slice(0, 10) === asOf.slice(0, 10);
  return { running, instant: running ? `${there.slice(0, 19)}${offset}` : `${asOf.slice(0, 10)}T00:00:00${offset}` };
}

/** Minutes from now until an instant; negative when it is past. */
export function minutesUntil(now: Now, instant: string): number {
  return Math.round((Date.parse(instant) - Date.parse(now.instant)) / 60_000);
}

/** Whole days from one ISO day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86_400_000);
}

/** The ISO day so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function minutesOf(offset: string): number {
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(offset);
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (60 * Number(match[2]) + Number(match[3]));
}
