// Text that would be a script if any screen took it for markup: in every cell of text, in the names of files, columns and
// managers, in a policy's labels. And the user's work, which no bad input takes away.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { drawn, screens } from './axe.mjs';
import { HOSTILE, bank } from './bank.mjs';
import { AS_OF, choose, go, headline, openSetup, panel, problems, run, tasksReady } from './drive.mjs';
import { open, settle, shot, www } from './harness.mjs';

const TEXTS = ['name', 'rm_id', 'branch_id', 'industry', 'position'];
const NAME = `customers ${HOSTILE.replaceAll('/', '')}.csv`;
const policy = join(www, '../core/policies/retail-tiers.yaml');

export async function hostile(browser, file, claims) {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(120_000);
  await context.setOffline(true);
  await choose(page, 'wealth-cvm');
  await openSetup(page);
  await page.getByTestId('data-files').setInputFiles({ name: NAME, mimeType: '', buffer: Buffer.from(book()) });
  await page.getByTestId('as-of-input').fill(AS_OF);
  const { state } = await run(page);
  claims.is('hostile: customers whose every text is markup are scored', state === 'done' && (await headline(page, 'scored')) === 60, await problems(page));
  await tasksReady(page);
  await everywhere(page, claims);
  await workIsKept(page, claims);
  await labels(page, claims);
  await settle(page);
  claims.is('hostile: no violation, no script error', seen.violations.length + seen.errors.length === 0, [seen.violations, seen.errors]);
  await context.close();
}

/** The made-up bank with markup in every column of text, and one column that is named so. */
function book() {
  const [head, ...lines] = bank(60).customers.trim().split('\n').filter((line) => line.split(',').length > 2);
  const names = head.split(',');
  const cell = `"${HOSTILE.replaceAll('"', '""')}"`;
  const rows = lines.map((line) => line.replace(/"(?:[^"]|"")*"/, 'quoted').split(',').map((text, at) => (TEXTS.includes(names[at]) ? cell : text)));
  return `${[`${head},${cell}`, ...rows.map((cells) => `${cells.join(',')},${cell}`)].join('\n')}\n`;
}

/** Elements that the markup would have made, and whether its script ran. */
function made(page) {
  return page.evaluate(() => ({ ran: window.ranFromName, elements: document.querySelectorAll('body img, body iframe, body object, main script').length, text: document.body.innerText }));
}

async function everywhere(page, claims) {
  await go(page, 'customer');
  await page.locator('[data-open]').first().click();
  await page.locator('[data-test=customer]').waitFor();
  const [wrong, shown] = [[], []];
  for (const [place, tab] of screens) {
    await go(page, place);
    await panel(page, tab);
    if (place === 'policy') await drawn(page, tab);
    const { ran, elements, text } = await made(page);
    if (ran !== undefined || elements > 0) wrong.push(`${place} ${tab}`);
    if (text.includes(HOSTILE)) shown.push(`${place} ${tab}`);
  }
  await settle(page);
  claims.is(`hostile: on ${screens.length} screens no markup became an element, none ran`, wrong.length === 0 && (await made(page)).ran === undefined, wrong);
  const wanted = ['day contacts', 'customer record', 'book pivot', 'book pack'];
  claims.is('hostile: where there is a name, it is shown as the text that it is', wanted.every((screen) => shown.includes(screen)), shown);
  await go(page, 'day');
  await shot(page, 'portal-hostile-zh', false);
}

