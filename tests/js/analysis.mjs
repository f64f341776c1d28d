// How long the analysis of large policies takes in the module, in Node: a table of 3,700 rows and 13 columns, whole and
// with a hole in it, and 500 alerts held against each other.
//   node analysis.mjs
// Prints a line per policy, in seconds of processor time, and fails where a finding is missing or a bound is passed.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { files } from './corpus.mjs';

const ROWS = 3700;
const COLUMNS = 13;
const RULES = 500;

const face = await import(pathToFileURL(files.script));
face.initSync({ module: readFileSync(files.module) });

const head = (fields) => `appraise: 1
policy: large
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields: {id: {type: string}, ${fields.join(', ')}}
`;

/** A table whose rows are the stretches of one input, cut again by the other columns in turn. */
function table(hit, hole) {
  const inputs = Array.from({ length: COLUMNS - 1 }, (_, at) => `f${at}`);
  const fields = inputs.map((name) => `${name}: {type: int, min: 0, max: 1000000}`);
  const rows = [];
  for (let at = 0; rows.length < ROWS; at += 1) {
    const cells = inputs.map(() => '-');
    const last = rows.length >= ROWS - 2;
    cells[0] = last ? `>= ${at * 100}` : `[${at * 100}..${at * 100 + 99}]`;
    const other = 1 + (at % (COLUMNS - 2));
    const low = [...cells];
    low[other] = `< ${at + 1}`;
    const high = [...cells];
    high[other] = hole && at === 1000 ? `> ${at + 1}` : `>= ${at + 1}`;
    rows.push(low, high);
  }
  const line = (cells, at) => `      - [${cells.map((cell) => `"${cell}"`).join(', ')}, ${at % 7}]\n`;
  return `${head(fields)}tables:
  large:
    hit: ${hit}
    inputs: {${inputs.map((name) => `${name}: ${name}`).join(', ')}}
    outputs: {points: {type: int}}
    rows:
${rows.map(line).join('')}`;
}

/** Alerts of which each asks two of forty fields; the last two tell of the same event. */
function alerts() {
  const names = Array.from({ length: 40 }, (_, at) => `f${at}`);
  const fields = names.map((name) => `${name}: {type: decimal(2), min: 0, nullable: true}`);
  const rule = (_, at) => {
    const [a, b] = [names[at % 40], names[(at * 7 + 3) % 40]];
    const doubled = at === RULES - 1 ? RULES - 2 : at;
    const [x, y] = doubled === at ? [a, b] : [names[doubled % 40], names[(doubled * 7 + 3) % 40]];
    return `  r${at}: {kind: risk, priority: low, when: "${x} >= ${doubled}.00 && (${x} < ${doubled + 50}.50 || ${y} > ${doubled * 2}.00)"}\n`;
  };
  return `${head(fields)}alerts:\n${Array.from({ length: RULES }, rule).join('')}`;
}

let failed = 0;

/** Times one policy; the fastest of three. */
function timed(what, policy, bound, wanted) {
  const request = JSON.stringify({ files: [{ name: 'policy.yaml', text: policy }] });
  let best = Infinity;
  let report;
  for (let round = 0; round < 3; round += 1) {
    const start = process.cpuUsage();
    report = face.analyse(request);
    best = Math.min(best, process.cpuUsage(start).user / 1e6);
  }
  const codes = {};
  for (const { code } of report.findings) codes[code] = (codes[code] ?? 0) + 1;
  const shown = Object.entries(codes).map(([code, times]) => `${times} ${code}`).join(', ') || 'nothing found';
  const right = report.ok && wanted(codes) && best < bound;
  failed += right ? 0 : 1;
  console.log(`${what}: ${best.toFixed(2)} s, at most ${bound} s: ${shown}${right ? '' : ' - NOT AS EXPECTED'}`);
}

const none = (codes) => Object.keys(codes).length === 0;
const size = `${ROWS} rows x ${COLUMNS} columns`;
timed(`table of ${size}, unique, whole`, table('unique', false), 1, none);
timed(`table of ${size}, unique, with a hole`, table('unique', true), 1, (codes) => codes.W564 === 1);
timed(`table of ${size}, first, whole`, table('first', false), 1, none);
timed(`${RULES} alerts pairwise`, alerts(), 5, (codes) => codes.W562 >= 1);
process.exit(failed ? 1 : 0);
