// An analyst writes a policy in the page: parameters, tables, rules, fields, text, tests, versions, and what each change does
// to a made-up bank. Times are of the main thread: it only draws.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AS_OF, choose, go, openSetup, panel, problems, run } from './drive.mjs';
import { open, settle, shot } from './harness.mjs';

export async function policy(browser, file, program, folder, claims) {
  const bank = join(folder, 'policy-bank');
  execFileSync(program, ['synth', '--customers', '600', '--seed', '5', '--out', bank], { stdio: 'pipe' });
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(120_000);
  const loaded = seen.requests.length;
  await context.setOffline(true);
  await page.evaluate(watchLongTasks);
  await beforeData(page, claims);
  await choose(page, 'wealth-cvm');
  await openSetup(page);
  await page.getByTestId('data-folder').setInputFiles(bank);
  await page.locator('.files li').nth(20).waitFor();
  await page.getByTestId('as-of-input').fill(AS_OF);
  const { state } = await run(page);
  claims.is('policy: the bank is scored', state === 'done', await problems(page));
  await go(page, 'policy');
  await overlap(page, claims);
  await parameters(page, claims);
  await cards(page, claims);
  await grids(page, claims);
  await rules(page, claims);
  await text(page, claims);
  await tests(page, readFileSync(join(bank, 'customers.csv'), 'utf8').split('\n')[7].split(',')[0], claims);
  await fields(page, claims);
  await sheet(page, claims);
  await versions(page, folder, claims);
  await inForce(page, claims);
  await settle(page);
  claims.is('policy: nothing is asked for, no violation, no script error', seen.requests.slice(loaded).every((url) => /^(?:blob|data):/.test(url)) && seen.violations.length + seen.errors.length === 0, [seen.violations, seen.errors]);
  await context.close();
}

/** Runs in the page: notes tasks of the main thread that took longer than a frame allows. */
function watchLongTasks() {
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask' });
}

/** The engine has answered for the texts as they are. */
async function checked(page) {
  await page.waitForTimeout(60);
  await page.locator('[data-test=draft][data-checking=false]').waitFor();
}

/** The pairs of rules against the counts of the rules themselves. */
async function overlap(page, claims) {
  await panel(page, 'result');
  await page.locator('[data-test=overlap][data-ready=true]').waitFor();
  const rows = () => page.locator('[data-test=overlap] tbody tr').evaluateAll((lines) => lines.map((line) => [...line.cells].map(({ textContent }) => textContent.trim())));
  const parts = (await rows()).map(([, , , part, both, either]) => [part, both, either].map((text) => Number(text.replaceAll(',', ''))));
  claims.is('policy: rules that overlap most stand first, each part is both of either', parts.length > 5 && parts.every(([part, both, either], at) => Math.abs(part - both / either) < 0.0006 && part <= (parts[at - 1]?.[0] ?? 1)), parts);
  await page.getByTestId('overlap-of').selectOption({ index: 1 });
  const name = await page.getByTestId('overlap-of').locator('option:checked').textContent();
  const own = await rows();
  const [customers, alone] = (await page.getByTestId('overlap-alone').textContent()).match(/[\d,]+/g).map((text) => Number(text.replaceAll(',', '')));
  claims.is('policy: one rule is looked at with the others, and with those who have no other', own.every(([first]) => first === name) && alone <= customers && customers > 0, [name, own, customers, alone]);
  await page.getByTestId('overlap-of').selectOption({ index: 0 });
}

async function measured(page) {
  await checked(page);
  await page.locator('[data-test=effect][data-ready=true]').waitFor({ timeout: 60_000 });
}

async function beforeData(page, claims) {
  await go(page, 'policy');
  claims.is('policy: without a policy the page says what to do', (await page.locator('main .empty button').count()) === 1);
  await go(page, 'data');
  await choose(page, 'retail-tiers');
  await go(page, 'policy');
  await page.getByTestId('params').waitFor();
  claims.is('policy: a policy can be written before there is any data', (await page.locator('[data-param]').count()) === 7);
  claims.is('policy: without a run the effect says what it needs', (await page.getByTestId('effect').innerText()).includes('评分后'));
  await gap(page, claims);
  await go(page, 'data');
}

