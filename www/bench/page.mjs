// How long a user waits, on a bank of 100,000 customers: from a dropped file to the painted worklist, an explanation, a what-if,
// and, in the policy's workshop, a slider and a threshold. With `--full` a million rows are loaded as well.
// A wait ends when the browser has painted: two frames after the change is in the document.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { selectors } from 'playwright-core';
import { bank } from '../test/bank.mjs';
import { AS_OF, choose, go, openSetup, panel } from '../test/drive.mjs';
import { launch, open, www } from '../test/harness.mjs';

const ROWS = 100_000;
const FULL = 1_000_000;
const TURNS = 9;
const file = join(www, 'dist/appraise.html');
if (!existsSync(file)) {
  console.error(`${file} is missing\n  help: run \`npm run build\` first`);
  process.exit(2);
}

selectors.setTestIdAttribute('data-test');
const folder = mkdtempSync(join(tmpdir(), 'appraise-bench-'));
const browser = await launch();
try {
  await waits();
  if (process.argv.includes('--full')) await million();
  else console.log(`a million rows: not loaded, say --full`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function waits() {
  const { context, page } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(300_000);
  await ready(page, 'wealth-cvm');
  const began = performance.now();
  await dropped(page, csv('customers.csv', ROWS));
  await page.getByTestId('accept').click();
  await page.getByTestId('contacts').waitFor();
  await painted(page);
  told(`${ROWS} customers, dropped file to painted worklist`, [performance.now() - began]);

  await go(page, 'day');
  const whys = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    await page.locator('[data-contact]').nth(turn).click();
    await page.evaluate(() => document.activeElement?.blur());
    whys.push(await wait(page, () => dispatchEvent(new KeyboardEvent('keydown', { key: 'w', bubbles: true })), () => document.querySelector('[data-test=explanation]') !== null));
    await go(page, 'day');
    await page.locator('[data-contact]').first().waitFor();
  }
  told('open why', whys);

  await page.locator('[data-contact]').first().dblclick();
  await page.getByTestId('overview').waitFor();
  await panel(page, 'whatIf');
  const edits = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const value = `${(turn + 1) * 1_000_000}.00`;
    await page.evaluate((text) => {
      window.comparedBefore = document.querySelector('[data-test=compared]')?.textContent ?? '';
      document.querySelector('[data-edit=aum_prev_day]').value = text;
    }, value);
    edits.push(await wait(page, () => document.querySelector('[data-edit=aum_prev_day]').dispatchEvent(new Event('change', { bubbles: true })), () => {
      const now = document.querySelector('[data-test=compared]')?.textContent;
      return now !== undefined && now !== window.comparedBefore;
    }));
  }
  told('what-if: changed input to repainted numbers', edits);
  await workshop(page);
  await context.close();
}

/** The policy's workshop: a parameter is a slider, and with it a threshold of a rule. */
async function workshop(page) {
  await go(page, 'policy');
  const slider = page.locator('[data-slider]').first();
  if ((await slider.waitFor({ timeout: 5000 }).catch(() => 'absent')) === 'absent') return console.log('slider to repainted numbers: not measured, this build has no slider');
  const times = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    await page.evaluate(() => (window.effectBefore = document.querySelector('[data-test=effect]')?.textContent ?? ''));
    times.push(await wait(page, () => {
      const input = document.querySelector('[data-slider]');
      const step = Number(input.step) || 1;
      input.value = String(Number(input.value) + (Number(input.value) + step > Number(input.max) ? -step : step));
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }, () => {
      const effect = document.querySelector('[data-test=effect]');
      return effect?.dataset.ready === 'true' && effect.textContent !== window.effectBefore;
    }, 30_000));
  }
  told('threshold drag to repainted counts', times.filter((time) => time !== null));
}

async function million() {
  const { context, page } = await open(browser, pathToFileURL(file).href);
  page.setDefaultTimeout(1_800_000);
  await ready(page, 'retail-tiers');
  const began = performance.now();
  await dropped(page, csv('customers.csv', FULL));
  const rows = await page.getByTestId('headline-scored').innerText();
  told(`${rows} rows of CSV loaded and scored`, [performance.now() - began]);
  await context.close();
}

async function ready(page, policy) {
  await choose(page, policy);
  await openSetup(page);
  await page.getByTestId('as-of-input').fill(AS_OF);
}

async function dropped(page, path) {
  await page.getByTestId('data-files').setInputFiles(path);
  await page.locator('.files li').first().waitFor();
  await page.getByTestId('score').click();
  await page.locator('[data-test=status][data-state=done], [data-test=status][data-state=failed]').waitFor({ state: 'attached' });
  if ((await page.getByTestId('status').getAttribute('data-state')) !== 'done') throw new Error(await page.locator('main').innerText());
}

function csv(name, rows) {
  const path = join(folder, name);
  writeFileSync(path, bank(rows).customers);
  return path;
}

const painted = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** In the page: does something and gives the milliseconds until a condition holds and two frames have passed; null when it never does. */
function wait(page, act, holds, most = 60_000) {
  return page.evaluate(async ({ act, holds, most }) => {
    const [start, done] = [new Function(`return (${act})()`), new Function(`return (${holds})()`)];
    const began = performance.now();
    start();
    while (!done()) {
      if (performance.now() - began > most) return null;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - began;
  }, { act: String(act), holds: String(holds), most });
}

function told(what, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const [least, middle, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]].map((time) => time?.toFixed(0) ?? '?');
  console.log(sorted.length > 1 ? `${what}: median ${middle} ms (${least} to ${most}, ${sorted.length} times)` : `${what}: ${middle} ms`);
}
