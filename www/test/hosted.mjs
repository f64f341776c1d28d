// Serves the hosted build with the headers that it documents and scores one file with it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { open, settle, www } from './harness.mjs';

const folder = join(www, 'dist/hosted');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

export async function hosted(browser, claims, drive) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${server.address().port}/`;
  const { context, page, seen } = await open(browser, origin);
  try {
    await page.locator('main[data-loaded=true]').waitFor();
    const loaded = seen.requests.length;
    await drive(page);
    await settle(page);
    claims.is('hosted: nothing is asked for after the page has loaded', seen.requests.slice(loaded).every((url) => /^(?:blob|data):/.test(url)), seen.requests.slice(loaded));
    claims.is('hosted: everything came from its own origin', seen.requests.every((url) => url.startsWith(origin) || /^(?:blob|data):/.test(url)), seen.requests);
    claims.is('hosted: no violation of the security policy', seen.violations.length === 0, seen.violations);
    claims.is('hosted: no script error', seen.errors.length === 0, seen.errors);
  } finally {
    await context.close();
    server.close();
  }
}

function answer(request, response) {
  const name = request.url === '/' ? 'index.html' : request.url.slice(1).replace(/\?.*$/, '');
  for (const line of readFileSync(join(folder, 'headers.txt'), 'utf8').trim().split('\n')) {
    const at = line.indexOf(': ');
    response.setHeader(line.slice(0, at), line.slice(at + 2));
  }
  try {
    const body = readFileSync(join(folder, name));
    response.setHeader('Content-Type', types[extname(name)] ?? 'text/plain');
    response.end(body);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