/** A table whose last row is taken out: who is then in no row is shown. */
async function gap(page, claims) {
  await go(page, 'data');
  await choose(page, 'eight-classes');
  await go(page, 'policy');
  await panel(page, 'grids');
  await page.getByTestId('grid').selectOption('/tables/size');
  await page.locator('[data-remove="2"]').click();
  await checked(page);
  await page.locator('[data-test=notes] .witness').first().waitFor();
  const said = await page.getByTestId('notes').innerText();
  claims.is('policy: a gap of a table is shown with a customer who falls into it', said.includes('W564') && said.includes('aum_prev_day'), said);
  await shot(page, 'policy-grid-gap-zh', false);
  await page.getByTestId('undo').click();
  await checked(page);
  await page.locator('[data-cell="1-0"]').fill('>= wealth_from');
  await page.locator('[data-cell="1-0"]').press('Enter');
  await checked(page);
  const overlap = await page.getByTestId('notes').innerText();
  claims.is('policy: rows that overlap are said to, and marked', overlap.includes('E230') && (await page.locator('tr.marked').count()) > 0, overlap);
  await page.getByTestId('discard').click();
  await checked(page);
}

async function parameters(page, claims) {
  await panel(page, 'params');
  await page.getByTestId('params').waitFor();
  await checked(page);
  const slider = page.locator('[data-slider=dormant_months]');
  await slider.focus();
  await page.evaluate(() => (window.longTasks.length = 0));
  for (let step = 0; step < 2; step += 1) await page.keyboard.press('ArrowLeft');
  await page.locator('[data-test=effect][data-counts=true]').waitFor({ timeout: 60_000 });
  const counts = () => page.locator('[data-test=effect-alerts] tbody').innerText();
  const glance = await counts();
  await measured(page);
  claims.is('policy: what a slider counts at once is what the whole effect counts', glance === (await counts()), `${glance} ${await counts()}`);
  const long = await page.evaluate(() => window.longTasks);
  console.log(`     long tasks of the main thread, in ms of the wall: ${long.join(', ') || 'none'}`);
  claims.is('policy: a slider is moved by keyboard, and its text follows', (await page.locator('[data-value=dormant_months]').inputValue()) === '1', await page.locator('[data-value=dormant_months]').inputValue());
  const row = page.locator('[data-test=effect-alerts] tbody tr').first();
  claims.is('policy: the effect says who fires, who is new, who is gone', (await row.count()) === 1 && /\+[1-9]/.test(await row.innerText()), await page.getByTestId('effect').innerText());
  await shot(page, 'policy-params-zh', false);
  await page.locator('[data-value=affluent_from]').fill('500000.00');
  await page.locator('[data-value=affluent_from]').press('Enter');
  await measured(page);
  claims.is('policy: an edge of a tier moves customers between tiers', (await page.locator('[data-test=moves-tier] tbody tr').count()) > 0, await page.getByTestId('effect').innerText());
  claims.is('policy: the load of managers follows', (await page.getByTestId('effect-totals').innerText()).length > 0);
  await page.locator('[data-value=affluent_from]').fill('abc');
  await page.locator('[data-value=affluent_from]').press('Enter');
  await checked(page);
  claims.is('policy: what is no amount is refused in words, and the policy in force stays', (await page.getByTestId('draft-errors').innerText()).includes('生效策略不变') && (await page.getByTestId('effect').innerText()).includes('abc'), await page.getByTestId('effect').innerText());
  claims.is('policy: a policy with errors cannot be put in force', await page.getByTestId('in-force').isDisabled());
  await page.getByTestId('undo').click();
  await checked(page);
  claims.is('policy: undo brings the value back', (await page.locator('[data-value=affluent_from]').inputValue()) === '500000.00');
  await page.getByTestId('discard').click();
  await checked(page);
  claims.is('policy: discarding is the policy in force again', await page.getByTestId('discard').isDisabled());
}

async function cards(page, claims) {
  await panel(page, 'cards');
  await page.getByTestId('card-value').waitFor();
  const weights = page.locator('[data-weight]');
  claims.is('policy: weights of a scorecard are fields', (await weights.count()) > 10);
  await weights.nth(1).fill('36');
  await weights.nth(1).press('Enter');
  await checked(page);
  claims.is('policy: weights that do not make 100 are said to be', (await page.getByTestId('card-value').innerText()).includes('应为 100'));
  await shot(page, 'policy-cards-zh', false);
  await page.getByTestId('undo').click();
  await checked(page);
  await page.locator('[data-indicator=aum_trend] summary').click();
  await page.locator('[data-point=aum_trend-1-1]').fill('50');
  await page.locator('[data-point=aum_trend-1-1]').press('Enter');
  await measured(page);
  claims.is('policy: points of a bin change scores', (await page.getByTestId('effect-scores').count()) === 1, await page.getByTestId('effect').innerText());
  await page.getByTestId('discard').click();
  await checked(page);
}

