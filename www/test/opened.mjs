// Policies that are opened on the Data screen: of one file, of several with their tables, as a folder, as a saved version, and
// those that cannot be opened. What was there before stays.
import { mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HOSTILE } from './bank.mjs';
import { AS_OF, choose, drop, go, openSetup, panel, problems, run } from './drive.mjs';
import { open, settle, shot, www } from './harness.mjs';

const cvm = join(www, '../core/policies/wealth-cvm');
const retail = join(www, '../core/policies/retail-tiers.yaml');
const paths = readdirSync(cvm).filter((name) => /\.(?:yaml|csv)$/.test(name)).map((name) => join(cvm, name));
const tables = paths.filter((path) => path.endsWith('.csv'));

export async function opened(browser, file, folder, data, claims) {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(60_000);
  await context.setOffline(true);
  await choose(page, 'wealth-cvm');
  await drop(page, data);
  await page.getByTestId('as-of-input').fill(AS_OF);
  const wanted = await scored(page);
  claims.is('opened: the shipped policy is scored', /^[0-9a-f]{64}$/.test(wanted ?? ''), [wanted, await problems(page)]);
  await ways(page, folder, data, wanted, claims);
  await lacking(page, wanted, claims);
  await refused(page, folder, wanted, claims);
  await broken(page, wanted, claims);
  await beside(page, folder, claims);
  await settle(page);
  claims.is('opened: no violation, no script error, no markup that ran', seen.violations.length + seen.errors.length === 0 && (await page.evaluate(() => window.ranFromName)) === undefined, [seen.violations, seen.errors]);
  await context.close();
}

/** The hash of the policy that the run was made with; null when it failed. */
async function scored(page) {
  const { state } = await run(page);
  return state === 'done' ? page.locator('[data-test=policy-hash]').first().getAttribute('data-hash') : null;
}

/** The policy is another one now. */
async function isSound(page, name) {
  await page.waitForFunction((wanted) => document.querySelector('[data-test=policy-select] option:checked')?.textContent === wanted && document.querySelector('.setup .sound') !== null, name);
}

async function another(page) {
  await openSetup(page);
  await choose(page, 'retail-tiers');
}

async function ways(page, folder, data, wanted, claims) {
  await another(page);
  await page.getByTestId('policy-files').setInputFiles(paths);
  await isSound(page, `policy.yaml + ${paths.length - 1}`);
  claims.is('opened: several files with their tables are one policy, the same to the hash', (await scored(page)) === wanted, await problems(page));
  await openSetup(page);
  await page.getByTestId('policy-parts').locator('summary').click();
  claims.is('opened: every file of it is listed', (await page.getByTestId('policy-parts').locator('li').count()) === paths.length);
  await shot(page, 'policy-opened-zh', false);
  await another(page);
  await page.getByTestId('policy-folder').setInputFiles(cvm);
  await isSound(page, 'wealth-cvm');
  claims.is('opened: so is the folder', (await scored(page)) === wanted, await problems(page));
  await another(page);
  while ((await page.getByTestId('remove').count()) > 0) await page.getByTestId('remove').first().click();
  await onto(page, [...paths, ...data].reverse());
  await isSound(page, `policy.yaml + ${paths.length - 1}`);
  const given = await page.locator('.files .file-name').allInnerTexts();
  claims.is('opened: dropped together with data, the tables that it names are the policy’s, the rest is data', given.length === data.length && given.includes('customers.csv') && (await scored(page)) === wanted, [given, await problems(page)]);
  const tree = join(folder, 'opened-tree');
  for (const name of ['', 'policy', 'data']) mkdirSync(join(tree, name), { recursive: true });
  for (const path of paths) writeFileSync(join(tree, 'policy', path.slice(path.lastIndexOf('/') + 1)), readFileSync(path));
  for (const path of data) writeFileSync(join(tree, 'data', path.slice(path.lastIndexOf('/') + 1)), readFileSync(path));
  await another(page);
  while ((await page.getByTestId('remove').count()) > 0) await page.getByTestId('remove').first().click();
  await page.getByTestId('data-folder').setInputFiles(tree);
  await isSound(page, 'policy');
  claims.is('opened: so are they in folders of one folder', (await page.locator('.files li').count()) === data.length && (await scored(page)) === wanted, await problems(page));
  await go(page, 'policy');
  await panel(page, 'versions');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-test=versions] tbody button').first().click()]);
  const saved = join(folder, 'in-force.policy.json');
  await download.saveAs(saved);
  await another(page);
  await onto(page, [saved]);
  await isSound(page, 'in-force');
  claims.is('opened: a saved version that is dropped is the policy again, the same to the hash', (await scored(page)) === wanted, await problems(page));
}

/** Files onto the page, whatever they are. */
async function onto(page, files) {
  const parts = files.map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), text: readFileSync(path, 'utf8') }));
  const transfer = await page.evaluateHandle((list) => {
    const dropped = new DataTransfer();
    for (const { name, text } of list) dropped.items.add(new File([text], name));
    return dropped;
  }, parts);
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: transfer });
}

/** Its tables come later than its texts. */
async function lacking(page, wanted, claims) {
  await another(page);
  await onto(page, paths.filter((path) => !tables.includes(path)));
  await page.locator('.setup .bad').first().waitFor();
  const said = await problems(page);
  claims.is('opened: a table that a policy lacks is named', tables.every((path) => said.includes(path.slice(path.lastIndexOf('/') + 1))), said);
  const before = await page.locator('.files li').count();
  await onto(page, tables);
  await page.locator('.setup .sound').first().waitFor();
  claims.is('opened: given later, it completes the policy and is no data', (await page.locator('.files li').count()) === before && (await scored(page)) === wanted, await problems(page));
}

