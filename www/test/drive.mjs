// What a manager does with the page, as functions: give it files, score, open a customer, read a table.
import { readFileSync } from 'node:fs';

export const AS_OF = '2026-11-21';

/** A file for the page: a path, or a name with text or bytes. */
export async function give(page, files) {
  const parts = files.map((file) => (typeof file === 'string' ? file : { name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.content) }));
  await openSetup(page);
  while ((await page.getByTestId('remove').count()) > 0) await page.getByTestId('remove').first().click();
  await page.getByTestId('data-files').setInputFiles(parts);
  await page.locator('.files li').nth(files.length - 1).waitFor();
}

/** Files from the desktop onto the page. */
export async function drop(page, paths) {
  const parts = paths.map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), text: readFileSync(path, 'utf8') }));
  const transfer = await page.evaluateHandle((list) => {
    const dropped = new DataTransfer();
    for (const { name, text } of list) dropped.items.add(new File([text], name));
    return dropped;
  }, parts);
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: transfer });
  await page.locator('.files li').nth(paths.length - 1).waitFor();
}

export async function choose(page, policy) {
  await page.getByTestId('policy-select').selectOption(policy);
  await page.locator('.setup .sound').first().waitFor({ timeout: 60_000 });
}

/** Presses the button and waits for the end; `done` or `failed`. */
export async function run(page) {
  const before = performance.now();
  await page.getByTestId('score').click();
  await page.locator('[data-test=status][data-state=busy]').waitFor({ state: 'attached', timeout: 2000 }).catch(() => undefined);
  await page.locator('[data-test=status][data-state=done], [data-test=status][data-state=failed]').waitFor({ state: 'attached', timeout: 120_000 });
  return { state: await page.getByTestId('status').getAttribute('data-state'), ms: performance.now() - before };
}

/** Goes to a workspace by the navigation. */
export async function go(page, place) {
  await page.getByTestId(`go-${place}`).click();
  await page.locator(`main[data-place=${place}]`).waitFor();
}

export async function openSetup(page) {
  if ((await page.locator('main').getAttribute('data-place')) !== 'data') await go(page, 'data');
  if (!(await page.getByTestId('score').isVisible())) await page.locator('.setup > summary').click();
}

/** Waits for the list of tasks, which comes after the rest, and gives its length. */
export async function tasksReady(page) {
  await page.waitForFunction(() => document.querySelector('[data-test=headline-tasks]')?.textContent !== '…', null, { timeout: 120_000 });
  return headline(page, 'tasks');
}

export async function headline(page, name) {
  return number(await page.getByTestId(`headline-${name}`).innerText());
}

/** Opens a customer from the list, on the panel that says why. */
export async function explain(page, key) {
  await customers(page);
  await page.getByTestId('find').fill(key);
  await page.getByTestId('find').press('Enter');
  await page.locator(`[data-test=customer][data-key="${key}"]`).waitFor();
  await panel(page, 'why');
  await page.locator(`[data-test=explanation][data-key="${key}"]`).waitFor();
  await allThere(page);
}

/** The list of customers. */
export async function customers(page) {
  await go(page, 'customer');
  const back = page.getByTestId('customer-list');
  if ((await back.count()) > 0) await back.click();
  await page.getByTestId('ranking').waitFor();
}

/** A tab of the workspace. */
export async function panel(page, name) {
  await page.locator(`#tab-${name}`).click();
  await allThere(page);
}

/** Waits until what comes into the document a piece at a time is there whole. */
export async function allThere(page) {
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
}

/** The text of every cell of a column. */
export function column(page, table, name) {
  return page.locator(`[data-test=${table}] tbody td.cell-${name}`).evaluateAll((cells) => cells.map((cell) => cell.dataset.word));
}

export async function problems(page) {
  return (await page.locator('[data-test=diagnostics]').allInnerTexts()).join('\n');
}

/** The exact sum of decimal texts in units of 10^-8. */
export function scaled(texts) {
  return texts.reduce((total, text) => {
    const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(text);
    const units = BigInt(whole + fraction.padEnd(8, '0'));
    return total + (sign === '-' ? -units : units);
  }, 0n);
}

/** Whether one row may stand before the other: the higher score, or the smaller key; no score comes last. */
export function ordered([keyA, scoreA], [keyB, scoreB]) {
  if (scoreA === 'null' || scoreB === 'null') return scoreB === 'null' && (scoreA !== 'null' || keyA < keyB);
  const difference = scaled([scoreA]) - scaled([scoreB]);
  return difference > 0n || (difference === 0n && keyA < keyB);
}

export function number(text) {
  return Number(text.replaceAll(',', ''));
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
