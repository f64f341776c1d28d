// A manager's day on a made-up bank: contacts in the engine's order, entries by keyboard alone, and a journal that the
// next run of the batch accepts.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AS_OF, choose, go, openSetup, panel, problems, run, scaled, allThere } from './drive.mjs';
import { open, shot } from './harness.mjs';
import { module } from './shipped.mjs';

const NEXT = '2026-11-24';
const policy = join(import.meta.dirname, '../../core/policies/wealth-cvm');

export async function day(browser, file, program, folder, claims) {
  const [input, result, journal] = ['bank', 'run', 'journal'].map((name) => join(folder, `day-${name}`));
  execFileSync(program, ['synth', '--customers', '800', '--seed', '3', '--out', input], { stdio: 'pipe' });
  scored(program, AS_OF, input, result);
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  const loaded = seen.requests.length;
  await context.setOffline(true);
  await choose(page, 'wealth-cvm');
  await openSetup(page);
  await page.getByTestId('data-folder').setInputFiles(input);
  await page.locator('.files li').nth(20).waitFor();
  await page.getByTestId('as-of-input').fill(AS_OF);
  const { state } = await run(page);
  claims.is('day: a folder of tables is scored', state === 'done', await problems(page));
  await page.getByTestId('accept').click();
  await page.getByTestId('contacts').waitFor();
  await allThere(page);
  await contacts(page, result, claims);
  await customer(page, claims);
  await since(page, input, claims);
  await whatIf(page, claims);
  await texts(page, claims);
  await book(page, result, claims);
  await entries(page, program, { input, result, journal }, claims);
  claims.is('day: nothing is asked for, no violation, no script error', seen.requests.slice(loaded).every((url) => /^(?:blob|data):/.test(url)) && seen.violations.length + seen.errors.length === 0, [seen.violations, seen.errors]);
  await context.close();
}

/** A run of the batch; code 1 says that some rows had faults. */
function scored(program, asOf, input, out, more = []) {
  try {
    execFileSync(program, ['score', '--module', module, '--policy', policy, '--input', input, '--as-of', asOf, '--out', out, '--format', 'csv', ...more], { stdio: 'pipe' });
  } catch (error) {
    if (error.status !== 1) throw error;
  }
}

/** A table of the batch as objects; no cell of these columns has a comma or a quote before the ones that are asked for. */
function table(path, names) {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const places = names.map((name) => head.split(',').indexOf(name));
  return lines.map((line) => cells(line)).map((row) => Object.fromEntries(names.map((name, at) => [name, row[places[at]]])));
}

function cells(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
}

const ofDay = (path) => table(join(path, 'contacts.csv'), ['customer_id', 'contact_id', 'manager', 'rank', 'status', 'stake', 'tasks']);

async function contacts(page, result, claims) {
  const manager = await page.getByTestId('manager').inputValue();
  const wanted = ofDay(result).filter((row) => row.manager === manager && row.status === 'today').sort((a, b) => Number(a.rank) - Number(b.rank));
  const shown = await page.locator('[data-contact]').evaluateAll((list) => list.map((row) => row.dataset.contact));
  claims.is(`day: the ${wanted.length} contacts of ${manager} are the batch's, in its order`, wanted.length > 0 && JSON.stringify(shown) === JSON.stringify(wanted.map((row) => row.contact_id)), [shown.slice(0, 3), wanted.slice(0, 3)]);
  const all = ofDay(result).filter((row) => row.manager === manager);
  const stake = scaled(all.flatMap((row) => row.stake || []));
  const title = (await page.getByTestId('day-stake').getAttribute('title')).replaceAll(',', '');
  claims.is('day: what is at stake adds up to the fen', scaled([title]) === stake, [title, String(stake)]);
  claims.is('day: every contact says why in a sentence', (await page.locator('.contact .why').allInnerTexts()).every((text) => text.length > 6));
  await panel(page, 'blocked');
  claims.is('day: what is blocked says by what', (await page.locator('[data-test=held] tbody tr, [data-test=waiting] tbody tr').count()) > 0);
  await panel(page, 'messages');
  claims.is('day: messages say their window', /\d\d-\d\d \d\d:\d\d/.test(await page.locator('#panel-messages').innerText()));
  await panel(page, 'contacts');
  await shot(page, 'portal-day-zh', false);
}

