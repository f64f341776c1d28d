// Drives the one-file page in Chromium, from a disk and without a network, as a manager would use it.
// The last line counts what passed and failed, and names what was absent.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { selectors } from 'playwright-core';
import { axe } from './axe.mjs';
import { bank, HOSTILE } from './bank.mjs';
import { day } from './day.mjs';
import { AS_OF, choose, customers, drop, explain, go, headline, number, ordered, panel, problems, run, scaled, sum, tasksReady, allThere } from './drive.mjs';
import { earlier } from './earlier.mjs';
import { embed } from './embed.mjs';
import { floor } from './floor.mjs';
import { formats } from './formats.mjs';
import { hosted } from './hosted.mjs';
import { hostile } from './hostile.mjs';
import { Claims, launch, open, settle, shot, www } from './harness.mjs';
import { mistakes } from './mistakes.mjs';
import { morning } from './morning.mjs';
import { opened } from './opened.mjs';
import { paper } from './paper.mjs';
import { policy } from './policy.mjs';
import { probes } from './probes.mjs';
import { module, program, shipped } from './shipped.mjs';
import { worth } from './worth.mjs';
import { loaded, said, waits } from '../bench/waits.mjs';

const file = join(www, 'dist/appraise.html');
const policies = (name) => join(www, `../core/policies/${name}.yaml`);
if (!existsSync(file)) {
  console.error(`${file} is missing\n  help: run \`npm run build\` first`);
  process.exit(2);
}

selectors.setTestIdAttribute('data-test');

const claims = new Claims();
const folder = mkdtempSync(join(tmpdir(), 'appraise-page-'));
const data = written(bank());
let absent = [];
const browser = await launch();
/** One part can be named, for work on it; the last line then says so. */
const parts = {
  portal,
  otherLooks,
  wallIsThere,
  formats: () => formats(browser, file, program, folder, claims),
  day: () => withProgram(() => day(browser, file, program, folder, claims)),
  morning: () => withProgram(() => morning(browser, file, program, module, folder, claims)),
  policy: () => withProgram(() => policy(browser, file, program, folder, claims)),
  axe: () => withProgram(() => axe(browser, file, program, folder, claims)),
  mistakes: () => mistakes(browser, file, policies, claims),
  hostile: () => hostile(browser, file, claims),
  worth: () => worth(browser, file, claims),
  opened: () => opened(browser, file, folder, data, claims),
  earlier: () => earlier(browser, file, folder, claims),
  paper: () => paper(browser, file, claims),
  waits: () => waiting(),
  hosted: () => hosted(browser, claims, scoreOnce),
  floor: () => floor(browser, file, claims),
  probes: () => probes(browser, file, data, folder, claims),
  embed: () => embed(browser, program, folder, claims),
  shipped: async () => {
    absent = await shipped(browser, file, folder, claims);
  },
};
/** Without the program there is no bank to work on; the last line says so. */
function withProgram(part) {
  return program === undefined ? undefined : part();
}

const [only] = process.argv.slice(2);
if (only !== undefined) absent = [`every part but ${only}`];
try {
  for (const [name, part] of Object.entries(parts)) if (only === undefined || only === name) await part();
} catch (error) {
  claims.is('the test runs to its end', false, String(error?.stack ?? error));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
claims.end(absent);

async function portal() {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href);
  const loaded = seen.requests.length;
  await context.setOffline(true);
  await page.getByTestId('score').waitFor();
  await startsHonest(page);
  await drop(page, data);
  await choose(page, 'wealth-cvm');
  await asksForTheDate(page);
  await score(page);
  await overview(page);
  await ranking(page);
  await explanations(page);
  await hostileName(page);
  await downloads(page);
  await keyboard(page);
  await settle(page);
  const later = seen.requests.slice(loaded).filter((url) => !/^(?:blob|data):/.test(url));
  claims.is('nothing is asked for after the page has loaded', later.length === 0, later);
  claims.is('no violation of the security policy', seen.violations.length === 0, seen.violations);
  claims.is('no script error', seen.errors.length === 0, seen.errors);
  await context.close();
}

async function startsHonest(page) {
  await page.locator('[data-test=module-hash]').waitFor();
  const hash = await page.locator('[data-test=module-hash]').getAttribute('data-hash');
  claims.is('the module hash is shown', /^[0-9a-f]{64}$/.test(hash ?? ''), hash);
  claims.is('the as-of date is asked for, not suggested', (await page.getByTestId('as-of-input').inputValue()) === '');
  claims.is('the page is in Chinese for a Chinese browser', (await page.locator('html').getAttribute('lang')) === 'zh-CN');
  await shot(page, 'portal-start-zh', false);
}

async function asksForTheDate(page) {
  await page.getByTestId('score').click();
  claims.is('without an as-of date it asks for one and does not score', await page.locator('.needs .bad').first().isVisible());
  await page.getByTestId('as-of-input').fill(AS_OF);
}

async function score(page) {
  const { state } = await run(page);
  claims.is('the files are scored', state === 'done', await problems(page));
  await tasksReady(page);
}

