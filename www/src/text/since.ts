// Words of the comparison with the period before.

export const zh = {
  since: {
    title: '与上期相比', against: (day: string) => `上期 ${day}`, note: '选择上一期的交付文件夹或数据文件夹，即可把变化分为“数据变化”与“模型变化”。', choose: '选择上期文件夹', day: '上期基准日', load: '比较', busy: '正在计算…', files: (n: string) => `${n} 张数据表`,
    data: '数据变化', model: '模型变化', sum: '合计', whole: (before: string, after: string) => `上期 ${before} → 本期 ${after}`, adds: '相加一致', addsNot: '相加不一致', before: (value: string) => `上期 ${value}`,
  },
};

export type SinceWords = typeof zh;

export const en: SinceWords = {
  since: {
    title: 'Since the period before', against: (day) => `against ${day}`, note: 'Choose the folder of an earlier delivery or of its data: the change is then divided into what the data and what the model did.', choose: 'Choose the earlier folder', day: 'Its as-of date', load: 'Compare', busy: 'Computing…', files: (n) => `${n} tables`,
    data: 'By data', model: 'By model', sum: 'Together', whole: (before, after) => `before ${before}, now ${after}`, adds: 'adds up', addsNot: 'does not add up', before: (value) => `before ${value}`,
  },
};
