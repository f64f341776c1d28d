// Words of the workspace in which a policy is written. They come with it, so the rest of the page does not wait for them.
import type { Lang } from '../engine/types';

const zh = {
  title: '策略工作区',
  tabs: { result: '本次结果', worth: '历史表现', params: '参数', cards: '评分卡', grids: '分层与决策表', rules: '规则', fields: '字段与表单', text: '文本', tests: '测试用例', sheet: '签批稿', versions: '版本与比较' },
  choose: '请先在“数据”中选择策略。',
  toData: '去选择策略',

  state: {
    sound: '检查通过', checking: '正在检查…',
    errors: (n: string) => `${n} 处错误，生效策略不变`,
    unchanged: '与生效策略相同', changed: (n: string) => `已修改 ${n} 个文件`, unsaved: '未保存',
    undo: '撤销', redo: '重做', discard: '放弃修改', save: '保存版本', inForce: '设为生效', inForceNote: '以此策略重新评分；原策略文件不受影响。',
    version: '版本',
    notes: '问题与提示', showText: '在文本中查看', none: '未发现问题。',
    syntax: (files: string) => `${files} 无法读取，相关表单暂不显示；文本已保留，请在“文本”中改正。`,
  },

  params: {
    title: '参数', note: '拖动或输入后立即计算影响；允许范围由策略规定。', filter: '筛选参数', name: '参数', value: '取值', range: '允许范围', now: '生效值',
    slider: (name: string) => `${name}：滑块`, input: (name: string) => `${name}：取值`, revert: (name: string) => `还原 ${name}`, back: '还原', local: '分支行可调', none: '没有符合条件的参数。', owner: '负责部门', changedOnly: '只看已修改',
  },

  cards: {
    title: '评分卡', none: '该策略没有评分卡。', dimension: '维度', indicator: '指标', of: '取数', weight: '权重', weights: (sum: string) => `权重合计 ${sum}`, should: '应为 100',
    confidence: '最低可信度（%）', bins: '分箱', curve: '折线', map: '对照', cell: '条件', at: '取值', member: '选项', points: '分值', missing: '缺失时', add: '在下方加一行', remove: '删除此行',
    neutral: '不计入', unknown: '得分未知', fixed: '固定分值', weightOf: (name: string) => `${name}：权重`, pointsOf: (name: string, n: string) => `${name}：第 ${n} 行`,
  },

  grids: {
    title: '分层与决策表', note: '缺口与重叠由评分模块证明，并给出一位示例客户。', choose: '选择', none: '该策略没有分层或决策表。', classes: '分层', tables: '决策表', hit: '命中规则', row: '行', across: '横向条件',
    up: '上移', down: '下移', add: '在下方加一行', remove: '删除此行', cell: (row: string, column: string) => `第 ${row} 行，${column}`, input: '条件', output: '结果', edges: '表中引用的参数',
    hits: { unique: '唯一', first: '首个命中', any: '任意（结果一致）', priority: '优先级', collect: '全部列出', 'C+': '求和', 'C<': '最小', 'C>': '最大', 'C#': '计数' } as Record<string, string>,
    gaps: '未发现缺口或重叠。', unproved: '待检查通过后显示缺口与重叠。', fromFile: '各行存放在文件中',
  },

  rules: {
    title: '规则', filter: '筛选规则', none: '没有符合条件的规则。', rule: '规则', kind: '类别', priority: '优先级', when: '触发条件', owner: '负责部门', reviewBy: '复审日', fires: '触发', gained: '新增', lost: '减少', each: (table: string) => `逐行检查 ${table}`, names: '可用名称', edit: (name: string) => `编辑 ${name}`, apply: '应用',
  },

  fields: {
    title: '数据字段', note: '新增字段写入策略的数据表定义；导入数据时按列名读取。', table: '数据表', field: '字段', type: '类型', nullable: '可缺失', unit: '单位', class: '数据分级', values: '选项', yes: '是', no: '否',
    add: '新增字段', id: '标识（小写字母、数字与下划线）', en: '英文名称', zh: '中文名称', purpose: '用途', form: '人工填报', noForm: '不通过表单填报', newForm: '新建表单…', formId: '表单标识', formEn: '表单英文名称', formZh: '表单中文名称',
    valuesHint: '每行一项：标识 = 中文名称 / English name', submit: '加入策略', badId: '标识须以小写字母或下划线开头，且在该表中未被使用。', needNames: '请填写中英文名称。', needValues: '请至少填写一个选项。', added: (name: string) => `已加入字段 ${name}`,
    types: { string: '文本', int: '整数', 'decimal(2)': '金额（2 位小数）', 'decimal(4)': '比例（4 位小数）', bool: '是/否', date: '日期', enum: '选项' } as Record<string, string>,
    purposes: { service: '服务', risk: '风险', care: '关怀', marketing: '营销' } as Record<string, string>,
    entries: '填报表单', entryFields: '字段', noEntries: '该策略没有填报表单。', onlyCustomers: '表单只能填写客户表的字段。',
  },

  text: {
    title: '策略文本', file: '文件', editor: (name: string) => `策略文本 ${name}`, saveFile: '保存此文件', opening: '正在打开编辑器…', keys: 'Ctrl+空格补全；Tab 离开编辑器。', changed: '已修改',
    problems: '本文件的问题', clean: '本文件没有问题。', line: (n: string) => `第 ${n} 行`,
  },

  tests: {
    title: '策略自带的测试用例', run: '运行测试', running: '正在运行…', passed: (n: string) => `通过 ${n}`, failed: (n: string) => `未通过 ${n}`, all: '全部', onlyFailed: '未通过', none: '该策略没有测试用例。', name: '用例', state: '结果', ok: '通过', bad: '未通过', what: '项目', expected: '预期', actual: '实际', notSound: '策略有错误时不能运行测试。',
    add: '由客户生成用例', addNote: '只取规则用到的字段；客户号、姓名、电话、地址等不写入用例。预期结果取自本次评分，请核对后保存。', key: '客户号', caseName: '用例名称', make: '生成', needRun: '请先评分，再由客户生成用例。', made: (name: string) => `已加入用例“${name}”`, left: (fields: string) => `未写入：${fields}`, defaultName: (day: string) => `${day} 的一位客户`,
  },

  sheet: { title: '签批稿', note: '由评分模块按当前草稿生成，打印后签字。', print: '打印', busy: '正在生成…', notSound: '策略有错误，改正后才能生成签批稿。', proposed: '提出人', reviewed: '复核人', approved: '批准人', date: '日期', draft: '草稿', hash: '策略哈希（全文）', meaning: '策略哈希（含义）' },

  versions: {
    title: '版本', note: '版本保存在文件中；本页不在浏览器中保存任何内容。', name: '名称', files: '文件', inForce: '生效策略', draft: '当前草稿', keep: '暂存当前草稿', keepName: '版本名称', save: '保存', open: '打开版本文件…', take: '在此基础上修改', drop: '移除', before: '比较：旧', after: '比较：新', compare: '比较', same: '两个版本的文本相同。', diff: '文本差异', effect: '对客户的影响', needRun: '评分后才能比较对客户的影响。', only: { old: '仅旧版本有此文件', new: '仅新版本有此文件' }, added: '新增', removed: '删除', line: '行', unsavedVersion: '未保存到文件',
  },

  effect: {
    title: '影响', against: (n: string) => `与生效策略比较，${n} 位客户`, needRun: '评分后在此显示修改的影响。', unchanged: '尚未修改。', busy: '正在计算…', failed: '影响未能计算。', waiting: '改正错误后重新计算。',
    tasks: '任务', contacts: '待联络客户', over: '超出容量的负责人', before: '原', after: '新', change: '变化',
    alerts: '规则触发', rule: '规则', fires: '触发', gained: '新增', lost: '减少', noAlerts: '触发没有变化。', showAll: '显示全部规则', fewer: '只显示变化', summary: (n: string, a: string, b: string) => `触发 ${n}，新增 ${a}，减少 ${b}`,
    moves: '分层迁移', from: '由', to: '到', customers: '客户数', up: (n: string) => `升 ${n}`, down: (n: string) => `降 ${n}`, noMoves: '没有客户改变分层。',
    load: '负责人工作量', person: '负责人', perDay: '每日容量', days: '折合工作日', nobody: '未指派', noLoad: '工作量没有变化。', loadNote: '待联络客户数除以每日容量。',
    scores: '得分', mean: '平均分', psi: 'PSI', noScores: '得分没有变化。', drift: '分布漂移（PSI）', item: '项目', alone: '仅一方有', oldSide: '仅旧策略', newSide: '仅新策略',
    bins: '分布', chart: '分布图：上为原，下为新',
  },

  overlap: {
    title: '规则重叠', note: '两条规则同时触发的客户，占任一规则触发客户的比例（Jaccard）。逐行检查的规则按客户计一次；未能判断的不计入。', one: '规则', other: '另一规则', both: '同时触发', either: '任一触发', part: '重叠度',
    of: '查看规则', all: '重叠最高的规则', none: '没有客户同时触发两条规则。', alone: (customers: string, alone: string) => `触发 ${customers} 位客户，其中 ${alone} 位仅由该规则触发`, busy: '正在计算…', failed: '重叠未能计算。', more: (shown: string, all: string) => `显示 ${shown} 对，共 ${all} 对`,
  },

  notes: { witness: '示例客户', missing: '缺失', severity: { error: '错误', warning: '提示', note: '备注' } },
};

