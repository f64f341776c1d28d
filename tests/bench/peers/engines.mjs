// The benchmark job in rule engines for JavaScript, one thread.
//
// usage: node engines.mjs CUSTOMERS.csv ROWS; prints a line of JSON per engine, in the form of columns.py.
//
// Each is driven in its best way: compiled once, and given its own form of a row, which is made before the clock starts.
// None has an unknown, so the customers are those without a missing cell. Scores are doubles here; they are rounded to
// their fourth place to be added up.
import { readFileSync } from 'node:fs';
import { Environment } from '@marcbachmann/cel-js';
import { LogicEngine } from 'json-logic-engine';
import { Engine } from 'json-rules-engine';

const [path, rowsText] = process.argv.slice(2);
const RULES = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
const REPETITIONS = 3;

/** The first rows of the file as objects. */
function read() {
  const lines = readFileSync(path, 'utf8').split('\n', Number(rowsText) + 1);
  const names = lines[0].split(',');
  return lines.slice(1).filter((line) => line !== '').map((line) => {
    const cells = line.split(',');
    const row = Object.fromEntries(names.map((name, at) => [name, Number(cells[at])]));
    return { ...row, risk: cells[names.indexOf('risk')], mort: cells[names.indexOf('mort')] === 'true' };
  });
}

/** Seconds of processor time of the best of a few runs, and what the last gave. */
async function best(repetitions, job) {
  let least = Infinity;
  let result;
  for (let i = 0; i < repetitions; i++) {
    const start = process.cpuUsage();
    result = await job();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1e6);
  }
  return [least, result];
}

/** Counts what came out: per rule how often it is true, per tier its customers, the scores added up. */
function counted(out) {
  const rules = Object.fromEntries(RULES.map((name) => [name, [out.filter((row) => row[name]).length, 0]]));
  const tiers = [0, 1, 2, 3].map((tier) => out.filter((row) => row.tier === tier).length);
  const score = out.reduce((sum, row) => sum + Math.round(row.score * 10_000), 0);
  return { rules, tiers, unrated: 0, score };
}

/** Measures an engine: `prepare` makes its form of a row, `run` judges prepared rows. */
async function measure(name, { prepare, run, result = counted }) {
  const given = read().map(prepare);
  const [seconds, out] = await best(REPETITIONS, () => run(given));
  const [withReading] = await best(2, () => run(read().map(prepare)));
  const version = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
  const line = { name, version, class: 'JavaScript', variant: 'dense', rows: given.length, seconds, with_reading: withReading, result: result(out) };
  console.log(JSON.stringify(line));
}

const v = (name) => ({ var: name });
const when = (...branches) => ({ if: branches });
const JSON_LOGIC = {
  r1: { and: [{ '>': [v('aum'), 0] }, { '>': [{ '/': [v('outflow'), v('aum')] }, 0.3] }] },
  r2: { in: [v('dtm'), [15, 7, 3]] },
  r3: { and: [{ '>=': [v('aum'), 500_000] }, { '>': [v('last_contact'), 30] }] },
  r4: { and: [{ '>=': [v('age'), 60] }, { '===': [v('risk'), 'high'] }] },
  r5: { and: [{ '===': [v('tx'), 0] }, { '>': [v('aum'), 50_000] }] },
  r6: { and: [{ '>=': [v('prod'), 3] }, { '>': [v('tenure'), 36] }, { '!': [v('mort')] }] },
};
const JSON_SCORE = {
  '+': [
    { '*': [0.4, when({ '<': [v('aum'), 50_000] }, 5, { '<': [v('aum'), 300_000] }, 30, { '<': [v('aum'), 1_000_000] }, 65, 100)] },
    { '*': [0.25, when({ '<': [v('tx'), 5] }, 10, { '<': [v('tx'), 20] }, 55, 100)] },
    { '*': [0.2, when({ '<': [v('tenure'), 24] }, 20, { '<': [v('tenure'), 60] }, 60, 100)] },
    { '*': [0.15, when({ '===': [v('risk'), 'low'] }, 100, { '===': [v('risk'), 'mid'] }, 60, 20)] },
  ],
};
const JSON_TIER = when({ '>=': [v('score'), 80] }, 0, { '>=': [v('score'), 60] }, 1, { '>=': [v('score'), 40] }, 2, 3);

