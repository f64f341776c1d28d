// What the JS face answers to a case, in the same words as tests/src/corpus/answer.rs. It runs in Node and in a page.

const FIXED = ['customers', 'contributions'];
const NO_TABLES = ['warnings', 'analysis', 'summary', 'test', 'coverage', 'suggest', 'print', 'names', 'schema', 'profile', 'customer', 'query', 'page', 'explain', 'reach', 'what_if', 'measure', 'assessment', 'compare'];
const JSON_SECTIONS = ['analysis', 'profile', 'summary', 'customer', 'query', 'page', 'names', 'explain', 'reach', 'what_if', 'measure', 'assessment', 'compare', 'test', 'coverage', 'suggest', 'schema'];
const PIECE = 7;
const IN_PIECES = 1 << 16;

/**
 * Runs a case on the face: `{ differences }`, one per way of reading its tables, or `null` for a case without a door.
 * A difference is `null`, or the first section that is not as the case expects.
 */
export function run(face, input) {
  if (input.case.put) return null;
  const expected = Object.fromEntries(Object.entries(input.case.expect ?? {}).map(([name, text]) => [name, String(text)]));
  const differences = [difference(answer(face, input, Infinity), expected)];
  const size = input.tables.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  if (input.tables.length > 0 && size <= IN_PIECES) differences.push(difference(answer(face, input, PIECE), expected));
  return differences;
}

function answer(face, input, piece) {
  const said = {};
  const held = [];
  try {
    fill(face, input, piece, said, held);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) said.refused = `not a failure of the engine: ${error}`;
    else if (failure.kind === 'policy') said.findings = lines(failure.diagnostics, 'error');
    else said.refused = line(failure.diagnostics[0]);
    said.exit = '2';
  } finally {
    for (const object of held.reverse()) object.free();
  }
  return said;
}

function fill(face, input, piece, said, held) {
  const keep = (object) => (held.push(object), object);
  const { case: asked } = input;
  const silent = (what) => FIXED.includes(what) || NO_TABLES.includes(what) || ['funnel', 'state_tasks', 'state_outbox', 'state_touches', 'state_run'].includes(what);
  const shows = (what) => (asked.show ? asked.show.includes(what) : what === 'customers' || !silent(what));
  const question = asked.assess?.label === undefined ? undefined : asked.assess;
  const files = asked.request ?? JSON.stringify({ files: input.files, question, keep: asked.keep });
  const checked = face.check(files);
  if (!checked.ok) {
    said.exit = '2';
    said.findings = lines(checked.diagnostics, 'error');
    return;
  }
  const policy = keep(new face.Policy(files));
  const lang = asked.lang ?? 'en';
  said.exit = '0';
  if (shows('warnings')) said.findings = lines(checked.diagnostics, 'warning');
  if (shows('test')) said.test = json(policy.test());
  if (shows('coverage')) said.coverage = json(policy.coverage());
  if (shows('suggest')) said.suggest = json(face.suggest(files));
  if (shows('analysis')) said.analysis = json(face.analyse(files));
  if (shows('print')) said.print = policy.print(lang);
  if (shows('names')) said.names = json(policy.names());
  if (shows('schema')) said.schema = json(policy.schema());
  if (asked.as_of === undefined) return;
  const dataset = keep(new face.Dataset(policy));
  fillDataset(dataset, input, piece, () => true);
  const read = dataset.seal();
  said.exit = read.tables.every((table) => table.quarantined === 0 && table.faults === 0) ? '0' : '1';
  if (shows('profile')) said.profile = json(dataset.profile());
  if (asked.customer !== undefined) said.customer = json(dataset.customer(asked.customer, 1000));
  const outcome = keep(face.Outcome.run(policy, dataset, asked.as_of, asked.force ?? false));
  said.digest = outcome.digest();
  for (const { name } of policy.schema().outputs) {
    if (!shows(name)) continue;
    const text = new TextDecoder().decode(outcome.csv(name)).replaceAll('\r\n', '\n');
    const rows = outcome.page(name, 0, 1).total;
    if (silent(name) || rows > 0) said[name] = text;
  }
  if (shows('summary')) said.summary = json(outcome.summary());
  if (asked.output !== undefined) outcome.csv(asked.output);
  if (asked.explain !== undefined) said.explain = json(outcome.explain(asked.explain, lang));
  if (asked.query !== undefined) {
    const query = keep(new face.Query(outcome, JSON.stringify(asked.query)));
    said.query = json(query.groups());
    if (asked.page !== undefined) said.page = json(query.page(JSON.stringify(asked.page)));
  }
  if (asked.reach !== undefined) said.reach = json(outcome.reach(asked.reach.customer, asked.reach.goal, lang));
  if (asked.what_if !== undefined) {
    said.what_if = json(outcome.whatIf(asked.what_if.customer, JSON.stringify(asked.what_if.edits), lang));
  }
  if (input.history.length > 0) measured(face, { policy, dataset }, input, piece, { said, keep });
  if (asked.assess !== undefined) {
    const assessment = outcome.assess(JSON.stringify(asked.assess));
    said.findings = lines(assessment.findings, 'warning');
    said.assessment = json(assessment);
  }
  if (input.against.length > 0) compare(face, input, piece, { policy, outcome }, { said, keep, shows });
}

