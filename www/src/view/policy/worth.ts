// Figures of an assessment as text. They are floating point where they come from, and are only shortened here.
import type { Share } from '../../worker/policy/worth';

const NONE = '—';

export function shareText({ value }: Share): string {
  return value === null ? NONE : `${(100 * value).toFixed(1)}%`;
}

export function shareInterval({ low, high }: Share): string {
  return low === null || high === null ? NONE : `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}%`;
}

export function figure(value: number | null): string {
  return value === null ? NONE : value.toFixed(3);
}

export function interval(low: number | null, high: number | null, places = 3): string {
  return low === null || high === null ? NONE : `${low.toFixed(places)}–${high.toFixed(places)}`;
}

/** Lift is precision over the rate of all: so is its interval, the rate taken as it is. */
export function liftInterval(precision: Share, rate: Share): string {
  if (rate.value === null || rate.value === 0 || precision.low === null || precision.high === null) return NONE;
  return interval(precision.low / rate.value, precision.high / rate.value, 2);
}
