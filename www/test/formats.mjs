// The same customers in every format that the page takes give the same result; files that are not what they say are refused.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bank } from './bank.mjs';
import { AS_OF, choose, column, give, go, headline, openSetup, panel, problems, run } from './drive.mjs';
import { open, shot } from './harness.mjs';
import { serial, workbook, zip } from './workbook.mjs';

const MINI = `
appraise: 1
policy: mini
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: customer_id
    fields:
      customer_id: {type: string}
      value: {type: decimal(4)}
      life_stage: {type: string}
tags:
  high: {when: "value >= 50.0000", label: {en: High, zh-CN: 高}}
`;

export async function formats(browser, file, program, folder, claims) {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  const loaded = seen.requests.length;
  await context.setOffline(true);
  await choose(page, 'wealth-cvm');
  await page.getByTestId('as-of-input').fill(AS_OF);
  await sameInEveryFormat(page, claims);
  await mapping(page, claims);
  await wrongFiles(page, claims);
  if (program !== undefined) await folders(page, program, folder, claims);
  claims.is('formats: nothing is asked for, no violation, no script error', seen.requests.slice(loaded).every((url) => /^(?:blob|data):/.test(url)) && seen.violations.length + seen.errors.length === 0, [seen.requests.slice(loaded), seen.violations, seen.errors]);
  await context.close();
}

/** Records without those that the made-up bank has broken on purpose: their line numbers differ between formats. */
function records(text) {
  return text.trim().split('\n').map((line) => line.split(',')).filter((cells, _at, all) => cells.length === all[0].length);
}

async function sameInEveryFormat(page, claims) {
  const made = bank(90);
  const tables = { customers: records(made.customers.replace(/^.*onerror.*$/m, (line) => line.replace(/"<.*>"/, '安然'))), holdings: records(made.holdings) };
  const csv = (rows) => `${rows.map((cells) => cells.join(',')).join('\n')}\n`;
  const ndjson = (rows) => `${rows.slice(1).map((cells) => JSON.stringify(Object.fromEntries(cells.map((cell, at) => [rows[0][at], cell === '' ? null : /^-?\d+(?:\.\d+)?$/.test(cell) && !/_id$/.test(rows[0][at]) ? Number(cell) : /^(?:true|false)$/.test(cell) ? cell === 'true' : cell])))).join('\n')}\n`;
  const sheet = (rows) => rows.map((cells, line) => (line === 0 ? cells : cells.map((cell) => (/^\d{4}-\d\d-\d\d$/.test(cell) ? { day: serial(cell) } : /^-?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : cell))));
  const all = {
    CSV: [{ name: 'customers.csv', content: csv(tables.customers) }, { name: 'holdings.csv', content: csv(tables.holdings) }],
    'CSV with gzip': [{ name: 'customers.csv.gz', content: gzipSync(csv(tables.customers)) }, { name: 'holdings.csv.gz', content: gzipSync(csv(tables.holdings)) }],
    NDJSON: [{ name: 'customers.ndjson', content: ndjson(tables.customers) }, { name: 'holdings.ndjson', content: ndjson(tables.holdings) }],
    'XLSX with two sheets': [{ name: 'book.xlsx', content: workbook({ customers: sheet(tables.customers), holdings: sheet(tables.holdings) }) }],
  };
  const digests = {};
  const results = {};
  for (const [format, files] of Object.entries(all)) {
    digests[format] = await digestOf(page, files);
    await panel(page, 'files');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-customers').click()]);
    results[format] = readFileSync(await download.path(), 'utf8');
  }
  const wanted = digests['CSV'];
  claims.is('formats: CSV is scored', /^[0-9a-f]{64}$/.test(wanted ?? ''), await problems(page));
  for (const format of Object.keys(all).slice(1)) claims.is(`formats: ${format} gives the same result as CSV`, results[format] === results['CSV'], [results[format].slice(0, 200), await problems(page)]);
  // NDJSON has no head: what no line has is missing there, and not supplied in CSV. Only the table of unknowns tells them apart.
  for (const format of ['CSV with gzip', 'XLSX with two sheets']) claims.is(`formats: ${format} has the same digest as CSV`, digests[format] === wanted, digests);
}

async function digestOf(page, files) {
  await openSetup(page);
  while ((await page.getByTestId('remove').count()) > 0) await page.getByTestId('remove').first().click();
  await page.getByTestId('data-files').setInputFiles(files.map(({ name, content }) => ({ name, mimeType: '', buffer: Buffer.from(content) })));
  await page.locator('.files li').first().waitFor();
  const { state } = await run(page);
  if (state !== 'done') return `${state}: ${await problems(page)}`;
  await page.getByTestId('digest-now').click();
  await page.locator('button[data-test=digest]').waitFor();
  return page.locator('button[data-test=digest]').getAttribute('data-hash');
}