async function overview(page) {
  claims.is('the as-of date is on the page', (await page.getByTestId('as-of').innerText()) === AS_OF);
  claims.is('the policy is on the page', (await page.getByTestId('policy').innerText()).length > 0);
  claims.is('a policy hash is on the page', (await page.locator('[data-test=policy-hash]').count()) > 0);
  const rows = await headline(page, 'scored');
  claims.is('customers were scored', rows > 0, rows);
  const quarantined = await headline(page, 'quarantined');
  claims.is('the short row is in quarantine', quarantined === 1, quarantined);
  await go(page, 'policy');
  for (const table of await page.locator('table[data-test^=class-]').all()) {
    const counts = (await table.locator('tbody td.number-cell:nth-child(3)').allInnerTexts()).map(number);
    const name = await table.getAttribute('data-test');
    claims.is(`${name}: the classes add up to the customers`, counts.length > 0 && sum(counts) === rows, [counts, rows]);
    const drawn = await table.locator('tbody svg rect:not(.bar-track)').count();
    claims.is(`${name}: every class has its bar`, drawn === counts.length, drawn);
  }
  claims.is('there is a tier table', (await page.locator('table[data-test^=class-]').count()) > 0);
  const alerts = await page.locator('table[data-test=alerts] tbody tr').all();
  claims.is('alerts are counted', alerts.length > 0);
  await page.getByTestId('digest-now').click();
  await page.locator('button[data-test=digest]').waitFor();
  claims.is('the digest of the result is made when asked for', /^[0-9a-f]{64}$/.test(await page.locator('button[data-test=digest]').getAttribute('data-hash')));
  await shot(page, 'portal-overview-zh');
}

async function ranking(page) {
  await customers(page);
  const seen = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const rows = await page.locator('table[data-test=ranking] tbody tr').evaluateAll((list) =>
      list.map((row) => [row.querySelector('[data-open]').dataset.open, row.querySelector('td.strong').dataset.exact]),
    );
    seen.push(...rows);
    const next = page.locator('main .steps button').nth(2);
    if ((await next.count()) === 0 || (await next.isDisabled())) break;
    const first = rows[0][0];
    await next.click();
    await page.waitForFunction(firstKeyIs, { key: first, same: false });
  }
  const wrong = seen.findIndex((row, at) => at > 0 && !ordered(seen[at - 1], row));
  claims.is(`${seen.length} ranked customers are in order, score first and then key`, wrong < 0, seen.slice(Math.max(0, wrong - 1), wrong + 1));
  claims.is('no customer is ranked twice', new Set(seen.map(([key]) => key)).size === seen.length);
  const back = page.locator('main .steps button').first();
  if ((await back.count()) === 0 || (await back.isDisabled())) return;
  await back.click();
  await page.waitForFunction(firstKeyIs, { key: seen[0][0], same: true });
}

/** Runs in the page: whether the list now begins with a key. */
function firstKeyIs({ key, same }) {
  return (document.querySelector('[data-test=ranking] [data-open]').dataset.open === key) === same;
}

async function explanations(page) {
  await customers(page);
  const keys = await page.locator('[data-test=ranking] [data-open]').evaluateAll((list) => list.slice(0, 20).map((row) => row.dataset.open));
  const wrong = [];
  for (const key of keys) {
    await explain(page, key);
    for (const card of await page.locator('[data-test=explanation] .waterfall').all()) {
      const shown = (await card.getByTestId('score-shown').innerText()).replaceAll(',', '');
      const parts = (await card.locator('[data-contribution]').allInnerTexts()).map((text) => text.trim().replaceAll(',', ''));
      const total = scaled(parts.filter((text) => text !== '—'));
      if (total !== scaled([shown])) wrong.push([key, shown, parts]);
      if ((await card.getByTestId('sum-check').getAttribute('data-equal')) !== 'true') wrong.push([key, 'not marked as equal']);
    }
  }
  claims.is(`for ${keys.length} customers the shown contributions add up to the shown score`, keys.length > 0 && wrong.length === 0, wrong.slice(0, 2));
  const conditions = await page.locator('main .conditions .condition').allTextContents();
  claims.is('the conditions of alerts are in words', conditions.length > 0 && conditions.every((text) => text.trim() !== ''), conditions.slice(0, 3));
  await explain(page, 'C000040');
  const unknown = await page.locator('[data-test=explanation] .caution').allInnerTexts();
  claims.is('what is unknown says why in words', unknown.some((text) => text.includes('管理资产规模') && text.includes('缺失')), unknown);
  claims.is('without a score nothing is said to add up', (await page.getByTestId('sum-shown').innerText()).trim() === '—' && (await page.locator('[data-test=explanation] .reasons').count()) === 0);
  await shot(page, 'portal-unknown-zh');
  await explain(page, keys[0]);
  await shot(page, 'portal-customers-zh');
}

