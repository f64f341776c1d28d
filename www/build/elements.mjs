// The list of the package's elements in the form that editors read (custom-elements.json).

const elements = {
  'appraise-day': 'My day: contacts in the order of work, what is kept back, messages, tasks, the journal.',
  'appraise-customer': 'One customer: the essentials, why, what if, the record. Without a customer, the list to choose from.',
  'appraise-why': 'Why: how the score of the open customer adds up, what fired, what nearly did.',
  'appraise-what-if': 'What if: other inputs for the open customer, and what would come out.',
  'appraise-book': 'The book: load by person, any two columns, the reports of the policy.',
  'appraise-policy': 'The policy: what it made of the customers.',
};

const text = (type) => ({ text: type });
const attributes = [
  { name: 'lang', type: text("'zh-CN' | 'en'"), description: 'The language of the session.' },
  { name: 'src', type: text('string'), description: 'A path of the page\'s own origin under which a delivered folder is read by GET.' },
  { name: 'customer', type: text('string'), description: 'The key of the customer to show.' },
];
const fields = [
  { name: 'data', type: text('HandOver'), description: 'Tables and a policy; setting it scores them.' },
  { name: 'session', type: text('Session'), description: 'What elements share. Without it, the page\'s one.' },
  { name: 'customer', type: text('string | null'), description: 'The key of the customer to show; null follows whoever is opened.' },
];
const events = [
  { name: 'appraise-scored', description: '`detail`: as-of day, policy, hashes, summary.' },
  { name: 'appraise-failed', description: '`detail.diagnostics`: what is wrong, in both languages.' },
  { name: 'appraise-open', description: '`detail`: the place that the user opened, with `customer`.' },
  { name: 'appraise-journal', description: '`detail.entries` and `detail.answers`: what was entered and written on forms, as rows of the journal.' },
].map((event) => ({ ...event, type: text('CustomEvent') }));

export function elementList() {
  const declarations = Object.entries(elements).map(([tagName, description]) => ({
    kind: 'class', name: className(tagName), customElement: true, tagName, description, attributes, events, superclass: { name: 'HTMLElement' },
    members: fields.map((field) => ({ kind: 'field', ...field })),
  }));
  const exported = Object.keys(elements).map((tagName) => ({ kind: 'custom-element-definition', name: tagName, declaration: { name: className(tagName), module: 'elements.js' } }));
  return { schemaVersion: '1.0.0', modules: [{ kind: 'javascript-module', path: 'elements.js', declarations, exports: exported }] };
}

function className(tagName) {
  return tagName.split('-').map((part) => part[0].toUpperCase() + part.slice(1)).join('');
}
