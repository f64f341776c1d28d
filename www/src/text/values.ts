// Values of the delivered tables in words, as the shipped policies name them. A value without a word stands as it is.

export const zh = {
  values: {
    deposit: '存款', wealth: '理财', fund: '基金', insurance: '保险', trust: '信托', stock: '股票', reached: '已接通', not_reached: '未接通', call_back: '约回电', call: '电话', message: '消息', visit: '拜访', branch: '网点',
    birthday: '生日', festival: '节日', review: '检视', product: '产品', market: '市场', complaint: '投诉', retention: '挽留', other: '其他', granted: '已授权', withdrawn: '已撤回', marketing: '营销', profiling: '画像', family: '家庭', external: '外部数据',
    spouse: '配偶', child: '子女', parent: '父母', low: '低', medium: '中', high: '高', fee: '费用', service: '服务', system: '系统', attitude: '态度', married: '已婚', single: '未婚', active: '正常', closed: '已销户', dormant: '睡眠', in: '转入', out: '转出',
  } as Record<string, string>,
};

export const en: typeof zh = {
  values: { not_reached: 'not reached', call_back: 'call back', external: 'external data', in: 'in', out: 'out' },
};
