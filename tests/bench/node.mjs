// The benchmark's job in Node: the module's batch exports, driven as a host would.
//
// usage: node node.mjs MODULE POLICY.json CUSTOMERS.csv REPETITIONS; prints a line of JSON
import { readFileSync } from 'node:fs';

const [modulePath, policyPath, csvPath, repetitions] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(modulePath));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  (imports[from] ??= {})[name] = () => {
    throw new Error(`the import ${name} was called`);
  };
}
const { exports: engine } = new WebAssembly.Instance(module, imports);

/** Copies bytes into a buffer of the module. */
function give(bytes) {
  const address = engine.appraise_alloc(bytes.length) >>> 0;
  new Uint8Array(engine.memory.buffer, address, bytes.length).set(bytes);
  return [address, bytes.length];
}

/** The text of a buffer handle; an error when the call failed. */
function text(handle) {
  const failed = handle === 0;
  const buffer = failed ? engine.appraise_last_error() : handle;
  const bytes = new Uint8Array(
    engine.memory.buffer,
    engine.appraise_buffer_ptr(buffer) >>> 0,
    engine.appraise_buffer_len(buffer) >>> 0,
  );
  const result = new TextDecoder().decode(bytes);
  engine.appraise_release(buffer);
  if (failed) throw new Error(result);
  return result;
}

/** Seconds since an instant. */
function seconds(start) {
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const utf8 = (string) => new TextEncoder().encode(string);
const policy = engine.appraise_load(...give(readFileSync(policyPath)));
if (policy === 0) text(0);
const reading = process.hrtime.bigint();
const dataset = engine.appraise_dataset(policy);
let rest = readFileSync(csvPath);
while (rest.length > 0) {
  const piece = rest.subarray(0, 16 << 20);
  const last = piece.length === rest.length ? 1 : 0;
  const used = engine.appraise_read(dataset, ...give(utf8('customers')), ...give(piece), last) >>> 0;
  if (used === 0xffffffff) text(0);
  rest = rest.subarray(used);
}
text(engine.appraise_seal(dataset));
const read = seconds(reading);
let best = Infinity;
let withReasons = Infinity;
let table = Infinity;
let rows = 0;
let digest = '';
for (let i = 0; i < Number(repetitions); i++) {
  const start = process.hrtime.bigint();
  const outcome = engine.appraise_run(policy, dataset, ...give(utf8('2026-11-21')), 0);
  best = Math.min(best, seconds(start));
  if (outcome === 0) text(0);
  if (i === 0) {
    digest = text(engine.appraise_digest(outcome));
    rows = JSON.parse(text(engine.appraise_summary(outcome))).rows;
  }
  engine.appraise_release(outcome);
  // The same, keeping every contribution; then the table of them.
  const again = process.hrtime.bigint();
  const kept = engine.appraise_run(policy, dataset, ...give(utf8('2026-11-21')), 2);
  withReasons = Math.min(withReasons, seconds(again));
  if (kept === 0) text(0);
  const making = process.hrtime.bigint();
  const contributions = engine.appraise_output(kept, ...give(utf8('contributions')));
  table = Math.min(table, seconds(making));
  if (contributions === 0) text(0);
  engine.appraise_release(contributions);
  engine.appraise_release(kept);
}
const version = process.versions.v8;
console.log(JSON.stringify({ version, rows, seconds: best, with_reasons: withReasons, table, with_reading: read + best, digest }));
