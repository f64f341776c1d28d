// Every screen in both languages, light and dark: no violation that axe-core knows of.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { AS_OF, choose, go, openSetup, panel, run } from './drive.mjs';
import { open } from './harness.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Place, tab, and what else has to be done to see the screen. */
export const screens = [
  ['data', 'tables'], ['data', 'unknowns'], ['data', 'faults'], ['data', 'freshness'], ['data', 'files'],
  ['day', 'contacts'], ['day', 'blocked'], ['day', 'messages'], ['day', 'tasks'], ['day', 'journal'],
  ['customer', 'overview'], ['customer', 'why'], ['customer', 'whatIf'], ['customer', 'texts'], ['customer', 'report'], ['customer', 'record'],
  ['book', 'branch'], ['book', 'people'], ['book', 'pivot'], ['book', 'proposals'], ['book', 'reports'], ['book', 'pack'],
  ...['result', 'worth', 'params', 'cards', 'grids', 'rules', 'fields', 'text', 'tests', 'sheet', 'versions'].map((tab) => ['policy', tab]),
];

export async function axe(browser, file, program, folder, claims) {
  const bank = join(folder, 'axe-bank');
  execFileSync(program, ['synth', '--customers', '60', '--seed', '11', '--out', bank], { stdio: 'pipe' });
  const { context, page } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  await page.evaluate(source);
  const found = [];
  await look(page, 'start', found);
  await choose(page, 'wealth-cvm');
  await page.getByTestId('data-folder').setInputFiles(bank);
  await page.locator('.files li').nth(20).waitFor();
  await page.getByTestId('as-of-input').fill(AS_OF);
  await page.getByTestId('map').first().click();
  await page.getByTestId('mapping').waitFor();
  await look(page, 'mapping', found);
  await run(page);
  await openSetup(page);
  await look(page, 'setup', found);
  await go(page, 'customer');
  await look(page, 'list', found);
  await page.locator('[data-open]').first().click();
  for (const language of [0, 1]) {
    await page.locator('.languages button').nth(language).click();
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      for (const [place, tab] of screens) {
        await go(page, place);
        if (tab !== null) await panel(page, tab);
        if (place === 'policy') await drawn(page, tab);
        await look(page, `${place} ${tab ?? ''} ${language === 0 ? 'zh' : 'en'} ${colorScheme}`, found);
      }
      await go(page, 'day');
      await panel(page, 'contacts');
      await page.getByTestId('act-done').click();
      await look(page, `deed ${language} ${colorScheme}`, found);
      await page.keyboard.press('Escape');
      await page.getByTestId('act-form').click();
      await look(page, `form ${language} ${colorScheme}`, found);
      await page.keyboard.press('Escape');
    }
  }
  claims.is(`axe: no violation on ${screens.length + 2} screens in two languages, light and dark`, found.length === 0, found.slice(0, 12));
  await context.close();
}

/** What comes a moment later: the engine's forms, an open rule, the editor, the sheet. */
export async function drawn(page, tab) {
  await page.locator('[data-test=draft][data-checking=false]').waitFor();
  const rule = page.locator('.rule-line[aria-expanded=false]').first();
  if (tab === 'rules' && (await page.getByTestId('rule-when').count()) === 0) await rule.click();
  if (tab === 'text') await page.locator('[data-test=editor][data-open=true]').waitFor();
  if (tab === 'sheet') await page.locator('.sheet-body h3').first().waitFor({ timeout: 60_000 });
}

/** Rows of a list are made alike: the first few stand for all, which keeps a hundred looks within minutes. */
async function look(page, screen, found) {
  const violations = await page.evaluate(async () => (await window.axe.run({ exclude: [['tbody tr:nth-child(n+7)'], ['.files li:nth-child(n+5)'], ['option:nth-child(n+4)']] }, { resultTypes: ['violations'] })).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 140)} (${nodes.length}) ${(nodes[0].any[0] ?? nodes[0].all[0])?.message ?? ''}`));
  found.push(...violations.map((violation) => `${screen}: ${violation}`));
}