async function customer(page, claims) {
  await page.locator('[data-contact]').first().focus();
  const key = await page.locator('[data-contact]').first().getAttribute('data-key');
  await page.keyboard.press('Enter');
  await page.locator(`[data-test=customer][data-key="${key}"]`).waitFor();
  await page.getByTestId('mini-interactions').or(page.locator('#mini-interactions')).first().waitFor();
  await page.waitForTimeout(300);
  const { whole, seen } = await page.evaluate(() => ({ whole: document.querySelector('[data-test=overview]').getBoundingClientRect().bottom, seen: innerHeight }));
  claims.is('customer: the essentials fit 1366 x 768 without scrolling', whole <= seen, { whole, seen });
  const text = await page.getByTestId('overview').innerText();
  claims.is('customer: parts of the score, holdings, contacts, consents and offers are there', ['当前价值', '持仓', '互动记录', '授权', '产品建议'].every((word) => text.includes(word)), text);
  claims.is('customer: the age of the data is there', /数据截至 2026-11-\d\d/.test(text));
  await shot(page, 'portal-customer-zh', false);
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.getByTestId('contacts').waitFor();
  await allThere(page);
  await page.keyboard.press('w');
  await page.getByTestId('explanation').waitFor();
  await allThere(page);
  const [scoreShown, parts] = await Promise.all([page.getByTestId('score-shown').first().innerText(), page.locator('.waterfall').first().locator('[data-contribution]').evaluateAll((list) => list.map((cell) => cell.dataset.contribution))]);
  claims.is('customer: contributions add up to the score', scoreShown === '—' || /[^\d.]/.test(scoreShown) || scaled(parts) === scaled([scoreShown]), [scoreShown, parts]);
  claims.is('customer: distances to the next tier and to rules are in words', (await page.locator('[data-test=edges] li').count()) + (await page.locator('[data-test=nearly] li').count()) > 0);
}

/** The same bank with less money stands for the period before: all of the change is then the data's. */
async function since(page, input, claims) {
  const earlier = `${input}-earlier`;
  cpSync(input, earlier, { recursive: true });
  const path = join(earlier, 'customers.csv');
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const at = head.split(',').indexOf('aum_prev_day');
  const less = lines.map((line) => line.split(',').map((cell, index) => (index === at && cell !== '' ? (Number(cell) / 2).toFixed(2) : cell)).join(','));
  writeFileSync(path, [head, ...less, ''].join('\n'));
  await page.getByTestId('since-folder').setInputFiles(earlier);
  await page.getByTestId('since-day').fill(AS_OF);
  await page.getByTestId('since-load').click();
  await page.locator('[data-test=since][data-loaded] tfoot').first().waitFor({ timeout: 120_000 });
  const sums = await page.locator('[data-test=since] tfoot tr:first-child td').allInnerTexts();
  claims.is('since: before and what the data and the model did make the score of today', (await page.getByTestId('since-even').getAttribute('data-even')) === 'true' && Number(sums[0]) !== 0 && Number(sums[1]) === 0, sums);
  await shot(page, 'portal-since-zh');
  await panel(page, 'overview');
  const moved = await page.locator('[data-moved]').count();
  const { whole, seen } = await page.evaluate(() => ({ whole: document.querySelector('[data-test=overview]').getBoundingClientRect().bottom, seen: innerHeight }));
  claims.is('since: each part of the score says how far it moved, still on one screen', moved > 3 && whole <= seen, { moved, whole, seen });
  await shot(page, 'portal-customer-since-zh', false);
}

async function whatIf(page, claims) {
  await panel(page, 'whatIf');
  const before = await page.locator('[data-test=official-tier]').innerText();
  await page.locator('[data-edit=aum_prev_day]').fill('60000000.00');
  await page.locator('[data-edit=aum_prev_day]').press('Enter');
  await page.getByTestId('compared').waitFor();
  const compared = await page.getByTestId('compared').innerText();
  claims.is('what-if: sixty million lead to another tier by the figures', compared.includes('超高净值'), [before, compared]);
  await page.locator('[data-edit=aum_prev_day]').fill('sixty');
  await page.locator('[data-edit=aum_prev_day]').press('Enter');
  await page.locator('#panel-whatIf [data-test=diagnostics]').waitFor();
  claims.is('what-if: what is no amount is refused in words', (await page.locator('#panel-whatIf [data-test=diagnostics]').innerText()).includes('sixty'));
  await page.getByTestId('edit-reset').click();
  await page.getByTestId('goal').selectOption('tier>=uhnw');
  await page.getByTestId('seek').click();
  await page.getByTestId('reached').waitFor();
  claims.is('what-if: the cheapest change is said in words', (await page.getByTestId('reached').innerText()).length > 8);
}

