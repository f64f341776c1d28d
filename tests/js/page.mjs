// A page in headless Chromium that has the module's face as `globalThis.face`, served from 127.0.0.1.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { files } from './corpus.mjs';

/** Runs `work(page, version)`; `more` maps further paths to a type and a function that gives the body. */
export async function withPage(more, work) {
  const program = process.env.CHROMIUM ?? onPath('chromium');
  if (!program) {
    console.log('Chromium is not there: install the package `chromium`, or name the program with CHROMIUM');
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
  const served = new Map([
    ['/', ['text/html', () => '<!doctype html><meta charset="utf-8"><title>Appraise</title>']],
    ['/appraise.js', ['text/javascript', () => readFileSync(files.script)]],
    ['/appraise_bg.wasm', ['application/wasm', () => readFileSync(files.module)]],
    ...more,
  ]);
  const server = createServer((request, response) => {
    const [type, body] = served.get(request.url) ?? ['text/plain', null];
    response.writeHead(body ? 200 : 404, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
    response.end(body?.());
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const browser = await chromium.launch({ executablePath: program, headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.evaluate(async () => {
      globalThis.face = await import('/appraise.js');
      globalThis.face.initSync({ module: await (await fetch('/appraise_bg.wasm')).arrayBuffer() });
    });
    await work(page, browser.version());
  } finally {
    await browser.close();
    server.close();
  }
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find((path) => existsSync(path));
}
