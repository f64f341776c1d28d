// The morning of a relationship manager at a bank of 20,000 customers: the delivered folder, twenty contacts, three
// explanations, one what-if, one contact report, the export. Once with the mouse in Chinese, once with the keys alone in
// English. The screens are kept.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AS_OF, allThere, problems, scaled } from './drive.mjs';
import { keyboard, mouse } from './hands.mjs';
import { open, shot } from './harness.mjs';

const CUSTOMERS = 20_000;
const TRIAGED = 20;
const MANAGER = 'RM001';
const policy = join(import.meta.dirname, '../../core/policies/wealth-cvm');

export async function morning(browser, file, program, module, folder, claims) {
  const delivered = deliveredTo(program, module, folder);
  for (const [hands, locale] of [[mouse, 'zh-CN'], [keyboard, 'en']]) await walk(browser, file, delivered, hands, locale, claims);
}

/** The folder that the batch of the night delivers to a manager. */
function deliveredTo(program, module, folder) {
  const [bank, run, out, key] = ['bank', 'run', 'delivered', 'key'].map((name) => join(folder, `morning-${name}`));
  const call = (...words) => {
    try {
      execFileSync(program, words, { stdio: 'pipe' });
    } catch (error) {
      // 1 says that some rows had faults.
      if (error.status !== 1) throw error;
    }
  };
  writeFileSync(key, Buffer.alloc(32, 7));
  call('synth', '--customers', String(CUSTOMERS), '--seed', '7', '--out', bank);
  call('score', '--module', module, '--policy', policy, '--input', bank, '--as-of', AS_OF, '--out', run, '--format', 'csv');
  call('deliver', '--module', module, '--input', bank, '--out', out, '--key', key, '--at', `${AS_OF}T07:00:00+08:00`, '--by', 'test', run);
  return join(out, 'rm', MANAGER);
}

export async function walk(browser, file, delivered, hands, locale, claims) {
  const of = `morning, ${hands.name}, ${locale}:`;
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 }, locale });
  const loaded = seen.requests.length;
  await context.setOffline(true);
  const keep = (name) => shot(page, `morning-${hands.name}-${locale}-${name}`, false);
  const began = performance.now();
  await opens(page, delivered, hands, of, claims);
  await keep('1-data');
  await hands.press(page, page.getByTestId('accept'));
  await page.getByTestId('contacts').waitFor();
  await allThere(page);
  await keep('2-day');
  const deeds = await triages(page, hands, of, claims);
  await keep('3-triaged');
  await explains(page, hands, of, claims, keep);
  await whatIf(page, hands, of, claims);
  await keep('5-what-if');
  const answered = await reports(page, hands, of, claims, keep);
  await exports(page, hands, { deeds, answered }, of, claims);
  await keep('7-journal');
  console.log(`info ${of} ${((performance.now() - began) / 1000).toFixed(1)} s`);
  claims.is(`${of} nothing was asked for, nothing refused, no script error`, seen.requests.slice(loaded).every((url) => /^(?:blob|data):/.test(url)) && seen.violations.length + seen.errors.length === 0, [seen.violations, seen.errors]);
  await context.close();
}

async function opens(page, delivered, hands, of, claims) {
  await page.getByTestId('score').waitFor();
  const button = page.locator('.drop button').last();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), hands.press(page, button)]);
  await chooser.setFiles(delivered);
  await page.locator('.files li').nth(20).waitFor();
  claims.is(`${of} the folder says its day`, (await page.getByTestId('as-of-input').inputValue()) === AS_OF);
  await page.locator('.setup .sound').first().waitFor({ timeout: 60_000 });
  await hands.press(page, page.getByTestId('score'));
  await page.locator('[data-test=status][data-state=done], [data-test=status][data-state=failed]').waitFor({ state: 'attached', timeout: 240_000 });
  claims.is(`${of} the delivered folder is scored`, (await page.getByTestId('status').getAttribute('data-state')) === 'done', await problems(page));
}

/** Done, later, handed over and noted in turn; returns how many entries that makes. */
async function triages(page, hands, of, claims) {
  claims.is(`${of} it is the manager's own day`, (await page.getByTestId('manager').inputValue()) === MANAGER, await page.getByTestId('manager').inputValue());
  await hands.press(page, page.getByTestId('list-all'));
  await allThere(page);
  const all = await page.locator('[data-contact]').evaluateAll((rows, most) => rows.slice(0, most).map((row) => row.dataset.contact), TRIAGED);
  claims.is(`${of} there are ${TRIAGED} contacts to triage`, all.length === TRIAGED, all.length);
  let entries = 0;
  if (hands === keyboard) await toFirst(page);
  for (const [at, id] of all.entries()) {
    const row = page.locator(`[data-contact="${id}"]`);
    if (hands === mouse) await row.click();
    else if (at > 0) await page.keyboard.press('j');
    await page.locator(`[data-contact="${id}"][aria-current=true]`).waitFor();
    entries += await deals(page, hands, ['done', 'postpone', 'hand_over', 'note'][at % 4]);
    if (hands === keyboard) await toRow(page, row);
  }
  const unsaved = await page.getByTestId('unsaved').innerText();
  claims.is(`${of} ${TRIAGED} contacts are triaged, ${entries} entries are not saved yet`, unsaved.includes(String(entries)), unsaved);
  return entries;
}