async function book(page, result, claims) {
  await go(page, 'book');
  await branch(page, claims);
  await panel(page, 'people');
  await page.getByTestId('people-total').waitFor();
  const all = ofDay(result);
  const total = await page.getByTestId('people-total').innerText();
  claims.is('book: everyone’s contacts add up to the batch’s', Number(total.replaceAll(',', '')) === all.length, [total, all.length]);
  await panel(page, 'pivot');
  await page.getByTestId('reconciled').waitFor();
  claims.is('book: the pivot’s total is the customers scored', (await page.getByTestId('reconciled').getAttribute('data-even')) === 'true' && (await page.getByTestId('pivot-total').getAttribute('data-count')) === '800');
  await page.getByTestId('pivot-sum').selectOption('aum_prev_day');
  await page.waitForFunction(() => /\./.test(document.querySelector('[data-test=pivot-total]')?.title ?? ''));
  const sums = await page.locator('[data-test=pivot] tbody tr').evaluateAll((rows) => rows.map((row) => row.lastElementChild.dataset.sum));
  const whole = (await page.getByTestId('pivot-total').getAttribute('title')).replaceAll(',', '');
  claims.is('book: sums of money of the rows add up to the total, to the fen', scaled(sums) === scaled([whole]), [sums, whole]);
  const [found, said] = await behind(page);
  claims.is('book: a figure opens as many customers as it says, and each of them', found > 0 && found === said, [found, said]);
  await shot(page, 'portal-book-zh', false);
  await panel(page, 'reports');
  claims.is('book: the policy’s reports are shown', (await page.locator('[data-test=report-tiers] tbody tr').count()) > 1);
}

/** The customers of one cell, read to the end: how many there are, and how many the figure said. */
async function behind(page) {
  await page.getByTestId('pivot-sum').selectOption('');
  await page.waitForFunction(() => document.querySelector('[data-test=pivot] tbody td[data-sum]') === null);
  const cell = page.locator('[data-test=pivot] tbody td.strong button').last();
  const said = Number((await cell.innerText()).replaceAll(',', ''));
  await cell.click();
  await page.getByTestId('behind').waitFor();
  while ((await page.getByTestId('behind-more').count()) > 0) {
    const before = await page.locator('[data-test=behind-list] tbody tr').count();
    await page.getByTestId('behind-more').click();
    await page.waitForFunction((rows) => document.querySelectorAll('[data-test=behind-list] tbody tr').length > rows, before);
  }
  const keys = await page.locator('[data-test=behind-list] tbody th').allInnerTexts();
  return [new Set(keys).size, said];
}

/** The branch's own page: every figure is the engine's, and the parts make their whole. */
async function branch(page, claims) {
  await page.getByTestId('curve').waitFor();
  claims.is('branch: flow and performance make the change of AUM, to the fen', (await page.getByTestId('change-even').getAttribute('data-even')) === 'true');
  claims.is('branch: the migration counts every customer once', (await page.getByTestId('migration-total').innerText()) === '800');
  claims.is('branch: completion, bands and gaps are there', (await page.locator('[data-test=shares-completion], [data-test=shares-bands], [data-test=shares-product_gaps]').count()) === 3);
  const sums = await page.locator('[data-test=curve] tbody tr td:nth-child(3)').evaluateAll((cells) => cells.map((cell) => Number(cell.title.replaceAll(',', ''))));
  const steps = sums.map((sum, at) => sum - (sums[at - 1] ?? 0));
  claims.is('branch: the curve of contribution rises ever less', sums.length > 5 && (await page.locator('svg.curve circle').count()) === sums.length + 1 && steps[0] > 0 && steps[steps.length - 1] <= steps[0], sums);
  await shot(page, 'portal-branch-zh');
  await panel(page, 'proposals');
  claims.is('branch: who should serve whom says why', (await page.locator('[data-test=loads] tbody tr').count()) > 0 && (await page.locator('[data-test=moves] tbody tr').count()) > 0);
  await panel(page, 'pack');
  await page.getByTestId('pack').waitFor();
  claims.is('branch: the committee finds its agenda', (await page.locator('[data-test=agenda] tbody tr').count()) > 0);
  await page.evaluate(() => (window.print = () => (window.printed = document.documentElement.dataset.paper)));
  await page.getByTestId('pack-print').click();
  claims.is('branch: the pack is printed alone', (await page.evaluate(() => window.printed)) === 'on');
  await page.emulateMedia({ media: 'print' });
  claims.is('branch: paper has the pack and nothing of the frame', (await page.getByTestId('pack').isVisible()) && !(await page.locator('.topbar').isVisible()));
  await shot(page, 'portal-pack-print-zh');
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
}