async function mapping(page, claims) {
  await give(page, [{ name: 'customers.csv', content: '客户号,姓名,管理资产规模,Branch office\nM1,王伟,123456.78,B9\nM2,李娜,2.00,B9\n' }]);
  await page.getByTestId('map').click();
  await page.getByTestId('mapping').waitFor();
  await page.getByTestId('map-propose').click();
  await page.locator('[data-map=branch_id]').selectOption('Branch office');
  await shot(page, 'portal-mapping-zh', false);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('map-save').click()]);
  const saved = readFileSync(await download.path(), 'utf8');
  claims.is('mapping: proposals and choices are saved as a file', JSON.parse(saved).tables.customers['管理资产规模'] === 'aum_prev_day' && JSON.parse(saved).tables.customers['Branch office'] === 'branch_id', saved);
  const { state } = await run(page);
  claims.is('mapping: a file with other column names is scored', state === 'done' && (await headline(page, 'scored')) === 2, await problems(page));
  const absent = await page.getByTestId('absent-customers').textContent();
  claims.is('mapping: mapped columns are not missing', !/aum_prev_day|branch_id|\bname\b/.test(absent), absent);
  await openSetup(page);
  await page.getByTestId('data-files').setInputFiles({ name: 'appraise-mapping.json', mimeType: '', buffer: Buffer.from('{"other": 1}') });
  await page.locator('.setup [data-test=diagnostics]').waitFor();
  claims.is('mapping: a file that is none is refused by name', /appraise-mapping\.json/.test(await problems(page)), await problems(page));
}

async function wrongFiles(page, claims) {
  const before = await headline(page, 'scored');
  for (const { what, name, content, wanted, within } of wrong()) {
    const said = await refused(page, name, content);
    if (within !== undefined) claims.is(`wrong file: ${what} is refused within ${within / 1000} s`, said.ms < within, said.ms);
    claims.is(`wrong file: ${what} is refused in words`, wanted.test(said.chinese) && /[\u4e00-\u9fff]/.test(said.chinese) && said.chinese.length < 2000, said.chinese.slice(0, 500));
    claims.is(`wrong file: ${what} is refused in English, too`, wanted.test(said.english) && !/[\u4e00-\u9fff]/.test(said.english), said.english.slice(0, 500));
  }
  claims.is('wrong file: after all of them the result is as it was', (await headline(page, 'scored')) === before);
  await give(page, [{ name: 'customers.csv', content: 'customer_id,name\nA,B\n' }]);
  claims.is('wrong file: the next good file is scored as before', (await run(page)).state === 'done' && before === 2 && (await headline(page, 'scored')) === 1, await problems(page));
}

/** Chooses one file, scores, and gives what the page says in both languages. */
async function refused(page, name, content) {
  await openSetup(page);
  while ((await page.getByTestId('remove').count()) > 0) await page.getByTestId('remove').first().click();
  await page.getByTestId('data-files').setInputFiles({ name, mimeType: '', buffer: Buffer.from(content) });
  await page.waitForTimeout(150);
  if ((await page.locator('.files li').count()) === 0 && (await page.locator('.setup [data-test=diagnostics]').count()) === 0) await page.locator('.files li, .setup [data-test=diagnostics]').first().waitFor();
  let ms = 0;
  if ((await page.locator('.files li').count()) > 0) {
    await page.locator('.files li select').first().selectOption('customers');
    ms = (await run(page)).ms;
  }
  const chinese = await problems(page);
  await page.locator('.languages button').nth(1).click();
  const english = await problems(page);
  await page.locator('.languages button').first().click();
  return { chinese, english, ms };
}