/** What cannot be opened at all: said in both languages, and the policy that was chosen is still the one. */
async function refused(page, folder, wanted, claims) {
  await openSetup(page);
  const saved = readFileSync(join(folder, 'in-force.policy.json'));
  const long = join(folder, 'long.yaml');
  writeFileSync(long, '');
  truncateSync(long, (64 << 20) + 1);
  const given = (name, content) => ({ name, mimeType: '', buffer: Buffer.from(content) });
  const bad = [
    ['a saved version that is cut off', [given('cut.policy.json', saved.subarray(0, saved.length / 2))], /cut\.policy\.json/],
    ['a saved version without texts', [given('empty.policy.json', '{"format": "appraise-policy-texts-1", "files": [{"name": 1}]}')], /empty\.policy\.json/],
    ['a saved version of another format', [given('other.policy.json', `{"format": ${JSON.stringify(HOSTILE)}, "files": []}`)], /appraise-policy-texts-1/],
    ['text in another encoding', [given('gbk.yaml', Buffer.from('706f6c6963793a20cdf5ceb00a', 'hex'))], /gbk\.yaml.*UTF-8/s],
    ['a picture', [given(`${HOSTILE.replaceAll('/', '')}.png`, '\u0089PNG')], /\.png/],
    ['tables alone', [given('tier.csv', 'a,b\n')], /CSV/],
    ['two policies', [retail, join(www, '../core/policies/term-deposit.yaml')], /retail-tiers\.yaml.*term-deposit\.yaml/s],
    ['a policy and a saved version', [retail, join(folder, 'in-force.policy.json')], /in-force\.policy\.json/],
    ['more text than any policy has', [long], /64 MiB/],
  ];
  const before = await kept(page);
  for (const [what, files, said] of bad) {
    await page.getByTestId('policy-files').setInputFiles(files);
    await page.waitForFunction((text) => new RegExp(text, 's').test(document.querySelector('.setup [data-test=diagnostics]')?.innerText ?? ''), said.source);
    const chinese = await problems(page);
    await page.locator('.languages button').nth(1).click();
    const english = await problems(page);
    if (what === 'two policies') await shot(page, 'policy-refused-en', false);
    await page.locator('.languages button').first().click();
    claims.is(`opened: ${what} is refused in both languages`, said.test(english) && /[\u4e00-\u9fff]/.test(chinese) && !/[\u4e00-\u9fff]/.test(english.replaceAll(HOSTILE, '')), [chinese, english]);
    claims.is(`opened: after ${what} everything is as it was`, (await kept(page)) === before, [before, await kept(page)]);
  }
  claims.is('opened: and scores the same', (await scored(page)) === wanted, await problems(page));
}

/** What the user has put together. */
async function kept(page) {
  const chosen = await page.locator('[data-test=policy-select] option:checked').textContent();
  return JSON.stringify([chosen, await page.getByTestId('as-of-input').inputValue(), await page.locator('.files .file-name').allInnerTexts(), await page.locator('.setup .sound').count() > 0]);
}

/** A policy of several files with an error in one: told with its file and line, to be mended or left. */
async function broken(page, wanted, claims) {
  await openSetup(page);
  const parts = paths.map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), mimeType: '', buffer: readFileSync(path) }));
  const hurt = parts.map((part) => (part.name === 'strategy.csv' ? { ...part, buffer: Buffer.from(part.buffer.toString().replace(/\n[^\n]*/, `\n"${HOSTILE.replaceAll('"', '""')}"`)) } : part));
  const before = JSON.parse(await kept(page));
  await page.getByTestId('policy-files').setInputFiles(hurt);
  await page.getByTestId('policy-back').waitFor();
  const said = await problems(page);
  claims.is('opened: an error in a table of a policy is told with its file and line', said.includes('strategy.csv') && /\d/.test(said), said);
  const after = JSON.parse(await kept(page));
  claims.is('opened: a policy with errors leaves the data and the day', after[1] === before[1] && after[2].join() === before[2].join(), [before, after]);
  await shot(page, 'policy-broken-zh', false);
  await go(page, 'policy');
  await page.locator('[data-test=draft][data-checking=false][data-sound=false]').waitFor();
  const text = await page.getByTestId('draft').innerText();
  claims.is('opened: its texts are open to be mended', /\d/.test(text), text);
  await openSetup(page);
  await page.getByTestId('policy-back').click();
  await page.locator('.setup .sound').first().waitFor();
  claims.is('opened: the policy before it comes back at a press', (await scored(page)) === wanted, await problems(page));
}

/** What a run says of itself is no policy. */
async function beside(page, folder, claims) {
  const result = join(folder, 'opened-run');
  mkdirSync(result, { recursive: true });
  const manifest = { manifest: 2, as_of: AS_OF, policy: { identity: { id: 'wealth-cvm', version: '2.0.0', label: null }, hashes: { full: '0'.repeat(64) } }, digest: '1'.repeat(64) };
  for (const [name, text] of [['manifest.json', JSON.stringify(manifest)], ['fuel.json', '[1]'], ['state_tasks.csv', 'customer_id\n'], ['tasks.csv', 'customer_id\n']]) writeFileSync(join(result, name), text);
  await openSetup(page);
  await page.getByTestId('data-folder').setInputFiles(result);
  await page.getByTestId('origin').waitFor();
  await page.locator('.setup .sound').first().waitFor();
  claims.is('opened: of the folder of a run nothing is taken for a policy', (await page.locator('.setup [data-test=diagnostics] .error').count()) === 0 && (await page.locator('.files .file-name').allInnerTexts()).join() === 'state_tasks.csv', [await problems(page), await page.locator('.files .file-name').allInnerTexts()]);
}
