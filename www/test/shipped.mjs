// The shipped policies on the data that they were written for, and a large bank for time and memory.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AS_OF, choose, column, customers, explain, give, go, headline, number, panel, run, scaled, sum, tasksReady } from './drive.mjs';
import { open, shot, www } from './harness.mjs';

const data = resolve(process.env.APPRAISE_DATA ?? join(www, '../../shared/data'));
/** The program that makes synthetic banks and scores them; undefined where it is not built. */
export const program = [process.env.APPRAISE, '../target/release/appraise', '../target/debug/appraise'].filter(Boolean).map((path) => resolve(www, path)).find(existsSync);
/** The module that the page was built with, for the batch to run on. */
export const module = join(resolve(www, process.env.APPRAISE_ENGINE ?? 'engine'), 'appraise_bg.wasm');
const PRIORITIES = ['urgent', 'high', 'normal', 'low'];

/** Returns what was absent. */
export async function shipped(browser, file, folder, claims) {
  const absent = [];
  for (const [policy, name, rows] of [['card-attrition', 'BankChurners.csv', 10_127], ['term-deposit', 'bank-full.csv', 45_211]]) {
    if (existsSync(join(data, name))) await score(browser, file, policy, [join(data, name)], rows, claims);
    else absent.push(join(data, name));
  }
  if (program === undefined) return [...absent, 'the program `appraise`, which makes synthetic banks'];
  for (const rows of [2000, 20_000]) {
    const bank = join(folder, `bank-${rows}`);
    execFileSync(program, ['synth', '--customers', String(rows), '--seed', '7', '--out', bank]);
    const files = readdirSync(bank).filter((name) => name.endsWith('.csv')).map((name) => join(bank, name));
    await score(browser, file, 'wealth-cvm', files, rows, claims);
  }
  return absent;
}

async function score(browser, file, policy, files, rows, claims) {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  const of = `${policy}, ${rows} rows:`;
  await choose(page, policy);
  await give(page, files);
  await page.getByTestId('as-of-input').fill(AS_OF);
  const { state, ms } = await run(page);
  const began = performance.now();
  const tasks = await tasksReady(page);
  const listed = performance.now() - began;
  const counted = (await headline(page, 'scored')) + (await headline(page, 'quarantined'));
  claims.is(`${of} scored and quarantined rows are all rows`, state === 'done' && counted === rows, counted);
  const memory = await page.getByTestId('memory').textContent();
  await go(page, 'policy');
  const decisions = await page.locator('table[data-test^=class-]').evaluateAll((tables) =>
    tables.map((table) => [...table.querySelectorAll('tbody tr')].map((row) => [row.dataset.value, row.children[2].textContent])));
  claims.is(`${of} every decision counts every customer once, and most are decided`, decisions.length > 0 && decisions.every((lines) =>
    sum(lines.map(([, count]) => number(count))) === rows && number(lines.find(([id]) => id === '')?.[1] ?? '0') < rows / 2), decisions);
  await shot(page, `portal-${policy}-${rows}-zh`, false);
  await customers(page);
  const keys = await page.locator('[data-test=ranking] [data-open]').evaluateAll((list) => list.map((row) => row.dataset.open));
  const before = performance.now();
  await explain(page, keys[keys.length - 1]);
  const explained = performance.now() - before;
  const shown = await page.getByTestId('score-shown').first().innerText();
  const parts = await page.locator('.waterfall').first().locator('[data-contribution]').evaluateAll((list) => list.map((cell) => cell.dataset.contribution));
  claims.is(`${of} contributions add up to the score`, scaled(parts) === scaled([shown]), [shown, parts]);
  await go(page, 'day');
  await panel(page, 'tasks');
  const order = (await column(page, 'tasks', 'priority')).map((word) => PRIORITIES.indexOf(word));
  claims.is(`${of} tasks are listed, the most urgent first`, tasks > 0 && order.length > 0 && order.every((rank, at) => rank >= 0 && (at === 0 || order[at - 1] <= rank)), order);
  await go(page, 'data');
  await panel(page, 'files');
  const start = performance.now();
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), page.getByTestId('save-contributions').click()]);
  const exported = performance.now() - start;
  const bytes = statSync(await download.path()).size;
  claims.is(`${of} contributions are exported`, bytes > rows * 20, bytes);
  const [customersFile] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), page.getByTestId('save-customers').click()]);
  const sums = unequal(readFileSync(await download.path(), 'utf8'), readFileSync(await customersFile.path(), 'utf8'));
  claims.is(`${of} the contributions of every customer add up to the score (${sums.known} with a score)`, sums.known > 0 && sums.wrong.length === 0, sums.wrong.slice(0, 3));
  claims.is(`${of} no violation and no script error`, seen.violations.length + seen.errors.length === 0, [seen.violations, seen.errors]);
  console.log(`info ${of} read and scored ${ms.toFixed(0)} ms, tasks (${tasks}) ${listed.toFixed(0)} ms later, one explanation ${explained.toFixed(0)} ms, contributions (${(bytes / 1e6).toFixed(1)} MB) ${exported.toFixed(0)} ms; ${memory}`);
  await context.close();
}

/** The engine's own tables of all customers: how many have a score, and whose contributions do not sum to it. */
function unequal(contributions, customers) {
  const sums = new Map();
  const cards = new Set();
  for (const cells of records(contributions)) {
    const [, key, card] = cells;
    cards.add(card);
    const name = `${card} ${key}`;
    sums.set(name, (sums.get(name) ?? 0n) + units(cells[cells.length - 1]));
  }
  const [head] = customers.slice(0, customers.indexOf('\n')).split('\n');
  const places = [...cards].map((card) => [card, head.split(',').indexOf(card)]);
  const found = { known: 0, wrong: [] };
  for (const cells of records(customers)) {
    for (const [card, at] of places) {
      if (cells[at] === '') continue;
      found.known += 1;
      if (sums.get(`${card} ${cells[0]}`) !== units(cells[at])) found.wrong.push([cells[0], cells[at], String(sums.get(`${card} ${cells[0]}`))]);
    }
  }
  return found;
}

function* records(text) {
  for (let from = text.indexOf('\n') + 1; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end);
    yield line.includes('"') ? [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain) : line.split(',');
    from = end < 0 ? text.length : end + 1;
  }
}

/** Units of 10^-4, in which scores and contributions are. */
const units = (text) => BigInt(Math.round(Number(text || '0') * 10_000));
