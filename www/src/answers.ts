// What people wrote on forms, as rows of the table of forms that the engine's next run reads. A row gives one field of one
// customer a value; which forms there are and which fields they have is the policy's to say.
import type { Columns } from './sheet';

export interface Answer {
  customer: string;
  entry: string;
  form: string;
  field: string;
  value: string;
  author: string;
  at: string;
  source: string;
  until: string;
}

/** A form as it was filled in; it becomes one answer per field that has a value. */
export interface Filled {
  customer: string;
  form: string;
  values: Readonly<Record<string, string>>;
  source: string;
}

export const answerColumns: Columns<Answer> = {
  customer_id: 'customer', entry_id: 'entry', form: 'form', field: 'field', value: 'value', author: 'author', at: 'at', source: 'source', valid_until: 'until',
};

export function answersOf({ customer, form, values, source }: Filled, author: string, at: string, name: () => string): Answer[] {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return given.map(([field, value]) => ({ customer, entry: name(), form, field, value, author, at, source, until: '' }));
}
