// Words of the customer's page.

export const zh = {
  customer: {
    back: '客户列表', previous: '上一位', next: '下一位',
    panels: { overview: '概览', why: '为什么', whatIf: '假设分析', record: '原始资料', texts: '说明', report: '报告' },
    heading: (key: string) => `客户 ${key}`,
    official: '正式', indicative: '按当日数据', since: (day: string) => `自 ${day}`, pending: (name: string) => `待生效：${name}`, notice: (day: string) => `通知期至 ${day}`,
    score: '得分', confidence: (n: string) => `可信度 ${n}`, dimensions: '分项得分', dimensionsChart: '分项得分图', ofPoints: '满分 100',
    classes: '分层与分类', facts: '要点', edges: '距离下一层级', edgesNone: '没有可给出的层级边界。',
    holdings: (unit: string) => `持仓（${unit}）`, flows: (unit: string) => `资产月线（${unit}）`, flowsChart: '各月末资产', asTable: '表格', maturities: '到期', household: '家庭成员', contacts: '联络记录', consents: '授权', complaints: '投诉', offers: '产品建议', open: '待办',
    none: '没有记录', more: (n: string) => `另有 ${n} 条`, age: '数据截至', rowsOf: (table: string) => `${table}`,
    offered: '可推荐', notOffered: '不推荐，原因', blocked: '被限制', held: (n: string, by: string) => `${n} 个产品：${by}`, expected: (amount: string) => `预期 ${amount}`,
    fired: '已触发', nearly: '接近触发', nearlyNone: '没有接近触发的规则。', unknowns: '未知项', unknownsNone: '没有未知项。',
    month: '月末', amount: '金额', total: '合计',
    edit: { title: '修改输入', note: '只改本页的计算，不改任何文件。', field: '字段', now: '当前', then: '改为', missing: '视为缺失', add: '添加字段', choose: '选择要修改的字段', apply: '计算', reset: '全部还原', remove: (name: string) => `还原 ${name}`, bad: '值' },
    compare: { title: '结果', item: '项目', now: '当前', then: '修改后', change: '变化', alertsOn: '将触发', alertsOff: '将不再触发', none: '修改输入后在此比较。', same: '没有变化' },
    reach: { title: '最省的改变', note: '由评分模块在允许改变的字段内求出。', goal: '目标', go: '求解', fixed: (n: string) => `${n} 个字段不可改变`, choose: '选择目标' },
    heldBy: { most: '名额已满', sale_window: '不在销售期', risk_grade: '风险等级不符', term: '期限不符', horizon: '期限不符', min_amount: '低于起购金额', price: '价格', grade_expired: '风险评级过期', consent: '没有授权', owned: '已持有' } as Record<string, string>,
    recordNote: '客户资料与派生值，按评分模块读取的内容。', filesNote: '交付文件中的原始行，未经规则处理。',
  },
};

export type CustomerWords = typeof zh;

export const en: CustomerWords = {
  customer: {
    back: 'All customers', previous: 'Previous', next: 'Next',
    panels: { overview: 'Overview', why: 'Why', whatIf: 'What if', record: 'Record', texts: 'Texts', report: 'Report' },
    heading: (key) => `Customer ${key}`,
    official: 'official', indicative: 'by today’s figures', since: (day) => `since ${day}`, pending: (name) => `pending: ${name}`, notice: (day) => `notice until ${day}`,
    score: 'Score', confidence: (n) => `confidence ${n}`, dimensions: 'Parts of the score', dimensionsChart: 'Parts of the score as bars', ofPoints: 'of 100',
    classes: 'Classes', facts: 'In brief', edges: 'To the next tier', edgesNone: 'There is no edge to tell of.',
    holdings: (unit) => `Holdings (${unit})`, flows: (unit) => `Assets by month (${unit})`, flowsChart: 'Assets at the end of each month', asTable: 'as a table', maturities: 'Maturities', household: 'Household', contacts: 'Contacts', consents: 'Consents', complaints: 'Complaints', offers: 'Offers', open: 'To do',
    none: 'nothing on file', more: (n) => `${n} more`, age: 'complete to', rowsOf: (table) => table,
    offered: 'may be offered', notOffered: 'Not offered, because', blocked: 'held back', held: (n, by) => `${n} products: ${by}`, expected: (amount) => `expected ${amount}`,
    fired: 'Fired', nearly: 'Nearly fired', nearlyNone: 'No rule is near.', unknowns: 'Unknown', unknownsNone: 'Nothing is unknown.',
    month: 'Month', amount: 'Amount', total: 'Total',
    edit: { title: 'Change inputs', note: 'Only this page computes with it; no file is changed.', field: 'Field', now: 'Now', then: 'Becomes', missing: 'as missing', add: 'Add a field', choose: 'Choose a field to change', apply: 'Compute', reset: 'Put all back', remove: (name) => `Put back ${name}`, bad: 'Value' },
    compare: { title: 'What comes out', item: 'Item', now: 'Now', then: 'Then', change: 'Change', alertsOn: 'would fire', alertsOff: 'would no longer fire', none: 'Change an input to compare here.', same: 'nothing changes' },
    reach: { title: 'The cheapest change', note: 'Found by the engine among the fields that may change.', goal: 'Goal', go: 'Find', fixed: (n) => `${n} fields cannot change`, choose: 'Choose a goal' },
    heldBy: { most: 'enough are offered', sale_window: 'not on sale', risk_grade: 'risk grade does not suit', term: 'term does not suit', horizon: 'term does not suit', min_amount: 'below the least amount', price: 'price', grade_expired: 'risk grade has expired', consent: 'no consent', owned: 'held already' },
    recordNote: 'The record and derived values as the engine has them.', filesNote: 'Rows of the delivered files as they stand there.',
  },
};
