// How long a user waits: from a dropped file to the painted worklist, an explanation, a what-if, and, in the policy's workshop, a
// slider and a threshold. A wait ends when the browser has painted: two frames after the change is in the document.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bank } from '../test/bank.mjs';
import { AS_OF, choose, go, openSetup, panel } from '../test/drive.mjs';
import { open } from '../test/harness.mjs';
import { traced } from './trace.mjs';

/** What is dragged of each policy: an edge between two tiers, and the threshold of a rule. */
const DRAGGED = { 'wealth-cvm': ['affluent_from', 'outflow_share'], 'retail-tiers': ['affluent_from', 'drop_share'] };

/** A kind of wait: the milliseconds of each, and what the threads did meanwhile, in milliseconds of the processor. */
export async function waits(browser, file, folder, { rows, turns, policy }) {
  const { context, page } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(300_000);
  const [edge, threshold] = DRAGGED[policy];
  await ready(page, policy);
  const path = csv(folder, rows);
  const all = [];
  const take = async (what, work) => {
    const { result: times, ...cpu } = await traced(browser, page, work);
    all.push({ what, times, ...cpu });
  };
  await take('dropped file to painted worklist', () => worklist(page, path));
  await take('open why', () => why(page, turns));
  await whatIfOpen(page);
  await take('what-if: changed input to repainted numbers', () => whatIf(page, turns));
  await workshop(page);
  for (const [what, param] of [['slider to repainted numbers', edge], ['threshold drag to repainted counts', threshold]]) {
    const whole = [];
    await take(what, () => slider(page, param, turns, whole));
    all.push({ what: `${what.split(' ')[0]} let go to the whole comparison`, times: whole });
  }
  await context.close();
  return all;
}

/** A file that is loaded and scored, and nothing else; gives what the page says of it. */
export async function loaded(browser, file, folder, { rows, policy }) {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href);
  page.setDefaultTimeout(1_800_000);
  await ready(page, policy);
  const path = csv(folder, rows);
  const began = performance.now();
  await dropped(page, path);
  const time = performance.now() - began;
  const scored = await page.getByTestId('headline-scored').innerText();
  await panel(page, 'unknowns');
  await page.locator('[data-test=unknowns] tbody tr').first().waitFor();
  const memory = await page.getByTestId('memory').textContent();
  await context.close();
  return { scored, time, memory, counted: performance.now() - began, errors: seen.errors };
}

async function worklist(page, path) {
  const began = performance.now();
  await dropped(page, path);
  await page.getByTestId('accept').click();
  await page.getByTestId('contacts').waitFor();
  await painted(page);
  return [performance.now() - began];
}

async function why(page, turns) {
  const times = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await page.locator('[data-contact]').nth(turn).click();
    await page.evaluate(() => document.activeElement?.blur());
    times.push(await wait(page, () => dispatchEvent(new KeyboardEvent('keydown', { key: 'w', bubbles: true })), () => document.querySelector('[data-test=explanation]') !== null));
    await go(page, 'day');
    await page.locator('[data-contact]').first().waitFor();
  }
  return times;
}

async function whatIfOpen(page) {
  await page.locator('[data-contact]').first().dblclick();
  await page.getByTestId('overview').waitFor();
  await panel(page, 'whatIf');
}

async function whatIf(page, turns) {
  const times = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await page.evaluate((text) => {
      window.comparedBefore = document.querySelector('[data-test=compared]')?.textContent ?? '';
      document.querySelector('[data-edit=aum_prev_day]').value = text;
    }, `${(turn + 1) * 1_000_000}.00`);
    times.push(await wait(page, () => document.querySelector('[data-edit=aum_prev_day]').dispatchEvent(new Event('change', { bubbles: true })), () => {
      const now = document.querySelector('[data-test=compared]')?.textContent;
      return now !== undefined && now !== window.comparedBefore;
    }));
  }
  return times;
}

async function workshop(page) {
  await go(page, 'policy');
  await page.locator('#tab-params').waitFor();
  await panel(page, 'params');
  await page.locator('[data-test=draft][data-checking=false]').waitFor();
}

/** Drags the slider of a parameter; gives the times to the repainted counts, and to `whole` those to everything that is compared. */
async function slider(page, param, turns, whole) {
  const times = [];
  for (let turn = 1; turn <= turns; turn += 1) {
    await page.evaluate(([id, share]) => {
      const input = document.querySelector(`[data-slider=${id}]`);
      const [low, high] = [Number(input.min), Number(input.max)];
      window.dragged = { input, value: String(low + (high - low) * share), began: 0, waited: false };
    }, [param, turn / (turns + 2)]);
    times.push(await wait(page, () => {
      window.dragged.began = performance.now();
      window.dragged.input.value = window.dragged.value;
      window.dragged.input.dispatchEvent(new Event('input', { bubbles: true }));
    }, () => {
      const { counts } = document.querySelector('[data-test=effect]').dataset;
      window.dragged.waited ||= counts === 'false';
      return window.dragged.waited && counts === 'true';
    }, 120_000));
    await page.locator('[data-test=effect][data-ready=true]').waitFor();
    whole.push(await page.evaluate(() => performance.now() - window.dragged.began));
  }
  return times.filter((time) => time !== null);
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

function csv(folder, rows) {
  const path = join(folder, 'customers.csv');
  writeFileSync(path, bank(rows).customers);
  return path;
}

function painted(page) {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** In the page: does something and gives the milliseconds until a condition holds and two frames have passed; null when it never does. */
function wait(page, act, holds, most = 60_000) {
  return page.evaluate(`(async () => {
    const [start, done] = [${act}, ${holds}];
    const began = performance.now();
    start();
    while (!done()) {
      if (performance.now() - began > ${most}) return null;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - began;
  })()`);
}

/** One line for people. */
export function said({ what, times, longest, main, worker }) {
  const sorted = [...times].sort((a, b) => a - b);
  const [least, middle, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]].map((time) => time?.toFixed(0) ?? '?');
  const time = sorted.length > 1 ? `median ${middle} ms (${least} to ${most}, ${sorted.length} times)` : `${middle} ms`;
  if (longest === undefined) return `${what}: ${time}`;
  const each = (sum) => (sum / Math.max(1, sorted.length)).toFixed(0);
  return `${what}: ${time}; of the processor, worker ${each(worker)} ms, main thread ${each(main)} ms, its longest task ${longest.toFixed(1)} ms`;
}
