// What rules and scores of a policy have been worth, by a column of the customers that says what came true. The figures are the
// module's; a policy that is asked reads more fields than the run in force, and so the files are read again.
import type { Diagnostic, Label } from '../../engine/types';

/** What is asked of the customers; label and time are expressions of the policy language. */
export interface WorthAsk {
  label: string;
  time: string | null;
  by: 'month' | 'quarter' | 'year';
}

/** A share with its interval of 95 %; null of nothing. */
export interface Share {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** How well numbers order customers by the label. */
export interface Ranking {
  known: number;
  unknown: number;
  auc: number | null;
  low: number | null;
  high: number | null;
  gini: number | null;
  ks: number | null;
  /** Why a figure is absent. */
  reason: 'no_rows' | 'one_class' | 'too_few' | null;
}

interface Item {
  id: string;
  label: Label | null;
}

export interface RuleWorth extends Item {
  kind: 'alert' | 'tag';
  fired: number;
  hits: number;
  unknown: number;
  unknown_positives: number;
  precision: Share;
  recall: Share;
  lift: number | null;
}

export interface ScoreWorth extends Item {
  ranking: Ranking;
  average_precision: number | null;
  dimensions: (Item & { ranking: Ranking })[];
}

export interface PartWorth {
  rows: number;
  positives: number;
  rate: Share;
  scores: ScoreWorth[];
  rules: RuleWorth[];
}

export interface PeriodWorth {
  id: string;
  rows: number;
  positives: number;
  rate: Share;
  scores: { id: string; ranking: Ranking; psi: number | null }[];
}

export interface Assessment {
  label: string;
  rows: number;
  unlabelled: number;
  /** The first is over all labelled customers. */
  parts: PartWorth[];
  periods: PeriodWorth[];
  /** What the reader has to know: labels that are missing, fields that may know the label, too few customers. */
  findings: Diagnostic[];
}