/** What the rules have been worth, by deliveries of earlier days. */
function measured(face, { policy, dataset }, input, piece, { said, keep }) {
  const history = keep(new face.History(policy));
  for (const [day, tables] of input.history) {
    const delivered = keep(new face.Dataset(policy));
    for (const [table, bytes] of tables) feed(delivered, table, bytes, piece);
    delivered.seal();
    history.add(delivered, day);
  }
  const { as_of: instant, show } = input.case;
  if (show?.includes('measure')) said.measure = json(history.measure(dataset, instant));
  said.measures = new TextDecoder().decode(history.csv(dataset, instant)).replaceAll('\r\n', '\n');
}

/** The run of the other policy, and the comparison of the two. */
function compare(face, input, piece, old, { said, keep, shows }) {
  const { case: asked } = input;
  const files = JSON.stringify({ files: input.against });
  const checked = face.check(files);
  if (!checked.ok) {
    said.exit = '2';
    said.findings = lines(checked.diagnostics, 'error');
    return;
  }
  const policy = keep(new face.Policy(files));
  const comparison = keep(new face.Comparison(old.policy, policy, asked.value));
  const has = policy.schema().inputs.map(({ name }) => name);
  const dataset = keep(new face.Dataset(policy));
  fillDataset(dataset, input, piece, (table) => has.includes(table));
  dataset.seal();
  const outcome = keep(face.Outcome.run(policy, dataset, asked.as_of, asked.force ?? false));
  comparison.add(old.outcome, outcome);
  if (shows('compare')) said.compare = json(comparison.report());
  for (const name of face.Comparison.tables()) {
    if (!shows(name)) continue;
    const text = new TextDecoder().decode(comparison.csv(name)).replaceAll('\r\n', '\n');
    if (text.trimEnd().includes('\n')) said[name] = text;
  }
}

function fillDataset(dataset, input, piece, takes) {
  const { case: asked } = input;
  for (const [table, bytes] of input.tables.filter(([name]) => takes(name))) {
    const text = asked.encoding ? new TextEncoder().encode(new TextDecoder(asked.encoding).decode(bytes)) : bytes;
    for (let time = 0; time <= (asked.again === table ? 1 : 0); time += 1) feed(dataset, table, text, piece);
  }
}

/** Feeds a text in pieces; what is left over comes again in front of the next one. */
function feed(dataset, table, bytes, piece) {
  let from = 0;
  let to = 0;
  do {
    to = Math.min(bytes.length, to + piece);
    from += dataset.read(table, bytes.subarray(from, to), to === bytes.length);
  } while (to < bytes.length);
}

function failureOf(error) {
  try {
    const failure = JSON.parse(error.message);
    return Array.isArray(failure.diagnostics) ? failure : null;
  } catch {
    return null;
  }
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function lines(findings, severity) {
  return findings.filter((finding) => finding.severity === severity).map((finding) => `${line(finding)}\n`).join('');
}

function line(finding) {
  const place = finding.file && finding.line && finding.column ? ` ${finding.file}:${finding.line}:${finding.column}` : '';
  const pointer = finding.pointer ? ` ${finding.pointer}` : '';
  const help = finding.help?.en ? `; ${finding.help.en}` : '';
  const silent = (texts) => texts && (texts.en === '') !== (texts['zh-CN'] === '');
  const missing = silent(finding.message) || silent(finding.help) ? ' [one language is missing]' : '';
  return `${finding.code}${place}${pointer}: ${finding.message.en}${help}${missing}`;
}

function difference(got, wanted) {
  for (const section of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
    const [a, b] = [got[section] ?? '', wanted[section] ?? ''];
    if (a !== b && !(JSON_SECTIONS.includes(section) && sorted(a) === sorted(b))) return { section, got: a, wanted: b };
  }
  return null;
}

/** JSON with the keys of every object in order, so that equal values are equal texts. */
function sorted(text) {
  const order = (_, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  try {
    return JSON.stringify(JSON.parse(text), order);
  } catch {
    return text;
  }
}
