// What the demonstration prints: the tier table and the ten most urgent tasks of a run.
//
// usage: node demo.mjs RUN
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const run = process.argv[2];

/** Rows of a CSV file that the engine wrote, as objects. */
function rows(name) {
  const text = readFileSync(join(run, `${name}.csv`), 'utf8');
  const table = [];
  let row = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') cell += text[++i];
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ',' || c === '\n') {
      row.push(cell);
      cell = '';
      if (c === '\n') {
        table.push(row);
        row = [];
      }
    } else if (c !== '\r') cell += c;
  }
  const [header, ...body] = table;
  return body.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])));
}

const customers = rows('customers');
const tiers = new Map();
for (const { tier } of customers) tiers.set(tier || 'unknown', (tiers.get(tier || 'unknown') ?? 0) + 1);
console.log('\ntier            customers   share');
for (const [tier, count] of [...tiers].sort((a, b) => b[1] - a[1])) {
  console.log(tier.padEnd(14), String(count).padStart(10), `${((100 * count) / customers.length).toFixed(1)} %`.padStart(8));
}

const urgency = ['urgent', 'high', 'normal', 'low'];
const tasks = rows('tasks');
tasks.sort(
  (a, b) =>
    urgency.indexOf(a.priority) - urgency.indexOf(b.priority) ||
    (a.due || '9').localeCompare(b.due || '9') ||
    a.task_id.localeCompare(b.task_id),
);
console.log(`\nthe ten most urgent of ${tasks.length} tasks`);
for (const task of tasks.slice(0, 10)) {
  console.log(`${task.priority.padEnd(7)} ${task.due.padEnd(26)} ${Object.values(task)[1].padEnd(10)} ${task.title_en}`);
}
