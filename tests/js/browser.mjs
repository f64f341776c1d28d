// The corpus in headless Chromium: the same cases through the same face, in a page of 127.0.0.1.
//
// CHROMIUM names the program; else `chromium` is looked for on the PATH. Words keep cases, as in cases.mjs.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Tally, cases, files, input } from './corpus.mjs';

const program = process.env.CHROMIUM ?? onPath('chromium');
if (!program) {
  console.log('Chromium is not there: install the package `chromium`, or name the program with CHROMIUM');
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const served = new Map([
  ['/', ['text/html', '<!doctype html><meta charset="utf-8"><title>corpus</title>']],
  ['/appraise.js', ['text/javascript', readFileSync(files.script)]],
  ['/appraise_bg.wasm', ['application/wasm', readFileSync(files.module)]],
  ['/answer.mjs', ['text/javascript', readFileSync(new URL('answer.mjs', import.meta.url))]],
]);
let current = null;
const server = createServer((request, response) => {
  const [type, body] = request.url === '/case' ? ['application/json', current] : served.get(request.url) ?? ['text/plain', null];
  response.writeHead(body === null ? 404 : 200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(body);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath: program, headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const tally = new Tally();
try {
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  await page.evaluate(async () => {
    const [face, { run }] = await Promise.all([import('/appraise.js'), import('/answer.mjs')]);
    face.initSync({ module: await (await fetch('/appraise_bg.wasm')).arrayBuffer() });
    globalThis.runCase = async () => {
      const found = await (await fetch('/case')).json();
      found.tables = found.tables.map(([name, base64]) => [name, Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]);
      return run(face, found);
    };
  });
  for (const { name, path } of cases(process.argv.slice(2))) {
    const found = input(path);
    if (found === null) {
      tally.withoutData += 1;
      continue;
    }
    current = JSON.stringify({ ...found, tables: found.tables.map(([table, bytes]) => [table, bytes.toString('base64')]) });
    const differences = await page.evaluate(() => globalThis.runCase());
    if (differences === null) tally.elsewhere += 1;
    else differences.forEach((difference) => tally.note(name, `Chromium ${browser.version()}`, difference));
  }
} finally {
  await browser.close();
  server.close();
}
tally.end();

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find((path) => existsSync(path));
}
