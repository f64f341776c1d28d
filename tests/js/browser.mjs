// The corpus in headless Chromium: the same cases through the same face, in a page of 127.0.0.1.
//
// CHROMIUM names the program; else `chromium` is looked for on the PATH. Words keep cases, as in cases.mjs.
import { readFileSync } from 'node:fs';
import { Tally, cases, input } from './corpus.mjs';
import { withPage } from './page.mjs';

let current = null;
const served = new Map([
  ['/answer.mjs', ['text/javascript', () => readFileSync(new URL('answer.mjs', import.meta.url))]],
  ['/case', ['application/json', () => current]],
]);
const tally = new Tally();
await withPage(served, async (page, version) => {
  await page.evaluate(async () => {
    const { run } = await import('/answer.mjs');
    globalThis.runCase = async () => {
      const found = await (await fetch('/case')).json();
      const read = (tables) => tables.map(([name, base64]) => [name, Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]);
      found.tables = read(found.tables);
      found.history = found.history.map(([day, tables]) => [day, read(tables)]);
      return run(globalThis.face, found);
    };
  });
  for (const { name, path } of cases(process.argv.slice(2))) {
    const found = input(path);
    if (found === null) {
      tally.withoutData += 1;
      continue;
    }
    const sent = (tables) => tables.map(([table, bytes]) => [table, bytes.toString('base64')]);
    const history = found.history.map(([day, tables]) => [day, sent(tables)]);
    current = JSON.stringify({ ...found, tables: sent(found.tables), history });
    const differences = await page.evaluate(() => globalThis.runCase());
    if (differences === null) tally.elsewhere += 1;
    else differences.forEach((difference) => tally.note(name, `Chromium ${version}`, difference));
  }
});
tally.end();