async function grids(page, claims) {
  await panel(page, 'grids');
  await page.getByTestId('grid').selectOption('/tables/value_class');
  await page.locator('[data-cell="4-4"]').waitFor();
  await page.locator('[data-cell="4-4"]').selectOption('core');
  await measured(page);
  claims.is('policy: a cell of a table moves customers', (await page.locator('[data-test^=moves-value_class]').count()) === 1, await page.getByTestId('effect').innerText());
  await page.getByTestId('discard').click();
  await checked(page);
  await page.getByTestId('grid').selectOption('/tables/entitlement');
  await page.locator('[data-cell="1-1"]').waitFor();
  await page.locator('[data-cell="1-1"]').fill('2');
  await page.locator('[data-cell="1-1"]').press('Enter');
  await checked(page);
  claims.is('policy: rows that live in a CSV file are written there', (await page.getByTestId('draft').innerText()).includes('已修改 1 个文件') && (await page.getByTestId('draft').getAttribute('data-sound')) === 'true');
  await page.getByTestId('discard').click();
  await checked(page);
}

async function rules(page, claims) {
  await panel(page, 'rules');
  await page.locator('[data-rule]').first().waitFor();
  const first = page.locator('[data-rule] .rule-line').first();
  await first.focus();
  await page.keyboard.press('Enter');
  const when = page.getByTestId('rule-when');
  const before = await when.inputValue();
  await when.fill(`(${before}) && aum_prev_day > 0.00`);
  await when.blur();
  await measured(page);
  claims.is('policy: a rule says for how many it fires', (await page.locator('.rule-effect').count()) > 10);
  await when.fill('aum_prev_day >');
  await when.blur();
  await checked(page);
  claims.is('policy: a condition that is none is refused beside it', (await page.locator('.rule-form [data-test=notes]').count()) === 1);
  await shot(page, 'policy-rules-zh', false);
  await page.getByTestId('discard').click();
  await checked(page);
}

async function text(page, claims) {
  await panel(page, 'text');
  await page.locator('[data-test=editor][data-open=true]').waitFor();
  const name = await page.getByTestId('text-file').locator('option').evaluateAll((list) => list.findIndex((option) => option.textContent.startsWith('warnings.yaml')));
  await page.getByTestId('text-file').selectOption(String(name));
  await page.locator('[data-test=editor][data-file="warnings.yaml"][data-open=true]').waitFor();
  const content = page.locator('.cm-content');
  await content.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('oops: [\n');
  await checked(page);
  claims.is('policy: a text that is no document is kept and said to be none', (await page.getByTestId('unread').innerText()).includes('warnings.yaml') && (await content.innerText()).includes('oops'));
  await page.locator('.cm-lintRange-error').first().waitFor();
  claims.is('policy: the editor marks where the engine points', true);
  await shot(page, 'policy-text-error-zh', false);
  await page.getByTestId('undo').click();
  await page.getByTestId('discard').click();
  await checked(page);
  await content.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nalerts:\n  mine:\n    pri');
  await page.locator('.cm-tooltip-autocomplete li').first().waitFor();
  const options = await page.locator('.cm-tooltip-autocomplete li').allInnerTexts();
  claims.is('policy: keys are completed from the published schema', options.some((option) => option.startsWith('priority')), options);
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await page.keyboard.type('h');
  await page.locator('.cm-tooltip-autocomplete li').first().waitFor();
  claims.is('policy: members are completed too', (await page.locator('.cm-tooltip-autocomplete li').allInnerTexts()).some((option) => option.startsWith('high')));
  await shot(page, 'policy-text-zh', false);
  await page.keyboard.press('Escape');
  await page.getByTestId('discard').click();
  await checked(page);
}

async function tests(page, key, claims) {
  await panel(page, 'tests');
  await page.locator('[data-test=suite][data-failed="0"]').waitFor({ timeout: 60_000 });
  const before = Number(await page.getByTestId('suite').getAttribute('data-passed'));
  claims.is(`policy: the policy's ${before} tests pass and are listed`, before > 50 && (await page.locator('[data-test=test-list] tbody tr').count()) === before);
  await page.getByTestId('case-key').fill(key);
  await page.getByTestId('case-name').fill('一位真实客户');
  await page.getByTestId('case-make').click();
  await page.getByTestId('case-made').waitFor();
  await checked(page);
  await page.waitForFunction((passed) => { const suite = document.querySelector('[data-test=suite]').dataset; return Number(suite.passed) + Number(suite.failed) === passed + 1; }, before, { timeout: 60_000 });
  claims.is('policy: a customer becomes a test that the engine takes', (await page.getByTestId('draft').getAttribute('data-sound')) === 'true', await page.getByTestId('suite').innerText());
  await shot(page, 'policy-tests-zh', false);
  await panel(page, 'versions');
  await page.getByTestId('compare').click();
  await page.locator('[data-test=diff] tr.new').first().waitFor();
  const made = await page.locator('[data-test=diff] tr.new').allInnerTexts();
  claims.is('policy: a test made of a customer tells neither number nor name', made.length === 1 && !made[0].includes(key), made);
  await page.getByTestId('discard').click();
  await checked(page);
}