async function hostileName(page) {
  await explain(page, 'C000006');
  const text = await page.getByTestId('customer').innerText();
  claims.is('markup in a name is shown as text', text.includes(HOSTILE), text);
  await panel(page, 'overview');
  await panel(page, 'record');
  claims.is('markup in a name is text in the record too', (await page.getByTestId('fields').innerText()).includes(HOSTILE));
  await go(page, 'day');
  await panel(page, 'tasks');
  const pages = await page.locator('[data-test=tasks]').innerText();
  claims.is('tasks are listed', (await page.locator('[data-test=tasks] tbody tr').count()) > 0, pages);
  await settle(page);
  claims.is('markup in a name is not run', (await page.evaluate(() => window.ranFromName)) === undefined);
  claims.is('markup in a name makes no element', (await page.locator('main img, main script').count()) === 0);
  await shot(page, 'portal-alerts-zh');
  await go(page, 'data');
  await panel(page, 'faults');
  claims.is('faults name line and column', (await page.locator('[data-test=faults] tbody tr').count()) > 0);
  await shot(page, 'portal-quality-zh');
}

async function downloads(page) {
  await page.locator('#tab-files').click();
  for (const table of ['customers', 'tasks', 'contributions', 'unknowns', 'faults', 'quarantine']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`save-${table}`).click()]);
    const text = readFileSync(await download.path(), 'utf8');
    claims.is(`${table} is exported as CSV`, text.includes('\n') && download.suggestedFilename() === `wealth-cvm-${AS_OF}-${table}.csv`, download.suggestedFilename());
  }
}

async function keyboard(page) {
  await page.locator('#tab-files').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  claims.is('arrow keys move between the tabs', await page.locator('#panel-unknowns').isVisible());
  await customers(page);
  const first = page.locator('[data-test=ranking] [data-open]').first();
  await first.focus();
  await page.keyboard.press('ArrowDown');
  const key = await page.evaluate(() => document.activeElement.dataset.open);
  await page.keyboard.press('Enter');
  await page.locator(`[data-test=customer][data-key="${key}"]`).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'main');
  claims.is('the keyboard opens a customer and moves to it', true);
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  claims.is('two keys go to a workspace', (await page.locator('main').getAttribute('data-place')) === 'book');
  const small = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  claims.is('the page is no wider than its window', !small);
}

async function scoreOnce(page) {
  await choose(page, 'wealth-cvm');
  await drop(page, data);
  await page.getByTestId('as-of-input').fill(AS_OF);
  await score(page);
}

/** A test that could not fail proves nothing: what is forbidden is tried once, and has to be seen. */
async function wallIsThere() {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href);
  await page.evaluate(() => fetch('https://bank.invalid/').catch(() => undefined));
  await settle(page);
  claims.is('a request that a script tries is refused and seen', seen.violations.some((text) => text.startsWith('connect-src')), seen.violations);
  await context.close();
}

/** The same page in English, dark, narrow and on paper. */
async function otherLooks() {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { locale: 'en-GB', colorScheme: 'dark' });
  await context.setOffline(true);
  claims.is('the page is in English for an English browser', (await page.locator('html').getAttribute('lang')) === 'en');
  await scoreOnce(page);
  await go(page, 'policy');
  await shot(page, 'portal-overview-en-dark');
  await customers(page);
  await page.locator('[data-test=ranking] [data-open]').nth(1).click();
  await panel(page, 'why');
  await page.getByTestId('explanation').waitFor();
  await allThere(page);
  await shot(page, 'portal-customers-en-dark');
  const chinese = await page.evaluate(() => document.querySelector('main').innerText.match(/[\u4e00-\u9fff]+/g) ?? []);
  claims.is('the explanation in English has Chinese only in data', chinese.length <= 12, chinese);
  await page.locator('.languages button').first().click();
  await page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
  await page.emulateMedia({ colorScheme: 'light' });
  claims.is('the language changes in place', (await page.getByTestId('go-customer').innerText()) === '客户');
  await page.locator('.languages button').nth(1).click();
  await shot(page, 'portal-customers-en-light');
  await page.setViewportSize({ width: 420, height: 900 });
  await shot(page, 'portal-narrow-en', false);
  for (const place of ['data', 'day', 'customer', 'book', 'policy']) {
    await go(page, place);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    claims.is(`the page fits a narrow window: ${place}`, wide <= 0, wide);
  }
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.emulateMedia({ media: 'print' });
  await go(page, 'data').catch(() => undefined);
  await shot(page, 'portal-print-en');
  await settle(page);
  claims.is('no violation of the security policy in English', seen.violations.length === 0, seen.violations);
  await context.close();
}

/** The bench on a smaller bank: its times are printed, not judged, since the machine may be busy. */
async function waiting() {
  const rows = 20_000;
  const all = await waits(browser, file, folder, { rows, turns: 3, policy: 'wealth-cvm' });
  for (const wait of all) console.log(`     ${said(wait)}`);
  claims.is(`waits: each of ${all.length} waits on ${rows} customers ends`, all.length === 7 && all.every(({ times }) => times.length > 0), all);
  const { scored, errors } = await loaded(browser, file, folder, { rows, policy: 'retail-tiers' });
  claims.is('waits: a file is loaded without failing, and what is unknown is counted', number(scored) === rows && errors.length === 0, [scored, errors]);
}

function written({ customers, holdings }) {
  const files = { 'customers.csv': customers, 'holdings.csv': holdings };
  return Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
}
