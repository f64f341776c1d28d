// What a new field adds to a policy's texts: the field itself, and the form by which people fill it in.
import { entryAdded, flowMap, quoted, sectionAdded, type Cut } from './policy-text';
import type { EntryForm, Forms, TableForm } from './worker/policy/types';

export interface NewField {
  id: string;
  en: string;
  zh: string;
  type: string;
  nullable: boolean;
  unit: string;
  class: string;
  purpose: string;
  /** Of an enumeration: a line per member, `id = Chinese / English`. */
  values: string;
  /** The id of a form of the policy, a new one, or none. */
  form: { id: string; en: string; zh: string } | null;
}

export type FieldFault = 'badId' | 'needNames' | 'needValues';

const ID = /^[a-z_][A-Za-z0-9_]*$/;

export function faultOf(field: NewField, table: TableForm): FieldFault | null {
  if (!ID.test(field.id) || table.fields.some(({ id }) => id === field.id)) return 'badId';
  if (field.en.trim() === '' || field.zh.trim() === '') return 'needNames';
  if (field.form !== null && (!ID.test(field.form.id) || field.form.en.trim() === '' || field.form.zh.trim() === '')) return field.form.id === '' || !ID.test(field.form.id) ? 'badId' : 'needNames';
  return field.type === 'enum' && membersOf(field.values).length === 0 ? 'needValues' : null;
}

/** The cuts, to be made in this order; `text` gives a file as it is. */
export function fieldAdded(field: NewField, table: TableForm, forms: Forms, text: (file: number) => string): Cut[] {
  const entry = `${field.id}: ${flowMap(partsOf(field))}`;
  const cuts = [entryAdded(table.slot, entry, text(table.slot.file))];
  if (field.form === null) return cuts;
  const { form } = field;
  const known = forms.entries.find(({ id }) => id === form.id);
  return [...cuts, known === undefined ? formAdded(field.id, form, forms, text, table.slot.file) : formWidened(field.id, known)];
}

function partsOf(field: NewField): [string, string][] {
  const members = membersOf(field.values).map(([id, en, zh]): [string, string] => [id, labelled(en, zh)]);
  return [
    ['type', field.type],
    ...(field.nullable ? [['nullable', 'true'] as [string, string]] : []),
    ...(field.unit.trim() === '' ? [] : [['unit', quoted(field.unit.trim())] as [string, string]]),
    ['class', field.class],
    ['purpose', `[${field.purpose}]`],
    ['label', labelled(field.en.trim(), field.zh.trim())],
    ...(field.type === 'enum' ? [['values', flowMap(members)] as [string, string]] : []),
  ];
}

function labelled(en: string, zh: string): string {
  return flowMap([['en', quoted(en)], ['zh-CN', quoted(zh)]]);
}

function membersOf(text: string): [string, string, string][] {
  return text.split('\n').flatMap((line): [string, string, string][] => {
    const [, id, names = ''] = /^\s*([A-Za-z_]\w*)\s*(?:=\s*(.*))?$/.exec(line) ?? [];
    const [zh = '', en = ''] = names.split('/').map((name) => name.trim());
    return id === undefined ? [] : [[id, en || zh || id, zh || en || id]];
  });
}

function formWidened(field: string, { list }: EntryForm): Cut {
  return { file: list.file, from: list.to - 1, to: list.to - 1, text: `, ${field}` };
}

function formAdded(field: string, form: { id: string; en: string; zh: string }, forms: Forms, text: (file: number) => string, file: number): Cut {
  const entry = `${form.id}: ${flowMap([['label', labelled(form.en.trim(), form.zh.trim())], ['fields', `[${field}]`]])}`;
  const slot = forms.slots.forms;
  return slot === null ? sectionAdded(file, text(file), 'forms', entry) : entryAdded(slot, entry, text(slot.file));
}
