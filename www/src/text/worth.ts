// Words of what rules and scores have been worth.
import type { Lang } from '../engine/types';

const zh = {
  title: '规则与评分的历史表现', note: '选择客户表中记录“结果是否发生”的列；精确率、召回率、提升度与 AUC 均由引擎计算，区间为 95%。',
  column: '结果列', chooseColumn: '请选择', value: '发生时的取值', yes: '是', no: '否', of: '策略', draft: '当前草稿', inForce: '生效策略', time: '时间列', noTime: '不分期', by: '分期',
  periods: { month: '按月', quarter: '按季', year: '按年' }, run: '计算', busy: '正在计算…', needSound: '草稿有错误，修正后才能计算。',
  none: '客户表中没有可作为结果的列（是/否、枚举、整数或文本）。请在“字段与表单”中加入该列后重新评分。',
  start: '尚未计算：选择结果列与取值。', stale: '以下是之前的数据或策略的结果，请重新计算。',
  head: (label: string, rows: string, positives: string, rate: string) => `${label}：有结果的客户 ${rows} 位，其中发生 ${positives} 位（${rate}）`,
  rules: '规则', rule: '规则', kinds: { alert: '预警', tag: '标签' }, fires: '触发', hits: '命中', unknown: '未知', precision: '精确率', recall: '召回率', lift: '提升度', interval: '95% 区间',
  liftNote: '提升度为精确率与总体发生率之比；其区间为精确率区间除以总体发生率。未知的客户视为未触发。',
  noRules: '该策略没有预警或标签。', sort: (column: string) => `按${column}排序`,
  scores: '评分', score: '评分与维度', auc: 'AUC', gini: 'Gini', ks: 'KS', precisionMean: '平均精确率', known: '已知', noScores: '该策略没有评分卡。',
  reasons: { no_rows: '没有客户', one_class: '结果只有一种取值', too_few: '客户过少，没有区间' },
  period: '期间', customers: '客户', rate: '发生率', psi: 'PSI', byPeriod: '分期表现',
};

export type WorthWords = typeof zh;

const en: WorthWords = {
  title: 'What rules and scores have been worth', note: 'Choose the column of the customers that says what came true. Precision, recall, lift and AUC are the engine’s, with intervals of 95 %.',
  column: 'What came true', chooseColumn: 'Choose', value: 'True when it is', yes: 'yes', no: 'no', of: 'Policy', draft: 'Draft', inForce: 'In force', time: 'Time', noTime: 'No periods', by: 'Periods',
  periods: { month: 'by month', quarter: 'by quarter', year: 'by year' }, run: 'Compute', busy: 'Computing…', needSound: 'The draft has errors; mend them first.',
  none: 'The customers have no column that could say it (yes or no, member of a list, whole number or text). Add it under “Fields and forms” and score again.',
  start: 'Nothing is computed yet: choose a column and its value.', stale: 'This is of other data or of another policy; compute again.',
  head: (label, rows, positives, rate) => `${label}: ${rows} customers of whom it is known, ${positives} of whom it is true (${rate})`,
  rules: 'Rules', rule: 'Rule', kinds: { alert: 'alert', tag: 'tag' }, fires: 'Fires', hits: 'Hits', unknown: 'Unknown', precision: 'Precision', recall: 'Recall', lift: 'Lift', interval: '95 %',
  liftNote: 'Lift is precision over the rate of all; its interval is that of precision over the rate of all. A customer of whom a rule is unknown counts as not found.',
  noRules: 'The policy has no alerts or tags.', sort: (column) => `Sort by ${column}`,
  scores: 'Scores', score: 'Score and dimension', auc: 'AUC', gini: 'Gini', ks: 'KS', precisionMean: 'Mean precision', known: 'Known', noScores: 'The policy has no scorecard.',
  reasons: { no_rows: 'no customers', one_class: 'only one outcome occurs', too_few: 'too few customers for an interval' },
  period: 'Period', customers: 'Customers', rate: 'Rate', psi: 'PSI', byPeriod: 'By period',
};

export function worthWords(lang: Lang): WorthWords {
  return lang === 'en' ? en : zh;
}
