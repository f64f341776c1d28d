// Case files for JavaScript: read, and resolved to texts and bytes. The format is described in tests/src/corpus/case.rs.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'tests/cases');
const data = process.env.APPRAISE_DATA ?? join(root, '../shared/data');

/** The module and the script that wasm-pack wrote for it. */
export const files = {
  module: process.env.APPRAISE_MODULE ?? join(root, 'target/module/appraise_bg.wasm'),
  script: process.env.APPRAISE_SCRIPT ?? join(root, 'target/module/appraise.js'),
};

/** Every case: its name, and its input, or why there is none. Words keep the cases whose name holds one of them. */
export function cases(words) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.yaml')).sort();
  return paths
    .map((path) => join(folder, path))
    .map((path) => ({ name: relative(folder, path), path }))
    .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
}

/** Reads a case: `{ case, files, tables, history }`; `null` when it needs test data that is not there. */
export function input(path) {
  const found = parse(readFileSync(path, 'utf8'));
  const named = [...(found.policy === undefined ? [] : [['p.yaml', found.policy]]), ...Object.entries(found.files ?? {}).sort(byName)];
  const texts = named.flatMap(([name, source]) => policyTexts(name, source, path));
  const against = found.against === undefined ? [] : policyTexts('p.yaml', found.against, path);
  const read = (sources) => Object.entries(sources ?? {}).sort(byName).map(([name, source]) => [name, bytes(source)]);
  const tables = read(found.tables);
  if (tables.some(([, content]) => content === null)) return null;
  const history = Object.entries(found.history ?? {}).sort(byName).map(([day, sources]) => [day, read(sources)]);
  return { case: found, files: texts, tables, history, against };
}

/** The files of a policy as a case at `path` gives it: those at a path beside it, or one of this text. */
function policyTexts(name, source, path) {
  const isPath = typeof source === 'string' && /\.yaml$|\/$/.test(source) && !source.includes('\n');
  return isPath ? policyFiles(join(dirname(path), source)) : [{ name, text: bytes(source).toString('utf8') }];
}

/** The files of a policy: one file, or the texts of a folder in the order of their names. */
function policyFiles(path) {
  const inFolder = (name) => join(path, name);
  const isText = (name) => name.endsWith('.yaml') || name.endsWith('.csv');
  const paths = statSync(path).isDirectory() ? readdirSync(path).filter(isText).sort().map(inFolder) : [path];
  return paths.map((file) => ({ name: basename(file), text: readFileSync(file, 'utf8') }));
}

function byName([a], [b]) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bytes(source) {
  if (typeof source === 'string') return Buffer.from(source);
  if (source.base64 !== undefined) return Buffer.from(source.base64, 'base64');
  if (source.data !== undefined) {
    const path = join(data, source.data);
    return existsSync(path) ? readFileSync(path) : null;
  }
  return Buffer.from(source.parts.map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times))).join(''));
}

/** Counts, and the last line. */
export class Tally {
  passed = 0;
  failed = 0;
  withoutData = 0;
  elsewhere = 0;

  /** Notes the difference that a run of a case gave, if any. */
  note(name, engine, difference) {
    if (difference === null) {
      this.passed += 1;
      return;
    }
    this.failed += 1;
    const { section, got, wanted } = difference;
    console.log(`FAILED ${name} on ${engine}: \`${section}\` is\n${cut(got)}\ninstead of\n${cut(wanted)}\n`);
  }

  end() {
    if (this.elsewhere > 0) console.log(`${this.elsewhere} cases have no door in JavaScript: they give typed columns`);
    const leftOut = this.withoutData > 0 ? `; ${this.withoutData} cases not run, as their data are not in ${data}` : '';
    console.log(`${this.passed} passed, ${this.failed} failed${leftOut}`);
    process.exitCode = this.failed > 0 || this.passed === 0 ? 1 : 0;
  }
}

function cut(text) {
  return String(text).slice(0, 4000);
}