function jsonLogic() {
  const engine = new LogicEngine();
  const rules = RULES.map((name) => [name, engine.build(JSON_LOGIC[name])]);
  const [score, tier] = [engine.build(JSON_SCORE), engine.build(JSON_TIER)];
  const judge = (row) => {
    const out = Object.fromEntries(rules.map(([name, rule]) => [name, rule(row)]));
    out.score = Math.round(score(row) * 10_000) / 10_000;
    out.tier = tier(out);
    return out;
  };
  return measure('json-logic-engine', { prepare: (row) => row, run: (rows) => rows.map(judge) });
}

const CEL = {
  r1: 'aum > 0.0 && outflow / aum > 0.3',
  r2: 'dtm in [15, 7, 3]',
  r3: 'aum >= 500000.0 && last_contact > 30',
  r4: "age >= 60 && risk == 'high'",
  r5: 'tx == 0 && aum > 50000.0',
  r6: 'prod >= 3 && tenure > 36 && !mort',
};
const CEL_SCORE = '(aum < 50000.0 ? 5.0 : aum < 300000.0 ? 30.0 : aum < 1000000.0 ? 65.0 : 100.0) * 0.4'
  + ' + (tx < 5 ? 10.0 : tx < 20 ? 55.0 : 100.0) * 0.25 + (tenure < 24 ? 20.0 : tenure < 60 ? 60.0 : 100.0) * 0.2'
  + " + (risk == 'low' ? 100.0 : risk == 'mid' ? 60.0 : 20.0) * 0.15";
const CEL_TIER = 'score >= 80.0 ? 0 : score >= 60.0 ? 1 : score >= 40.0 ? 2 : 3';

function cel() {
  const fields = new Environment()
    .registerVariable('aum', 'double').registerVariable('outflow', 'double').registerVariable('risk', 'string')
    .registerVariable('mort', 'bool').registerVariable('dtm', 'int').registerVariable('last_contact', 'int')
    .registerVariable('age', 'int').registerVariable('tx', 'int').registerVariable('prod', 'int')
    .registerVariable('tenure', 'int');
  const rules = RULES.map((name) => [name, fields.parse(CEL[name])]);
  const score = fields.parse(CEL_SCORE);
  const tier = new Environment().registerVariable('score', 'double').parse(CEL_TIER);
  const judge = (row) => {
    const out = Object.fromEntries(rules.map(([name, rule]) => [name, rule(row)]));
    out.score = Math.round(score(row) * 10_000) / 10_000;
    out.tier = Number(tier(out));
    return out;
  };
  // Integers are BigInt there; making them is no part of the job.
  const ints = ['dtm', 'last_contact', 'age', 'tx', 'prod', 'tenure'];
  const prepare = (row) => ({ ...row, ...Object.fromEntries(ints.map((name) => [name, BigInt(row[name])])) });
  return measure('@marcbachmann/cel-js', { prepare, run: (rows) => rows.map(judge) });
}

/** It has rules and no arithmetic: the share is a column, and there is neither a score nor a tier. */
function jsonRules() {
  const is = (fact, operator, value) => ({ fact, operator, value });
  const conditions = {
    r1: [is('aum', 'greaterThan', 0), is('share', 'greaterThan', 0.3)],
    r2: [is('dtm', 'in', [15, 7, 3])],
    r3: [is('aum', 'greaterThanInclusive', 500_000), is('last_contact', 'greaterThan', 30)],
    r4: [is('age', 'greaterThanInclusive', 60), is('risk', 'equal', 'high')],
    r5: [is('tx', 'equal', 0), is('aum', 'greaterThan', 50_000)],
    r6: [is('prod', 'greaterThanInclusive', 3), is('tenure', 'greaterThan', 36), is('mort', 'equal', false)],
  };
  const engine = new Engine();
  for (const name of RULES) engine.addRule({ conditions: { all: conditions[name] }, event: { type: name } });
  const run = async (rows) => {
    const out = [];
    for (const row of rows) {
      const { events } = await engine.run(row);
      out.push(Object.fromEntries(events.map(({ type }) => [type, true])));
    }
    return out;
  };
  const prepare = (row) => ({ ...row, share: row.aum > 0 ? row.outflow / row.aum : 0 });
  const result = (out) => ({ rules: counted(out.map((row) => ({ ...row, score: 0 }))).rules });
  return measure('json-rules-engine', { prepare, run, result });
}

await jsonLogic();
await cel();
await jsonRules();