/** Files that are not what they say, that unpack to far more than they are, or that are wider than any table. */
function wrong() {
  const sheet = (content) => [
    ['xl/workbook.xml', '<workbook><sheets><sheet name="customers" r:id="rId1"/></sheets></workbook>'],
    ['xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'],
    ['xl/worksheets/sheet1.xml', content],
  ];
  const head = '<worksheet><sheetData><row><c t="str"><v>customer_id</v></c></row>';
  const million = Array.from({ length: 1_000_000 }, (_, at) => `c${at}`);
  const table = 'customer_id,name\nA,B\n';
  const parquet = (length, footer) => Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')]);
  const wide = Buffer.concat([Buffer.from([0x15, 0x02, 0x19, 0xfc, 0xc1, 0x84, 0x3d]), Buffer.alloc(1000)]);
  const size = (bytes) => Buffer.from(Uint32Array.of(bytes).buffer);
  return [
    { what: 'an old workbook', name: 'customers.xls', content: Buffer.from('d0cf11e0a1b11ae1', 'hex'), wanted: /XLS/ },
    { what: 'a picture', name: 'customers.csv', content: Buffer.from('89504e470d0a1a0a', 'hex'), wanted: /PNG/ },
    { what: 'a workbook that is text', name: 'customers.xlsx', content: table, wanted: /customers\.xlsx.*XLSX/ },
    { what: 'a Parquet file that is CSV', name: 'customers.parquet', content: table, wanted: /customers\.parquet.*Parquet/ },
    { what: 'a Parquet file that is a workbook', name: 'customers.parquet', content: workbook({ customers: [['customer_id'], ['A']] }), wanted: /customers\.parquet.*XLSX/ },
    { what: 'a gzip file that is none', name: 'customers.csv.gz', content: table, wanted: /customers\.csv\.gz.*gzip/ },
    { what: 'a workbook that is a zip of something else', name: 'customers.xlsx', content: zip([['a.txt', 'a']]), wanted: /customers\.xlsx/ },
    { what: 'half a workbook', name: 'customers.xlsx', content: workbook({ customers: [['customer_id'], ['A']] }).subarray(0, 300), wanted: /customers\.xlsx/ },
    { what: 'a damaged Parquet file', name: 'customers.parquet', content: 'PAR1 this is no table PAR1', wanted: /customers\.parquet/ },
    { what: 'a Parquet file that ends too early', name: 'customers.parquet', content: parquet(size(1000), wide).subarray(0, 600), wanted: /customers\.parquet.*(?:too early|不完整)/ },
    { what: 'a damaged gzip file', name: 'customers.csv.gz', content: Buffer.concat([gzipSync('customer_id\nA\n').subarray(0, 18), Buffer.from('zzzz')]), wanted: /customers\.csv\.gz/ },
    { what: 'a workbook whose sheet unpacks to far too much', name: 'customers.xlsx', content: zip(sheet(Buffer.concat([Buffer.from(head), Buffer.alloc(160 << 20, '<row><c t="str"><v>a</v></c></row>')]))), wanted: /far more|远超/ },
    { what: 'a workbook whose texts unpack to far too much', name: 'customers.xlsx', content: zip([...sheet(`${head}</sheetData></worksheet>`), ['xl/sharedStrings.xml', Buffer.concat([Buffer.from('<sst>'), Buffer.alloc(160 << 20, '<si><t>a</t></si>')])]]), wanted: /far more|远超/ },
    { what: 'a gzip file that unpacks to far too much', name: 'customers.csv.gz', content: gzipSync(Buffer.concat([Buffer.from('customer_id\n'), Buffer.alloc(160 << 20, `${'a'.repeat(4000)}\n`)])), wanted: /far more|远超/ },
    { what: 'a gzip file of lines of one letter', name: 'customers.csv.gz', content: gzipSync(Buffer.concat([Buffer.from('customer_id\n'), Buffer.alloc(64_000_000, 'a\n')])), wanted: /far more|远超/, within: 15_000 },
    { what: 'a million columns of CSV', name: 'customers.csv', content: `customer_id,${million.join(',')}\nA${',1'.repeat(1_000_000)}\n`, wanted: /10000/ },
    { what: 'a million columns of a workbook', name: 'customers.xlsx', content: zip(sheet(`<worksheet><sheetData><row><c t="str"><v>customer_id</v></c>${million.map((name) => `<c t="str"><v>${name}</v></c>`).join('')}</row></sheetData></worksheet>`)), wanted: /10000/ },
    { what: 'a million columns of Parquet', name: 'customers.parquet', content: parquet(size(wide.length), wide), wanted: /10000/ },
    { what: 'a description of Parquet longer than any', name: 'customers.parquet', content: parquet(size(0x7fffffff), wide), wanted: /10000/ },
  ];
}

