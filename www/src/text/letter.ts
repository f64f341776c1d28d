// Words of the texts and reports about one customer.

export const zh = {
  letter: {
    internal: '内部说明', internalNote: '供行内使用，不得交给客户。', customer: '客户说明', customerNote: (codes: string) => `只由策略允许告知客户的原因及其专用措辞组成。不告知的原因代码：${codes}`, customerNoteAll: '只由策略允许告知客户的原因及其专用措辞组成。',
    copy: '复制', copied: '已复制', notCopied: '浏览器不允许复制，请手动选择文字',
    dear: '尊敬的客户：', opening: (day: string) => `以下是截至 ${day} 我们想与您沟通的事项：`, nothing: '目前没有需要向您特别说明的事项。', item: (n: string, text: string) => `${n}. ${text}。`,
    rights: '您可以要求我们对上述内容作出说明，也可以要求人工复核；如资料有误，请随时告知您的客户经理。',
    about: (who: string, day: string, policy: string) => `${who}，基准日 ${day}，${policy}。`, score: (label: string, score: string, confidence: string) => `${label} ${score} 分，可信度 ${confidence}。`, noScore: (label: string, why: string) => `${label}不可评：${why}。`,
    parts: (list: string) => `分项：${list}。`, reasons: (list: string) => `主要失分：${list}。`, class: (label: string, official: string, indicative: string) => `${label}：正式 ${official}，按当日数据 ${indicative}。`,
    alerts: (n: string) => `已触发 ${n} 项：`, line: (text: string) => `· ${text}`, offers: (list: string) => `可推荐：${list}。`, unknown: (n: string, list: string) => `未知 ${n} 项，包括${list}。`,
    report: '资产诊断报告', forBank: '行内版', forCustomer: '客户版', which: '报告版本', print: '打印或存为 PDF', reportNote: '客户版只含客户自己的资产资料与客户说明，不含评分、分层与规则。',
    asOf: (day: string) => `截至 ${day}`, assets: (unit: string) => `资产（${unit}）`, months: (unit: string) => `各月末资产（${unit}）`, holdings: '持有产品', points: '想与您沟通的事项', feedbackSource: (day: string) => `资产诊断报告 ${day}`, feedback: '登记客户反馈',
    signed: '客户经理签名', date: '日期', internalOnly: '行内资料，请勿外传',
  },
};

export type LetterWords = typeof zh;

export const en: LetterWords = {
  letter: {
    internal: 'For the bank', internalNote: 'For use inside the bank, not for the customer.', customer: 'For the customer', customerNote: (codes) => `Made only of reasons that the policy lets the customer know, in their own words. Kept back: ${codes}`, customerNoteAll: 'Made only of reasons that the policy lets the customer know, in their own words.',
    copy: 'Copy', copied: 'copied', notCopied: 'the browser does not let the page copy: select the text by hand',
    dear: 'Dear customer,', opening: (day) => `as of ${day} there is this that we would like to talk about with you:`, nothing: 'there is nothing at present that we would have to tell you.', item: (n, text) => `${n}. ${text}.`,
    rights: 'You may ask us to explain this, and to have it looked at again by a person. If anything is wrong, please tell your relationship manager.',
    about: (who, day, policy) => `${who}, as of ${day}, ${policy}.`, score: (label, score, confidence) => `${label} ${score}, confidence ${confidence}.`, noScore: (label, why) => `${label} cannot be assessed: ${why}.`,
    parts: (list) => `Parts: ${list}.`, reasons: (list) => `Points were lost by: ${list}.`, class: (label, official, indicative) => `${label}: officially ${official}, by today’s figures ${indicative}.`,
    alerts: (n) => `${n} rules fired:`, line: (text) => `· ${text}`, offers: (list) => `May be offered: ${list}.`, unknown: (n, list) => `${n} values are unknown, among them ${list}.`,
    report: 'Report on your assets', forBank: 'for the bank', forCustomer: 'for the customer', which: 'Version', print: 'Print or save as PDF', reportNote: 'The customer’s version has the customer’s own assets and the text for the customer: no score, no class, no rule.',
    asOf: (day) => `As of ${day}`, assets: (unit) => `Assets (${unit})`, months: (unit) => `Assets by month (${unit})`, holdings: 'Holdings', points: 'What we would like to talk about', feedbackSource: (day) => `report of ${day}`, feedback: 'Enter the customer’s feedback',
    signed: 'Relationship manager', date: 'Date', internalOnly: 'Internal: do not pass on',
  },
};
