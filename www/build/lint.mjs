// Reads what was built and fails when it names an address or an interface that could send something away, or uses what the
// oldest browsers that the page is for do not know.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './common.mjs';
import { floorProblems } from './lint/floor.mjs';
import { moduleProblems, networkProblems } from './lint/network.mjs';

const dist = join(root, 'dist');
const files = readdirSync(dist, { recursive: true }).map(String).filter((name) => /\.(?:js|html|css|wasm)$/.test(name)).sort();
const problems = files.flatMap((name) => (name.endsWith('.wasm') ? moduleProblems(name, readFileSync(join(dist, name))) : texts(name)));

for (const { name, index, what } of problems) console.error(`dist/${name}:${index}: ${what}`);
console.log(`${files.length} built files read, ${problems.length} problems`);
process.exit(problems.length === 0 && existsSync(dist) ? 0 : 1);

function texts(name) {
  const text = readFileSync(join(dist, name), 'utf8');
  return [...networkProblems(name, text), ...floorProblems(name, text)].map((problem) => ({ ...problem, what: `${problem.what}\n  near ${JSON.stringify(text.slice(Math.max(0, problem.index - 60), problem.index + 60))}` }));
}