export type PolicyWords = typeof zh;

const en: PolicyWords = {
  title: 'Policy workspace',
  tabs: { result: 'This result', worth: 'Worth', params: 'Parameters', cards: 'Scorecards', grids: 'Tiers and tables', rules: 'Rules', fields: 'Fields and forms', text: 'Text', tests: 'Tests', sheet: 'Sheet to sign', versions: 'Versions' },
  choose: 'Choose a policy under “Data” first.',
  toData: 'Choose a policy',

  state: {
    sound: 'Checks pass', checking: 'Checking…',
    errors: (n) => `${n} errors; the policy in force stays`,
    unchanged: 'as the policy in force', changed: (n) => `${n} files changed`, unsaved: 'not saved',
    undo: 'Undo', redo: 'Redo', discard: 'Discard changes', save: 'Save version', inForce: 'Put in force', inForceNote: 'Scores again with this policy; your policy files are not touched.',
    version: 'Version',
    notes: 'Problems and notes', showText: 'Show in the text', none: 'Nothing was found.',
    syntax: (files) => `${files} cannot be read, its forms are hidden for now; your text is kept, mend it under “Text”.`,
  },

  params: {
    title: 'Parameters', note: 'Drag or type, and the effect is computed; the policy sets the allowed range.', filter: 'Filter parameters', name: 'Parameter', value: 'Value', range: 'Allowed', now: 'In force',
    slider: (name) => `${name}: slider`, input: (name) => `${name}: value`, revert: (name) => `Put back ${name}`, back: 'Put back', local: 'a branch may move it', none: 'No parameter fits.', owner: 'Owner', changedOnly: 'Changed only',
  },

  cards: {
    title: 'Scorecards', none: 'The policy has no scorecard.', dimension: 'Dimension', indicator: 'Indicator', of: 'Looks at', weight: 'Weight', weights: (sum) => `weights add up to ${sum}`, should: 'should be 100',
    confidence: 'Least confidence (%)', bins: 'Bins', curve: 'Curve', map: 'Members', cell: 'Condition', at: 'Value', member: 'Member', points: 'Points', missing: 'When missing', add: 'Add a line below', remove: 'Remove this line',
    neutral: 'left out', unknown: 'score unknown', fixed: 'fixed points', weightOf: (name) => `${name}: weight`, pointsOf: (name, n) => `${name}: line ${n}`,
  },

  grids: {
    title: 'Tiers and decision tables', note: 'Gaps and overlaps are proved by the engine, each with a customer who shows it.', choose: 'Choose', none: 'The policy has no tiers or tables.', classes: 'Tiers', tables: 'Tables', hit: 'Hit policy', row: 'Row', across: 'Across',
    up: 'Move up', down: 'Move down', add: 'Add a row below', remove: 'Remove this row', cell: (row, column) => `Row ${row}, ${column}`, input: 'condition', output: 'result', edges: 'Parameters that this table names',
    hits: { unique: 'unique', first: 'first', any: 'any, with one result', priority: 'priority', collect: 'collect', 'C+': 'sum', 'C<': 'least', 'C>': 'most', 'C#': 'count' },
    gaps: 'No gap and no overlap was found.', unproved: 'Gaps and overlaps are shown once the checks pass.', fromFile: 'rows are in the file',
  },

  rules: {
    title: 'Rules', filter: 'Filter rules', none: 'No rule fits.', rule: 'Rule', kind: 'Kind', priority: 'Priority', when: 'Fires when', owner: 'Owner', reviewBy: 'Review by', fires: 'Fires', gained: 'New', lost: 'Gone', each: (table) => `asks each row of ${table}`, names: 'Names to use', edit: (name) => `Edit ${name}`, apply: 'Apply',
  },

  fields: {
    title: 'Data fields', note: 'A new field goes into the policy’s table; data is read by the name of its column.', table: 'Table', field: 'Field', type: 'Type', nullable: 'May be missing', unit: 'Unit', class: 'Data class', values: 'Members', yes: 'yes', no: 'no',
    add: 'New field', id: 'Id (small letters, digits, underscores)', en: 'English name', zh: 'Chinese name', purpose: 'Purpose', form: 'Filled in by people', noForm: 'Not by a form', newForm: 'New form…', formId: 'Id of the form', formEn: 'English name of the form', formZh: 'Chinese name of the form',
    valuesHint: 'One per line: id = Chinese name / English name', submit: 'Add to the policy', badId: 'The id begins with a small letter or underscore and is not in this table yet.', needNames: 'Give both names.', needValues: 'Give at least one member.', added: (name) => `Field ${name} was added`,
    types: { string: 'text', int: 'whole number', 'decimal(2)': 'amount (2 places)', 'decimal(4)': 'share (4 places)', bool: 'yes or no', date: 'date', enum: 'member of a list' },
    purposes: { service: 'service', risk: 'risk', care: 'care', marketing: 'marketing' },
    entries: 'Forms that people fill in', entryFields: 'Fields', noEntries: 'The policy has no forms.', onlyCustomers: 'Forms fill fields of customers only.',
  },

  text: {
    title: 'Policy text', file: 'File', editor: (name) => `Policy text ${name}`, saveFile: 'Save this file', opening: 'Opening the editor…', keys: 'Ctrl+Space completes; Tab leaves the editor.', changed: 'changed',
    problems: 'Problems of this file', clean: 'This file has no problems.', line: (n) => `Line ${n}`,
  },

  tests: {
    title: 'The policy’s own tests', run: 'Run tests', running: 'Running…', passed: (n) => `${n} passed`, failed: (n) => `${n} failed`, all: 'All', onlyFailed: 'Failed', none: 'The policy has no tests.', name: 'Test', state: 'Result', ok: 'passed', bad: 'failed', what: 'Item', expected: 'Expected', actual: 'Actual', notSound: 'A policy with errors cannot be tested.',
    add: 'A test from a customer', addNote: 'Only fields that rules read are taken; customer number, name, phone, address and the like stay out. What is expected is this run’s result: look at it before you save.', key: 'Customer number', caseName: 'Name of the test', make: 'Make', needRun: 'Score first, then make a test from a customer.', made: (name) => `Test “${name}” was added`, left: (fields) => `Left out: ${fields}`, defaultName: (day) => `a customer of ${day}`,
  },

  sheet: { title: 'Sheet to sign', note: 'Made by the engine from the draft as it is; print it and sign.', print: 'Print', busy: 'Making the sheet…', notSound: 'The policy has errors; mend them and the sheet is made.', proposed: 'Proposed by', reviewed: 'Reviewed by', approved: 'Approved by', date: 'Date', draft: 'Draft', hash: 'Policy hash (all)', meaning: 'Policy hash (meaning)' },

  versions: {
    title: 'Versions', note: 'Versions are kept in files; this page keeps nothing in the browser.', name: 'Name', files: 'Files', inForce: 'Policy in force', draft: 'Draft', keep: 'Set the draft aside', keepName: 'Name of the version', save: 'Save', open: 'Open a version…', take: 'Go on from here', drop: 'Remove', before: 'Compare: old', after: 'Compare: new', compare: 'Compare', same: 'The texts of both are the same.', diff: 'Texts', effect: 'Effect on customers', needRun: 'Score first to compare the effect on customers.', only: { old: 'only the old version has this file', new: 'only the new version has this file' }, added: 'added', removed: 'removed', line: 'Line', unsavedVersion: 'not saved to a file',
  },

  effect: {
    title: 'Effect', against: (n) => `against the policy in force, ${n} customers`, needRun: 'Score first; the effect of a change is then shown here.', unchanged: 'Nothing is changed yet.', busy: 'Computing…', failed: 'The effect could not be computed.', waiting: 'Computed again once the errors are mended.',
    tasks: 'Tasks', contacts: 'Customers to contact', over: 'People beyond capacity', before: 'Before', after: 'After', change: 'Change',
    alerts: 'Rules that fire', rule: 'Rule', fires: 'Fires', gained: 'New', lost: 'Gone', noAlerts: 'No rule fires otherwise.', showAll: 'Show all rules', fewer: 'Show changes only', summary: (n, a, b) => `fires for ${n}, +${a}, −${b}`,
    moves: 'Moves between tiers', from: 'From', to: 'To', customers: 'Customers', up: (n) => `${n} up`, down: (n) => `${n} down`, noMoves: 'Nobody changes tier.',
    load: 'Load', person: 'Person', perDay: 'A day takes', days: 'Working days', nobody: 'nobody', noLoad: 'Nobody’s load changes.', loadNote: 'Customers to contact, divided by what a day takes.',
    scores: 'Scores', mean: 'Mean', psi: 'PSI', noScores: 'No score changes.', drift: 'Drift (PSI)', item: 'Item', alone: 'Only one side has', oldSide: 'only the old policy', newSide: 'only the new policy',
    bins: 'Distribution', chart: 'Distribution: before above, after below',
  },

  overlap: {
    title: 'Overlap of rules', note: 'Customers for whom two rules fire, as a part of those for whom either does (Jaccard). A rule that asks of rows counts a customer once; what is not known does not count.', one: 'Rule', other: 'Other rule', both: 'Both fire', either: 'Either fires', part: 'Overlap',
    of: 'Rule to look at', all: 'The rules that are most alike', none: 'Nobody has two rules fire.', alone: (customers, alone) => `fires for ${customers} customers, ${alone} of them by this rule alone`, busy: 'Computing…', failed: 'The overlap could not be computed.', more: (shown, all) => `${shown} of ${all} pairs`,
  },

  notes: { witness: 'Example customer', missing: 'missing', severity: { error: 'Error', warning: 'Warning', note: 'Note' } },
};

export function policyWords(lang: Lang): PolicyWords {
  return lang === 'en' ? en : zh;
}
