// The steps of a waterfall: where each contribution starts and ends. The positions are for drawing; the sum is exact.
import type { ExplainedIndicator, ExplainedScorecard } from './engine/types';
import { approximate, compareDecimals, decimalSum } from './format';

export interface Step {
  indicator: ExplainedIndicator;
  from: number;
  to: number;
}

export interface Group {
  id: string;
  label: string;
  weight: string;
  points: string | null;
  contribution: string;
  assessable: boolean;
  from: number;
  to: number;
  steps: Step[];
}

export interface Steps {
  groups: Group[];
  range: { contribution: string; from: number; to: number } | null;
  low: number;
  high: number;
  /** The exact sum of everything that is shown; null when there is no score. */
  sum: string | null;
  /** Whether that sum is the score, compared as decimals. */
  equal: boolean;
}

export function stepsOf(card: ExplainedScorecard): Steps {
  let at = 0;
  const groups = card.dimensions.map((dimension) => {
    const from = at;
    const steps = dimension.indicators.map((indicator) => {
      const start = at;
      at += card.score === null ? 0 : approximate(indicator.contribution);
      return { indicator, from: start, to: at };
    });
    const { id, label, weight, points, contribution, assessable } = dimension;
    return { id, label, weight, points, contribution, assessable, from, to: at, steps };
  });
  const clamp = compareDecimals(card.range, '0') === 0 ? null : card.range;
  const range = clamp === null ? null : { contribution: clamp, from: at, to: at + approximate(clamp) };
  const ends = [0, at, range?.to ?? at, ...groups.flatMap((group) => group.steps.map((step) => step.to))];
  const sum = card.score === null ? null : sumOf(card, clamp);
  return { groups, range, low: Math.min(...ends), high: Math.max(...ends), sum, equal: sum !== null && card.score !== null && compareDecimals(sum, card.score) === 0 };
}

function sumOf(card: ExplainedScorecard, clamp: string | null): string | null {
  const terms = card.dimensions.flatMap((dimension) => dimension.indicators.map((indicator) => indicator.contribution));
  return decimalSum(clamp === null ? terms : [...terms, clamp]);
}