async function deals(page, hands, action) {
  const key = { done: 'd', postpone: 's', hand_over: 'h' }[action];
  if (hands === keyboard && key !== undefined) await page.keyboard.press(key);
  else await hands.press(page, page.getByTestId(`act-${action}`));
  const sheet = page.getByTestId('deed');
  await sheet.waitFor();
  const tasks = await sheet.locator('fieldset input[type=checkbox]').count();
  if (action === 'done') for (const box of await page.getByTestId('outcome').all()) await ends(page, hands, box);
  if (action === 'postpone') await hands.write(page, page.getByTestId('until'), '2026-12-01');
  if (action === 'hand_over') await hands.write(page, page.getByTestId('to'), 'RM002');
  if (action === 'note') await hands.write(page, page.getByTestId('note'), 'looked into it');
  await hands.press(page, page.getByTestId('enter'));
  await sheet.waitFor({ state: 'detached' });
  return tasks;
}

/** A task ends with the first code that the policy has for it, or with one of the user's own. */
async function ends(page, hands, box) {
  if ((await box.evaluate((element) => element.tagName)) === 'SELECT') await hands.pick(page, box, await box.locator('option').nth(1).getAttribute('value'));
  else await hands.write(page, box, 'reached');
}

/** The first contact, by Tab. */
async function toFirst(page) {
  await page.locator('[data-contact]').first().waitFor();
  await allThere(page);
  await toRow(page, page.locator('[data-contact][tabindex="0"]').first());
}

async function toRow(page, row) {
  for (let step = 0; step < 200; step += 1) {
    if (await row.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not get back to the list');
}

async function explains(page, hands, of, claims, keep) {
  const wrong = [];
  for (const at of [0, 1, 2]) {
    const row = page.locator('[data-contact]').nth(at);
    if (hands === mouse) await row.click();
    else {
      await toFirst(page);
      for (let step = 0; step < 60 && !(await row.evaluate((element) => element === document.activeElement)); step += 1) await page.keyboard.press('k');
      for (let step = 0; step < at; step += 1) await page.keyboard.press('j');
    }
    await page.locator('[data-contact][aria-current=true]').waitFor();
    if (hands === mouse) await page.getByTestId('open-why').click();
    else await page.keyboard.press('w');
    await page.getByTestId('explanation').waitFor();
    await allThere(page);
    const card = page.locator('.waterfall').first();
    const shown = await card.getByTestId('score-shown').getAttribute('data-exact');
    const parts = await card.locator('[data-contribution]').evaluateAll((cells) => cells.map((cell) => cell.dataset.contribution));
    if (shown !== null && scaled(parts) !== scaled([shown])) wrong.push([shown, parts]);
    if (at === 0) await keep('4-why');
    if (at < 2) await back(page, hands);
  }
  claims.is(`${of} three explanations add up to their scores`, wrong.length === 0, wrong);
}

async function back(page, hands) {
  if (hands === mouse) await page.getByTestId('go-day').click();
  else {
    await page.keyboard.press('g');
    await page.keyboard.press('m');
  }
  await page.locator('[data-contact]').first().waitFor();
  await allThere(page);
}

async function whatIf(page, hands, of, claims) {
  await hands.press(page, page.locator('#tab-whatIf'));
  if (hands === keyboard) await page.keyboard.press('Enter');
  await hands.write(page, page.locator('[data-edit=aum_prev_day]'), '60000000.00');
  await page.keyboard.press('Enter');
  await page.getByTestId('compared').waitFor();
  claims.is(`${of} the what-if says what changes`, (await page.locator('[data-test=compared] tbody tr').count()) > 0);
}

/** A contact report: a form of the policy and what was said. Returns how many rows that makes. */
async function reports(page, hands, of, claims, keep) {
  await hands.press(page, page.getByTestId('go-day'));
  await page.locator('[data-contact]').first().waitFor();
  await allThere(page);
  if (hands === mouse) {
    await page.locator('[data-contact]').nth(4).click();
    await page.getByTestId('act-form').click();
  } else {
    await toFirst(page);
    await page.keyboard.press('j');
    await page.keyboard.press('f');
  }
  const sheet = page.getByTestId('form-sheet');
  await sheet.waitFor();
  await hands.press(page, page.getByTestId('form-enter'));
  claims.is(`${of} an empty report is not entered`, (await sheet.locator('p.bad').innerText()).length > 4);
  await hands.pick(page, sheet.locator('[data-form=preferred_channel]'), 'call');
  await hands.write(page, page.getByTestId('form-source'), 'visit');
  await hands.write(page, page.getByTestId('form-note'), 'wants to hear of deposits');
  await keep('6-report');
  await hands.press(page, page.getByTestId('form-enter'));
  await sheet.waitFor({ state: 'detached' });
  return { answers: 1, notes: 1 };
}

async function exports(page, hands, { deeds, answered }, of, claims) {
  const files = [];
  page.on('download', (download) => files.push(download));
  await hands.press(page, page.getByTestId('journal-save'));
  await page.waitForFunction(() => !/\d/.test(document.querySelector('[data-test=unsaved]')?.textContent ?? ''));
  await page.waitForTimeout(500);
  const named = Object.fromEntries(await Promise.all(files.map(async (download) => [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')])));
  const rows = (name) => (named[name] ?? '').trim().split('\n').length - 1;
  claims.is(`${of} the journal has every entry, the forms every answer`, rows('journal.csv') === deeds + answered.notes && rows('forms.csv') === answered.answers, [rows('journal.csv'), deeds, rows('forms.csv')]);
  await hands.press(page, page.getByTestId('go-data'));
  await hands.press(page, page.locator('#tab-files'));
  const [tasks] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), hands.press(page, page.getByTestId('save-tasks'))]);
  claims.is(`${of} the tasks are exported`, tasks.suggestedFilename() === `wealth-cvm-${AS_OF}-tasks.csv`);
  await hands.press(page, page.getByTestId('go-day'));
  await hands.press(page, page.locator('#tab-journal'));
  await page.getByTestId('journal').waitFor();
}
