// Words of the branch's page and of the committee's pack.

export const zh = {
  branch: {
    change: '近 90 天资产变动', changeNote: '资金流为行外转入减转出；其余为市场、利息与费用影响。各列按同一批客户精确相加。', by: '按', changeBy: { aum_change_branch: '支行', aum_change_manager: '客户经理', aum_change_tier: '分层' },
    then: '90 天前', flow: '净资金流', performance: '市场与收益', now: '当前', adds: '90 天前 + 净资金流 + 市场与收益 = 当前', addsNot: '各部分之和与当前资产不一致',
    moved: (n: string, all: string) => `${n} 位变动 / 共 ${all} 位`, migrationNote: '行为原层级，列为现层级；对角线为未变动。', fromTo: '原 ＼ 现',
    groups: { bands: '一年前资产段（元）', completion: '支行', product_gaps: '分层', returns: '分层', satisfaction: '分层', load: '客户经理' } as Record<string, string>,
    floor: '最低', floorAt: (value: string, group: string) => `${value}（${group}）`, spread: '最高与最低之差', points: (value: string) => `${value} 个百分点`, whereUnknown: (n: string) => `${n} 位客户的条件未知，未计入`,
    curve: (name: string) => `${name}集中度`, curveSays: (customers: string, part: string, name: string) => `前 ${customers} 的客户占${name}的 ${part}`, curveChart: (name: string) => `按客户累计的${name}曲线，数据见右表`, curveAxis: '客户（由高到低累计）', first: '前 N 位',
    proposals: '客户经理调整建议', changes: (n: string, all: string, unplaced: string) => `${all} 位客户中建议调整 ${n} 位，未能安排 ${unplaced} 位`, proposalsNote: '由评分模块按策略的管户约束求解；仅为建议，生效由网点决定。', noAssignment: '该策略没有管户分配。',
    ownCapacity: '管户上限', before: '现管户', after: '调整后', gained: '转入', lost: '转出', from: '现客户经理', to: '建议', effective: '生效日', openTasks: '未结任务',
    status: { moved: '调整', kept: '维持', unplaced: '未能安排', blocked: '受约束' } as Record<string, string>,
    agenda: '委员会议题', agendaNote: '提交客户服务委员会的任务，以及逾期上报的任务。', agendaNone: '没有待议事项。', matter: '事项', raised: '提出日',
    pack: '客户服务委员会周会材料', packFor: (day: string) => `基准日 ${day}`, print: '打印或存为 PDF',
    drill: (n: string) => `${n} 位客户`, drillTitle: (row: string, column: string) => [row, column].filter(Boolean).join(' × '), close: '关闭', amount: '金额',
  },
};

export type BranchWords = typeof zh;

export const en: BranchWords = {
  branch: {
    change: 'AUM change in 90 days', changeNote: 'Flow is money that came from or went outside the bank; the rest is what markets, interest and fees did. All are exact sums over the same customers.', by: 'By', changeBy: { aum_change_branch: 'Branch', aum_change_manager: 'Manager', aum_change_tier: 'Tier' },
    then: '90 days ago', flow: 'Net flow', performance: 'Performance', now: 'Now', adds: '90 days ago + net flow + performance = now', addsNot: 'the parts do not make the whole',
    moved: (n, all) => `${n} of ${all} moved`, migrationNote: 'Rows are the class before, columns the class now; on the diagonal nobody moved.', fromTo: 'From \\ to',
    groups: { bands: 'AUM a year ago (CNY)', completion: 'Branch', product_gaps: 'Tier', returns: 'Tier', satisfaction: 'Tier', load: 'Manager' },
    floor: 'Floor', floorAt: (value, group) => `${value} (${group})`, spread: 'Spread between the groups', points: (value) => `${value} points`, whereUnknown: (n) => `${n} customers are in no group: it is not known whether they are meant`,
    curve: (name) => `Concentration: ${name}`, curveSays: (customers, part, name) => `the first ${customers} of the customers have ${part} of ${name}`, curveChart: (name) => `Curve of ${name} over customers; the table beside it has the same figures`, curveAxis: 'customers, the largest first', first: 'First',
    proposals: 'Proposed changes of manager', changes: (n, all, unplaced) => `${n} of ${all} customers, ${unplaced} without a place`, proposalsNote: 'Solved by the engine within the policy’s limits. A proposal: the branch decides.', noAssignment: 'The policy assigns nobody.',
    ownCapacity: 'Own capacity', before: 'Now', after: 'Then', gained: 'Gained', lost: 'Lost', from: 'From', to: 'To', effective: 'From day', openTasks: 'Open tasks',
    status: { moved: 'moved', kept: 'kept', unplaced: 'no place', blocked: 'held by a limit' },
    agenda: 'For the committee', agendaNote: 'Tasks that go to the client service committee, and those handed up because they were not done in time.', agendaNone: 'Nothing is on the agenda.', matter: 'Matter', raised: 'Raised',
    pack: 'Client service committee: weekly pack', packFor: (day) => `As of ${day}`, print: 'Print or save as PDF',
    drill: (n) => `${n} customers`, drillTitle: (row, column) => [row, column].filter(Boolean).join(' × '), close: 'Close', amount: 'Amount',
  },
};