/** A deed, a draft and a result are there; then come a bad file, a bad policy and a bad mapping. */
async function workIsKept(page, claims) {
  await go(page, 'day');
  await panel(page, 'contacts');
  await page.getByTestId('list-all').click();
  await page.getByTestId('act-drop').first().click();
  await page.getByTestId('note').fill(HOSTILE);
  await page.getByTestId('enter').click();
  await page.getByTestId('deed').waitFor({ state: 'detached' });
  await panel(page, 'journal');
  const entered = await page.locator('[data-test=journal] tbody tr').count();
  claims.is('hostile: markup in a note is shown as text', entered > 0 && (await page.locator('[data-test=journal]').innerText()).includes(HOSTILE));
  await go(page, 'policy');
  await panel(page, 'text');
  await drawn(page, 'text');
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(`\n# ${HOSTILE}`);
  await page.locator('[data-test=draft][data-checking=false]').waitFor();
  const draft = () => page.locator('.cm-content').innerText();
  const before = { scored: await scored(page), draft: await draftText(page, draft) };
  await go(page, 'data');
  for (const [name, content] of [['customers.xlsx', 'this is text'], ['appraise-mapping.json', '[1]'], ['broken.yaml', 'appraise: 1\n  policy: [']]) {
    await openSetup(page);
    const input = name.endsWith('.yaml') ? 'policy-files' : 'data-files';
    await page.getByTestId(input).setInputFiles({ name, mimeType: '', buffer: Buffer.from(content) });
    await page.locator('.setup [data-test=diagnostics]').first().waitFor();
    claims.is(`hostile: ${name} is refused by its name`, (await problems(page)).includes(name), await problems(page));
  }
  await choose(page, 'wealth-cvm');
  await go(page, 'day');
  await panel(page, 'journal');
  claims.is('hostile: after bad files the journal has what was entered', (await page.locator('[data-test=journal] tbody tr').count()) === entered);
  claims.is('hostile: after bad files the result is there', (await scored(page)) === before.scored);
  const after = await draftText(page, draft);
  claims.is('hostile: after bad files and a bad policy the draft is as it was written', after === before.draft && after.includes(HOSTILE), [before.draft.slice(-200), after.slice(-200)]);
}

async function scored(page) {
  await go(page, 'data');
  return headline(page, 'scored');
}

async function draftText(page, draft) {
  await go(page, 'policy');
  await panel(page, 'text');
  await drawn(page, 'text');
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  return draft();
}

/** A policy whose labels are markup, and one with errors that quote it. */
async function labels(page, claims) {
  const text = readFileSync(policy, 'utf8');
  const quoted = JSON.stringify(HOSTILE);
  await openSetup(page);
  await page.getByTestId('policy-files').setInputFiles({ name: 'labels.yaml', mimeType: '', buffer: Buffer.from(text.replace(/label: \{en: [^,}]+, zh-CN: [^,}]+\}/g, `label: {en: ${quoted}, zh-CN: ${quoted}}`)) });
  await page.locator('.setup .sound').first().waitFor();
  const { state } = await run(page);
  await go(page, 'policy');
  for (const tab of ['result', 'params', 'rules', 'fields', 'sheet']) {
    await panel(page, tab);
    await drawn(page, tab);
  }
  await settle(page);
  const { ran, elements, text: words } = await made(page);
  claims.is('hostile: a policy whose labels are markup shows them as text', state === 'done' && ran === undefined && elements === 0 && words.includes(HOSTILE), [state, ran, elements, await problems(page)]);
  await openSetup(page);
  await page.getByTestId('policy-files').setInputFiles({ name: NAME.replace('csv', 'yaml'), mimeType: '', buffer: Buffer.from(text.replace('aum_prev_day >= hnw_from', 'aum_prev_day >= hnw_fro')) });
  await page.locator('.setup [data-test=diagnostics] .error').first().waitFor();
  const chinese = await problems(page);
  await page.locator('.languages button').nth(1).click();
  const english = await problems(page);
  await page.locator('.languages button').first().click();
  claims.is('hostile: a policy with an error is refused in both languages, with its place', [chinese, english].every((said) => said.includes(NAME.replace('csv', 'yaml')) && /\d/.test(said)) && /[\u4e00-\u9fff]/.test(chinese) && !/[\u4e00-\u9fff]/.test(english), [chinese, english]);
  claims.is('hostile: nothing of it ran', (await made(page)).ran === undefined && (await made(page)).elements === 0);
}
