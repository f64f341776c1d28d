// Which of a policy's reports stand on the branch's page and what their measures are, by the names that policies give them.
// A report that is not named here stands under the reports as it is.

export const changeReports = ['aum_change_branch', 'aum_change_manager', 'aum_change_tier'] as const;

export const migrationReport = 'migration';

export interface ShareReport {
  report: string;
  shares: readonly string[];
  money: readonly string[];
  /** Whether the smallest share and the spread between the groups are asked for. */
  floor: boolean;
}

export const shareReports: readonly ShareReport[] = [
  { report: 'bands', shares: ['churned', 'kept'], money: ['aum_then', 'aum_now'], floor: false },
  { report: 'completion', shares: ['contacted', 'visited', 'reviewed', 'greeted', 'experienced'], money: [], floor: true },
  { report: 'product_gaps', shares: ['no_wealth', 'no_fund', 'no_insurance', 'no_card', 'one_kind'], money: [], floor: false },
  { report: 'returns', shares: ['uneconomic'], money: ['contribution', 'cost'], floor: false },
  { report: 'satisfaction', shares: ['high'], money: [], floor: false },
  { report: 'load', shares: ['top', 'contacted'], money: ['aum'], floor: true },
];

/** Whom the committee's pack is for: tasks that go to this role are its agenda. */
export const COMMITTEE = 'service_committee';
