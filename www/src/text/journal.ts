// Words of the journal's folder and of forms.

export const zh = {
  journal: {
    folder: '选择日志文件夹', folderNow: (name: string) => `日志文件夹：${name}`, folderNote: '登记会追加到该文件夹的 journal.csv 与 forms.csv；已有内容不会被改动。',
    noFolder: '尚未选择文件夹：登记只在本页内存中，关闭前请保存。', keep: '写入文件夹', save: '保存文件', kept: '已保存', open: '未保存',
    form: '填写表单', forms: '表单登记', formsNote: '表单只补充银行系统未提供的资料；与系统不一致的会列为矛盾，不会覆盖系统数据。',
    title: (form: string, key: string) => `${form}：${key}`, which: '表单', source: '信息来源', sourceHint: '例如：客户面谈、电话', notes: '拜访纪要（记入该客户的任务备注）', current: (value: string) => `现值 ${value}`, missing: '系统暂无',
    enter: '登记', cancel: '取消', choose: '（不填）', needValue: '请至少填写一项。', needSource: '请填写信息来源。', day: 'YYYY-MM-DD', yes: '是', no: '否',
    field: '字段', value: '内容', author: '填写人', none: '还没有表单登记。', undo: '撤销', undoFor: (entry: string) => `撤销 ${entry}`, feedback: '登记客户反馈',
  },
};

export type JournalWords = typeof zh;

export const en: JournalWords = {
  journal: {
    folder: 'Choose the journal’s folder', folderNow: (name) => `Journal’s folder: ${name}`, folderNote: 'Entries are added to journal.csv and forms.csv there; what they hold stays as it is.',
    noFolder: 'No folder yet: entries are in this page’s memory only. Save them before you close it.', keep: 'Write to the folder', save: 'Save the files', kept: 'saved', open: 'not saved',
    form: 'Fill in a form', forms: 'Forms', formsNote: 'A form fills what the bank’s systems have not delivered. Where both differ the row is listed as a contradiction and the delivered value stands.',
    title: (form, key) => `${form}: ${key}`, which: 'Form', source: 'How is it known', sourceHint: 'for example: meeting, call', notes: 'Contact report (a note on the customer’s tasks)', current: (value) => `now ${value}`, missing: 'not delivered',
    enter: 'Enter', cancel: 'Cancel', choose: '(leave)', needValue: 'Fill in at least one field.', needSource: 'Say how it is known.', day: 'YYYY-MM-DD', yes: 'yes', no: 'no',
    field: 'Field', value: 'Value', author: 'By', none: 'No form has been filled in yet.', undo: 'Undo', undoFor: (entry) => `Undo ${entry}`, feedback: 'Enter the customer’s feedback',
  },
};
