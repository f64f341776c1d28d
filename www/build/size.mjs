// Prints what each built file weighs, as it lies on the disk and as gzip sends it, and fails where a budget is passed.
//
// The first load is what a browser needs before the page can be used: the document, and the scripts and sheets that it names or
// that these import. The module, the policies' texts and the readers of formats come after the first paint.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './common.mjs';

/**
 * In bytes of gzip. A ceiling stands in for a budget that is not reached yet: nothing may grow beyond it until it is. What
 * the module's speed costs it is in BENCHMARKS.md, Size of the module.
 */
const budgets = [
  { what: 'first load of the hosted build', files: firstLoad, budget: 400_000 },
  { what: 'the one-file page', files: () => ['appraise.html'], budget: 700_000, ceiling: 1_405_000 },
];

const dist = join(root, 'dist');
const weights = new Map();

const hosted = readdirSync(join(dist, 'hosted'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(dist, join(entry.parentPath, entry.name))).sort();
for (const name of [...hosted, 'appraise.html']) print(name, weigh(name));
print('hosted, together', sum(hosted));
console.log('');
const passed = budgets.map(held);
process.exit(passed.every(Boolean) ? 0 : 1);

function held({ what, files, budget, ceiling }) {
  const { gzip } = sum(files());
  const over = gzip - budget;
  const state = over <= 0 ? 'within' : ceiling === undefined ? 'OVER' : gzip <= ceiling ? `over by ${kilobytes(over)} KB; not above its ceiling of ${kilobytes(ceiling)} KB` : `OVER, and above its ceiling of ${kilobytes(ceiling)} KB`;
  console.log(`${what}: ${kilobytes(gzip)} KB gzip, budget ${kilobytes(budget)} KB: ${state}`);
  return gzip <= (ceiling ?? budget);
}

/** The document, what it names, and what that imports; imports that are made later are not among them. */
function firstLoad() {
  const html = readFileSync(join(dist, 'hosted/index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name]) => `hosted/${name}`);
  const found = new Set(['hosted/index.html', ...named]);
  for (const name of found) {
    if (!name.endsWith('.js')) continue;
    for (const [, from] of readFileSync(join(dist, name), 'utf8').matchAll(/(?:^|[;}])\s*import\s*(?:[\w$*{][^'"`()]*?from\s*)?['"`](\.\/[^'"`]+)['"`]/g)) found.add(join(dirname(name), from));
  }
  return [...found];
}

function sum(names) {
  return names.map(weigh).reduce((total, { raw, gzip }) => ({ raw: total.raw + raw, gzip: total.gzip + gzip }), { raw: 0, gzip: 0 });
}

function weigh(name) {
  if (!weights.has(name)) {
    const bytes = readFileSync(join(dist, name));
    weights.set(name, { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length });
  }
  return weights.get(name);
}

function print(name, { raw, gzip }) {
  console.log(`${name.padEnd(44)} ${kilobytes(raw).padStart(8)} KB ${kilobytes(gzip).padStart(8)} KB gzip`);
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1);
}
