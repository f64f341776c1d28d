// How long a user waits: from a dropped file to the painted worklist, an explanation, a what-if, and, in the policy's workshop, a
// slider and a threshold. A wait ends when the browser has painted: two frames after the change is in the document.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bank } from '../test/bank.mjs';
import { AS_OF, choose, go, openSetup, panel } from '../test/drive.mjs';
import { open } from '../test/harness.mjs';
import { traced } from './trace.mjs';

/**
 * The worklist of each policy, contacts or, where none are planned, tasks; and what is dragged of it: an edge between two tiers,
 * and the threshold of a rule.
 */
const POLICIES = {
  'wealth-cvm': { list: 'contacts', edge: 'affluent_from', threshold: 'outflow_share' },
  'retail-tiers': { list: 'tasks', edge: 'affluent_from', threshold: 'drop_share' },
};

/** A kind of wait: the milliseconds of each, and what the threads did meanwhile, in milliseconds of the processor. */
export async function waits(browser, file, folder, { rows, turns, policy }) {
  const { context, page } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(300_000);
  const { list, edge, threshold } = POLICIES[policy];
  await ready(page, policy);
  const path = csv(folder, rows);
  const all = [];
  const take = async (what, work) => {
    const { result: times, ...cpu } = await traced(browser, page, work);
    all.push({ what, times, ...cpu });
  };
  await take('dropped file to painted worklist', () => worklist(page, path, list));
  await take('open why', () => why(page, list, turns));
  await whatIfOpen(page, list);
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

async function worklist(page, path, list) {
  const began = performance.now();
  await dropped(page, path);
  await page.getByTestId('accept').click();
  await listed(page, list);
  await painted(page);
  return [performance.now() - began];
}

async function listed(page, list) {
  if (list === 'tasks') await panel(page, list);
  await page.locator(rowsOf(list)).first().waitFor();
}

const rowsOf = (list) => (list === 'tasks' ? '[data-test=tasks] button.link' : '[data-contact]');

/** A contact is explained by a key, a task by its link. */
async function why(page, list, turns) {
  const times = [];
  for (let turn = 0; turn < turns; turn += 1) {
    if (list === 'contacts') await page.locator(rowsOf(list)).nth(turn).click();
    await page.evaluate(([rows, at]) => {
      document.activeElement?.blur();
      window.explained = document.querySelectorAll(rows)[at];
    }, [rowsOf(list), turn]);
    const press = () => dispatchEvent(new KeyboardEvent('keydown', { key: 'w', bubbles: true }));
    times.push(await wait(page, list === 'contacts' ? press : () => window.explained.click(), () => document.querySelector('[data-test=explanation]') !== null));
    await go(page, 'day');
    await listed(page, list);
  }
  return times;
}

async function whatIfOpen(page, list) {
  if (list === 'contacts') await page.locator(rowsOf(list)).first().dblclick();
  else await page.locator(rowsOf(list)).first().click();
  await page.locator('#tab-whatIf').waitFor();
  await panel(page, 'whatIf');
}

/** One in every tier, so that each changes what is shown. */
const AMOUNTS = ['2000000.00', '6000000.00', '20000000.00', '700000.00'];

async function whatIf(page, turns) {
  const times = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await page.evaluate((text) => {
      window.comparedBefore = document.querySelector('[data-test=compared]')?.textContent ?? '';
      document.querySelector('[data-edit=aum_prev_day]').value = text;
    }, AMOUNTS[turn % AMOUNTS.length]);
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
      new MutationObserver((_changes, observer) => {
        window.dragged.waited = true;
        observer.disconnect();
      }).observe(document.querySelector('[data-test=effect]'), { attributeFilter: ['data-counts'] });
    }, [param, turn / (turns + 2)]);
    times.push(await wait(page, () => {
      window.dragged.began = performance.now();
      window.dragged.input.value = window.dragged.value;
      window.dragged.input.dispatchEvent(new Event('input', { bubbles: true }));
    }, () => window.dragged.waited && document.querySelector('[data-test=effect]').dataset.counts === 'true'));
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