/** What may be said: the customer's text and report have the policy's words for customers and nothing else of the result. */
async function texts(page, claims) {
  await panel(page, 'texts');
  const [internal, told] = await Promise.all([page.getByTestId('text-internal').innerText(), page.getByTestId('text-customer').innerText()]);
  const score = await page.locator('.badge.main dd').first().innerText();
  claims.is('texts: the bank’s text has the score, the customer’s has no number of it', internal.includes(score.split('.')[0]) && !told.includes(score) && !/R\d\d|分层|分值/.test(told), [score, told]);
  await panel(page, 'report');
  await page.getByTestId('report').waitFor();
  const report = await page.getByTestId('report').innerText();
  claims.is('report: the customer’s version has neither score nor rule', !report.includes(score) && !/R\d\d/.test(report), report);
  await shot(page, 'portal-report-zh');
  await page.getByTestId('report-forBank').click();
  claims.is('report: the bank’s version explains the score', (await page.locator('[data-test=report] .waterfall').count()) > 0);
  await page.getByTestId('feedback').click();
  await page.getByTestId('form-sheet').waitFor();
  await page.locator('[data-form=satisfaction]').fill('nine');
  await page.getByTestId('form-enter').click();
  await page.locator('[data-test=form-sheet] [data-test=diagnostics]').waitFor();
  claims.is('report: feedback that the engine does not take is refused in words', (await page.locator('[data-test=form-sheet] [data-test=diagnostics]').innerText()).includes('nine'));
  await page.locator('[data-form=satisfaction]').fill('5');
  await page.getByTestId('form-enter').click();
  await page.getByTestId('form-sheet').waitFor({ state: 'detached' });
  await go(page, 'day');
  await panel(page, 'journal');
  const answer = await page.locator('[data-test=answers] tbody tr').first().innerText();
  claims.is('report: feedback is an entry with the report as its source', /满意度/.test(answer) && /报告 2026-11-21/.test(answer) && /\t5\t/.test(answer), answer);
  await panel(page, 'contacts');
}

/** Done, postponed and handed over by keyboard alone; the journal goes into the next day's run. */
async function entries(page, program, { input, result, journal }, claims) {
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.getByTestId('contacts').waitFor();
  await allThere(page);
  await page.locator('[data-contact]').first().focus();
  const tasks = async () => Number((await page.locator('[data-test=contact-detail] h4 .quiet').first().innerText()).trim());
  const first = await tasks();
  await page.keyboard.press('d');
  await page.getByTestId('deed').waitFor();
  await page.keyboard.press('Tab');
  await page.getByTestId('enter').focus();
  await page.keyboard.press('Enter');
  claims.is('journal: done without an outcome is not entered', (await page.locator('[data-test=deed] .bad').innerText()).length > 4);
  for (const box of await page.getByTestId('outcome').all()) {
    await box.focus();
    if ((await box.evaluate((element) => element.tagName)) === 'SELECT') await page.keyboard.press('ArrowDown');
    else await page.keyboard.type('reached');
  }
  await page.getByTestId('enter').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('deed').waitFor({ state: 'detached' });
  await page.keyboard.press('j');
  await page.keyboard.press('s');
  await page.getByTestId('until').fill('2026-12-01');
  await page.keyboard.press('Enter');
  await page.getByTestId('deed').waitFor({ state: 'detached' });
  await page.locator('[data-contact]').nth(1).focus();
  await page.keyboard.press('j');
  await page.keyboard.press('h');
  await page.getByTestId('to').fill('RM004');
  await page.keyboard.press('Enter');
  await page.getByTestId('deed').waitFor({ state: 'detached' });
  claims.is('journal: work that is not saved is said to be', /\d/.test(await page.getByTestId('unsaved').innerText()), await page.getByTestId('unsaved').innerText());
  claims.is('journal: the day counts what is done', (await page.getByTestId('day-done').innerText()).includes('3 /'), await page.getByTestId('day-done').innerText());
  await shot(page, 'portal-journal-zh', false);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('journal-save').click()]);
  const text = readFileSync(await download.path(), 'utf8');
  claims.is('journal: the file has its name and an entry per task', download.suggestedFilename() === 'journal.csv' && text.trim().split('\n').length > first + 2, text);
  mkdirSync(journal);
  writeFileSync(join(journal, 'journal.csv'), text);
  const next = join(input, '../day-next');
  const out = join(input, '../day-run2');
  cpSync(input, next, { recursive: true });
  scored(program, NEXT, next, out, ['--state', result, '--journal', journal]);
  const faults = readFileSync(join(out, 'faults.csv'), 'utf8').split('\n').filter((line) => line.startsWith('journal'));
  const said = Object.fromEntries(['done', 'postponed', 'open'].map((status) => [status, table(join(out, 'state_tasks.csv'), ['status', 'outcome', 'handed_to']).filter((row) => row.status === status)]));
  claims.is('journal: the next run takes the entries', faults.length === 0 && said.postponed.length > 0 && said.done.length > 0, [faults.slice(0, 3), said.postponed.length, said.done.length]);
  claims.is('journal: who took over is in the next run', table(join(out, 'state_tasks.csv'), ['handed_to']).some((row) => row.handed_to === 'RM004'));
}
