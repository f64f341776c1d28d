// Paper that can be read aloud: what the browser prints is a tagged PDF, with its structure and its language.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bank } from './bank.mjs';
import { AS_OF, choose, give, go, openSetup, panel, problems, run } from './drive.mjs';
import { open, shots } from './harness.mjs';

/** What is printed, and what structure its content has to have. */
const papers = [
  { name: 'pack', place: 'book', tab: 'pack', ready: '[data-test=pack]', wanted: ['H1', 'Table', 'TH', 'P'] },
  { name: 'sheet', place: 'policy', tab: 'sheet', ready: '.sheet-body h3', wanted: ['Table', 'TH', 'P', 'L'] },
];

export async function paper(browser, file, claims) {
  const { context, page } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(120_000);
  await choose(page, 'wealth-cvm');
  await openSetup(page);
  await give(page, [{ name: 'customers.csv', content: bank(60).customers }]);
  await page.getByTestId('as-of-input').fill(AS_OF);
  claims.is('paper: customers are scored', (await run(page)).state === 'done', await problems(page));
  for (const [at, lang] of ['zh-CN', 'en'].entries()) {
    await page.locator('.languages button').nth(at).click();
    for (const { name, place, tab, ready, wanted } of papers) {
      await go(page, place);
      await panel(page, tab);
      await page.locator(ready).first().waitFor();
      const pdf = structureOf(await printed(page, `${name}-${lang}`));
      claims.is(`paper: the ${name} is a tagged PDF in ${lang}`, pdf.marked && pdf.lang === lang && wanted.every((type) => pdf.types.has(type)), { ...pdf, types: [...pdf.types] });
    }
  }
  const plain = structureOf(await page.pdf({ tagged: false }));
  claims.is('paper: a PDF without tags would have been seen', !plain.marked && plain.types.size === 0, [...plain.types]);
  await context.close();
}

async function printed(page, name) {
  const bytes = await page.pdf({ tagged: true, format: 'A4', printBackground: true });
  writeFileSync(join(shots, `paper-${name}.pdf`), bytes);
  return bytes;
}

/** The catalogue and the structure's elements are written plainly; only the pages' content is packed. */
function structureOf(bytes) {
  const text = bytes.toString('latin1');
  const types = new Set([...text.matchAll(/\/S \/(\w+)/g)].map(([, type]) => type));
  return { marked: /\/MarkInfo\s*<<[^>]*\/Marked true/.test(text) && text.includes('/StructTreeRoot'), lang: /\/Lang \(([\w-]+)\)/.exec(text)?.[1] ?? null, types };
}