async function fields(page, claims) {
  await panel(page, 'fields');
  await page.getByTestId('new-id').fill('golf_handicap');
  await page.getByTestId('new-type').selectOption('int');
  await page.getByTestId('new-submit').click();
  claims.is('policy: a field without names is refused', await page.locator('.field-form [role=alert]').isVisible());
  await page.getByTestId('new-zh').fill('高尔夫差点');
  await page.getByTestId('new-en').fill('Golf handicap');
  await page.getByTestId('new-form').selectOption('questionnaire');
  await page.getByTestId('new-submit').click();
  await page.getByTestId('field-added').waitFor();
  await checked(page);
  claims.is('policy: a new field and its form are in a policy that is sound', (await page.getByTestId('draft').getAttribute('data-sound')) === 'true' && (await page.locator('[data-field=golf_handicap]').count()) === 1 && (await page.getByTestId('entry-forms').innerText()).includes('golf_handicap'));
  await shot(page, 'policy-fields-zh', false);
  await panel(page, 'params');
  await measured(page);
  claims.is('policy: with other fields the files are read again and nothing fires otherwise', (await page.locator('[data-test=effect-alerts]').count()) === 0 && (await page.getByTestId('effect').innerText()).includes('600'), await page.getByTestId('effect').innerText());
  await page.getByTestId('discard').click();
  await checked(page);
}

async function sheet(page, claims) {
  await panel(page, 'sheet');
  await page.locator('.sheet-body h3').first().waitFor();
  const text = await page.locator('.sheet-body').innerText();
  claims.is('policy: the sheet has every rule as a sentence and lines to sign', text.includes('批准人') && text.includes('单日转出预警比例') && !text.includes('**') && !text.includes('| '));
  await shot(page, 'policy-sheet-zh', false);
  await page.emulateMedia({ media: 'print' });
  await shot(page, 'policy-sheet-print-zh', false);
  await page.emulateMedia({ media: 'screen' });
}

async function versions(page, folder, claims) {
  await panel(page, 'params');
  await page.locator('[data-value=dormant_months]').fill('1');
  await page.locator('[data-value=dormant_months]').press('Enter');
  await measured(page);
  await panel(page, 'versions');
  await page.getByTestId('keep-name').fill('更严格的预警');
  await page.getByTestId('keep').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-version').click()]);
  const saved = readFileSync(await download.path(), 'utf8');
  claims.is('policy: a version is saved with all its texts', download.suggestedFilename() === 'wealth-cvm-2.0.0.policy.json' && JSON.parse(saved).files.length > 30, download.suggestedFilename());
  await page.getByTestId('version-files').setInputFiles({ name: 'stricter.policy.json', mimeType: 'application/json', buffer: Buffer.from(saved) });
  await page.waitForFunction(() => document.querySelectorAll('[data-test=versions] tbody tr').length === 4);
  await page.getByTestId('compare-after').selectOption({ label: 'stricter' });
  await page.getByTestId('compare').click();
  await page.locator('[data-test=diff] tr.new').first().waitFor();
  const lines = await page.locator('[data-test=diff] tr.old, [data-test=diff] tr.new').count();
  claims.is('policy: two versions differ in the one line that was changed', lines === 2, lines);
  await page.getByTestId('compared-effect').waitFor({ timeout: 60_000 });
  claims.is('policy: versions are compared over the customers, drift included', (await page.getByTestId('drift').locator('tbody tr').count()) > 0);
  await shot(page, 'policy-versions-zh', false);
  await page.getByTestId('version-files').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from([1, 2, 3]) });
  await page.locator('#panel-versions [role=alert]').waitFor();
  claims.is('policy: what is no version is refused in words', true);
}

async function inForce(page, claims) {
  const fired = () => page.locator('[data-test=alerts] td.strong').evaluateAll((cells) => cells.reduce((sum, cell) => sum + Number(cell.textContent.replaceAll(',', '')), 0));
  await panel(page, 'result');
  const before = await fired();
  await panel(page, 'params');
  await page.getByTestId('in-force').click();
  await page.locator('[data-test=in-force]:disabled').waitFor();
  await panel(page, 'result');
  await page.waitForFunction((count) => [...document.querySelectorAll('[data-test=alerts] td.strong')].reduce((sum, cell) => sum + Number(cell.textContent.replaceAll(',', '')), 0) !== count, before);
  claims.is('policy: put in force, the run is made with it', (await fired()) > before, [before, await fired()]);
}