/** A bank made by the program, as a batch leaves it and as it is delivered to one manager. */
async function folders(page, program, folder, claims) {
  const [input, result, delivered] = ['bank', 'run', 'delivered'].map((name) => join(folder, `folders-${name}`));
  const policy = join(import.meta.dirname, '../../core/policies/wealth-cvm');
  const module = ['--module', join(import.meta.dirname, '../engine/appraise_bg.wasm')];
  const call = (...args) => execFileSync(program, args, { stdio: 'pipe' });
  call('synth', '--customers', '600', '--seed', '5', '--out', input);
  try {
    call('score', ...module, '--policy', policy, '--input', input, '--as-of', AS_OF, '--out', result);
  } catch (error) {
    if (error.status !== 1) throw error;
  }
  call('deliver', ...module, '--input', input, '--out', delivered, '--at', `${AS_OF}T07:00:00+08:00`, '--by', 'test', '--key', keyFile(folder), result);
  const own = join(delivered, 'rm/RM002');
  const more = { 'journal.csv': 'customer_id,entry_id,task_id,action,author,at\n', 'customers.csv': 'customer_id\nX1\n', 'output/customers.csv': 'customer_id\nX2\n' };
  for (const [name, text] of Object.entries(more)) writeFileSync(join(own, name), text);
  await openSetup(page);
  await page.getByTestId('data-folder').setInputFiles(own);
  await page.getByTestId('origin').waitFor();
  const taken = await page.locator('.files .file-name').allInnerTexts();
  claims.is('folder: of a delivery the inputs, the state and the journal are taken, results are not', taken.filter((name) => name === 'customers.csv').length === 1 && taken.includes('journal.csv') && taken.some((name) => /^state_/.test(name)) && !taken.includes('tasks.csv') && !taken.includes('contacts.csv'), taken);
  const { state } = await run(page);
  const origin = await page.getByTestId('origin').innerText();
  claims.is('folder: a delivery brings its day and policy', state === 'done' && origin.includes('RM002') && (await page.getByTestId('as-of').innerText()) === AS_OF && (await page.getByTestId('origin-policy').getAttribute('data-same')) === 'true', [state, origin, await problems(page)]);
  await panel(page, 'freshness');
  await page.locator('[data-test=freshness] tbody tr').first().waitFor();
  claims.is('folder: the age of each table is shown', (await page.locator('[data-test=freshness] tbody tr').count()) > 3);
  await panel(page, 'files');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-unknowns').click()]);
  const listed = unknownsIn(readFileSync(await download.path(), 'utf8'));
  await panel(page, 'unknowns');
  await page.locator('[data-test=unknowns] tbody tr').first().waitFor();
  const counted = await page.locator('[data-test=unknowns] tbody tr').evaluateAll((rows) => rows.map((row) => `${row.dataset.field} ${row.dataset.reason} ${row.dataset.customers}`));
  claims.is('folder: customers of whom something is unknown are counted as the exported table lists them', listed.length > 0 && counted.sort().join() === listed.sort().join(), [counted.slice(0, 5), listed.slice(0, 5)]);
  claims.is('folder: what is unknown names what it leaves open', (await page.locator('[data-test=unknowns] tbody tr').first().innerText()).length > 10);
  await shot(page, 'portal-data-zh', false);
  await openSetup(page);
  await page.getByTestId('data-folder').setInputFiles(delivered);
  await page.locator('.setup [data-test=diagnostics]').waitFor();
  claims.is('folder: the folders of several people are not guessed at', (await page.locator('.setup [data-test=diagnostics]').innerText()).length > 5);
  await page.getByTestId('policy-files').setInputFiles({ name: 'mini.yaml', mimeType: '', buffer: Buffer.from(MINI) });
  await page.locator('.setup .sound').first().waitFor();
  const digests = [];
  for (const name of ['customers.csv', 'customers.parquet']) digests.push(await digestOf(page, [{ name, content: readFileSync(join(result, name)) }]));
  claims.is('formats: Parquet gives the same result as CSV, decimals to the last place', digests[0] === digests[1] && /^[0-9a-f]{64}$/.test(digests[0]), [digests, await problems(page)]);
}

/** Field, reason and the number of customers, as the table has them; its cells hold neither commas nor quotes. */
function unknownsIn(text) {
  const [head, ...lines] = text.trim().split(/\r?\n/).map((line) => line.split(',').map((cell) => (cell === '""' ? '' : cell)));
  const at = (name) => head.indexOf(name);
  const found = new Map();
  for (const cells of lines) {
    const name = `${cells[at('field')]} ${cells[at('reason')]}`;
    found.set(name, (found.get(name) ?? new Set()).add(cells[at('row')]));
  }
  return [...found].map(([name, rows]) => `${name} ${rows.size}`);
}

function keyFile(folder) {
  const path = join(folder, 'pseudonyms.key');
  execFileSync('sh', ['-c', `head -c 64 /dev/zero | tr '\\0' 'k' > '${path}'`]);
  return path;
}
