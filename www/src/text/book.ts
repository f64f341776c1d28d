// Words of the book of customers.

export const zh = {
  book: {
    title: '客群',
    tabs: { branch: '总览', people: '负责人', pivot: '透视', proposals: '调整建议', reports: '报表', pack: '周会材料' },
    overview: '分层概览', tier: '分层', customers: '客户数', share: '占比', total: '合计', chart: '分布',
    people: '工作量与完成', peopleNote: '今日联络与容量来自 contacts 表；完成数为本页登记。',
    person: '负责人', today: '今日', capacity: '容量', load: '负荷', overflow: '超出容量', all: '全部联络', stake: (unit: string) => `涉及金额（${unit}）`, overdue: '逾期任务', done: '本页已登记',
    pivot: '透视表', pivotNote: '行、列合计由同一批客户得出，并与已评分客户数核对。', rows: '行', columns: '列', measure: '数值', count: '客户数', none: '（无）', empty: '（空）',
    reconciled: (n: string) => `合计 ${n}，与已评分客户数一致`, differs: (n: string, scored: string) => `合计 ${n}，与已评分客户数 ${scored} 不一致`, unknownSum: (n: string) => `其中 ${n} 位客户的金额未知，未计入金额`,
    export: '导出本表', open: '查看这些客户',
    reports: '策略定义的报表', reportsNote: '由评分模块按策略计算；小组人数过少的数值会被隐去。', suppressed: '已隐去', group: '组', noReports: '该策略没有定义报表。', unknownOf: (n: string) => `${n} 位未知`,
    names: {
      tiers: '客户层级分布', aum_change_branch: '资产变动（支行）', aum_change_manager: '资产变动（客户经理）', aum_change_tier: '资产变动（分层）', migration: '层级迁移', bands: '分资产段流失与留存', contribution: '贡献度分析', returns: '服务投入产出', product_gaps: '产品空白分析', completion: '支行服务达成', load: '客户经理管户',
      satisfaction: '客户满意度', proactive: '主动触达', strategies: '经营策略', loyalty_map: '资产与忠诚度', potential_spread: '潜力分布', digital: '数字化使用', drift: '分布漂移',
    } as Record<string, string>,
    measures: {
      customers: '客户数', flow: '净资金流', performance: '市场与收益', aum: '资产', aum_now: '当前资产', aum_then: '一年前资产', contribution: '贡献', score: '平均分', cost: '服务成本', total: '合计', mean: '平均', where_unknown: '条件未知', churned: '流失率', kept: '留存率',
      contacted: '已联络', visited: '已拜访', reviewed: '已检视', greeted: '已问候', experienced: '已体验', top: '高净值占比', uneconomic: '入不敷出', high: '高分占比', ours: '我行发起', logged_in: '登录率', digital_first: '数字优先',
      no_wealth: '无理财', no_fund: '无基金', no_insurance: '无保险', no_card: '无信用卡', one_kind: '单一产品', psi: 'PSI', 'spread_0.1': '10% 分位', 'spread_0.5': '中位', 'spread_0.9': '90% 分位',
    } as Record<string, string>,
  },
};

export type BookWords = typeof zh;

export const en: BookWords = {
  book: {
    title: 'Book',
    tabs: { branch: 'Branch', people: 'People', pivot: 'Pivot', proposals: 'Proposals', reports: 'Reports', pack: 'Weekly pack' },
    overview: 'Tiers', tier: 'Tier', customers: 'Customers', share: 'Share', total: 'Total', chart: 'Share as a bar',
    people: 'Load and completion', peopleNote: 'Contacts and capacity are the engine’s; done is what this page entered.',
    person: 'Who', today: 'Today', capacity: 'Capacity', load: 'Load', overflow: 'Beyond capacity', all: 'All contacts', stake: (unit) => `At stake (${unit})`, overdue: 'Overdue tasks', done: 'Entered here',
    pivot: 'Pivot', pivotNote: 'Totals of rows and columns come from the same customers and are checked against those scored.', rows: 'Rows', columns: 'Columns', measure: 'Figure', count: 'customers', none: '(none)', empty: '(empty)',
    reconciled: (n) => `Total ${n}, the same as the customers scored`, differs: (n, scored) => `Total ${n}, and ${scored} customers were scored`, unknownSum: (n) => `${n} of them have no known amount and are not in the sum`,
    export: 'Export this table', open: 'See these customers',
    reports: 'Reports of the policy', reportsNote: 'Computed by the engine as the policy says; figures of groups that are too small are kept back.', suppressed: 'kept back', group: 'Group', noReports: 'The policy defines no reports.', unknownOf: (n) => `${n} unknown`,
    names: {
      tiers: 'Tiers', aum_change_branch: 'AUM change by branch', aum_change_manager: 'AUM change by manager', aum_change_tier: 'AUM change by tier', migration: 'Migration between tiers', bands: 'Churn and retention by band', contribution: 'Contribution', returns: 'Return on service', product_gaps: 'Product gaps', completion: 'Completion by branch', load: 'Load of managers',
      satisfaction: 'Satisfaction', proactive: 'Contacts that the bank began', strategies: 'Strategies', loyalty_map: 'Assets and loyalty', potential_spread: 'Spread of potential', digital: 'Digital use', drift: 'Drift',
    },
    measures: {
      customers: 'customers', flow: 'net flow', performance: 'performance', aum: 'AUM', aum_now: 'AUM now', aum_then: 'AUM a year ago', contribution: 'contribution', score: 'mean score', cost: 'service cost', total: 'total', mean: 'mean', where_unknown: 'not known if meant', churned: 'churned', kept: 'kept',
      contacted: 'contacted', visited: 'visited', reviewed: 'reviewed', greeted: 'greeted', experienced: 'experienced', top: 'high net worth', uneconomic: 'cost more', high: 'high marks', ours: 'begun by us', logged_in: 'logged in', digital_first: 'digital first',
      no_wealth: 'no wealth product', no_fund: 'no fund', no_insurance: 'no insurance', no_card: 'no card', one_kind: 'one kind only', psi: 'PSI', 'spread_0.1': '10 %', 'spread_0.5': 'median', 'spread_0.9': '90 %',
    },
  },
};
