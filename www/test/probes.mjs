// Ways out of a page, each of them tried from inside: what a script that got in could do. A receiver on another origin writes
// down what arrives. The last line of each kind of page says what a browser still lets through, so that nobody thinks it shut.
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AS_OF, choose, drop, go, run } from './drive.mjs';
import { open, settle, www } from './harness.mjs';
import { serve } from './serve.mjs';

/** A page opened from a disk has no headers: its policy cannot forbid these. */
const OPEN_FROM_DISK = ['navigation', 'popup', 'stun'];

export async function probes(browser, file, data, folder, claims) {
  const hosted = join(www, 'dist/hosted');
  const single = join(www, 'dist');
  writeFileSync(join(folder, 'open.html'), '<!doctype html><meta charset="utf-8"><title>open</title><p>no policy</p>');
  await tried(browser, claims, 'a page without a policy', [['/', folder]], {}, '/open.html', (reached) => reached.length >= 12, 'the probes arrive where nothing keeps them: this test can fail');
  await triedFromDisk(browser, file, claims);
  await tried(browser, claims, 'the one-file page with `Connection-Allowlist: ()`', [['/', single]], { 'Connection-Allowlist': '()' }, '/appraise.html', (reached, own) => reached.length + own.length === 0, 'nothing arrives anywhere, its own origin included');
  await tried(browser, claims, 'the hosted page with its headers', [['/', hosted]], headers(hosted), '/', (reached) => reached.length === 0, 'nothing arrives at another origin');
  await guarded(browser, hosted, data, claims);
  await ownHash(browser, file, claims);
  await walk(browser, pathToFileURL(file).href, data, 'from the disk', claims);
  const server = await serve([['/', hosted]], headers(hosted));
  await walk(browser, `${server.origin}/`, data, 'hosted', claims);
  await server.close();
}

async function tried(browser, claims, what, folders, sent, path, held, claim) {
  const server = await serve(folders, sent);
  const { reached, own } = await leaks(browser, `${server.origin}${path}`, server);
  claims.is(`${what}: ${claim}`, held(reached, own), { reached, own });
  await server.close();
}

async function triedFromDisk(browser, file, claims) {
  const { reached } = await leaks(browser, pathToFileURL(file).href, null);
  claims.is('the one-file page from a disk: only what no policy of a page can forbid arrives', reached.every((name) => OPEN_FROM_DISK.includes(name)), reached);
  console.log(`info the one-file page from a disk: still open are ${reached.join(', ') || 'none'}; SECURITY.md says so`);
}

/** The hosted page on a plain server that sends no headers: the guard adds them, from the second load on. */
async function guarded(browser, hosted, data, claims) {
  const server = await serve([['/', hosted]]);
  // A name of this machine that is not its own address: there the guard is set.
  const url = `http://portal.localhost:${server.port}/`;
  const { context, page, seen } = await open(browser, url);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const kept = server.asked.length;
  await context.setOffline(true);
  await page.reload();
  await page.locator('main[data-loaded=true]').waitFor();
  await scored(page, data);
  // The browser itself looks whether the guard is still the same.
  const later = server.asked.slice(kept).filter((line) => line !== 'GET /service-worker.js');
  claims.is('guard: the hosted page starts and scores without its server, and without a violation', later.length + seen.violations.length === 0, [later, seen.violations]);
  await context.setOffline(false);
  const { reached } = await leaks(browser, url, server, { context, page });
  claims.is('guard: with its headers nothing arrives at another origin, on a server that sends none', reached.length === 0, reached);
  await context.close();
  await server.close();
}

/** Opens a page, tries everything, and says what arrived elsewhere and at its own origin. */
async function leaks(browser, url, server, opened = null) {
  const elsewhere = await serve([], { 'Access-Control-Allow-Origin': '*' });
  const stun = createSocket('udp4');
  let packets = 0;
  stun.on('message', () => (packets += 1));
  await new Promise((resolve) => stun.bind(0, '127.0.0.1', resolve));
  const { context, page } = opened ?? (await open(browser, url));
  await page.waitForTimeout(500);
  const before = server?.asked.length ?? 0;
  await page.evaluate(tryEverything, { to: `${elsewhere.origin}/`, stun: `stun:127.0.0.1:${stun.address().port}` });
  await page.waitForTimeout(1500);
  await page.evaluate((to) => { location.href = `${to}navigation`; }, `${elsewhere.origin}/`).catch(() => undefined);
  await page.waitForTimeout(700);
  const own = (server?.asked.slice(before) ?? []).filter((line) => !/favicon/.test(line));
  const arrived = new Set(elsewhere.asked.map((line) => line.split(' /')[1]).filter((name) => name !== 'favicon.ico'));
  if (packets > 0) arrived.add('stun');
  if (opened === null) await context.close();
  await elsewhere.close();
  stun.close();
  return { reached: [...arrived].sort(), own };
}

/** Runs in the page. */
async function tryEverything({ to, stun }) {
  const element = (name, more) => document.body.appendChild(Object.assign(document.createElement(name), more));
  const tries = [
    () => fetch(`${to}fetch`, { mode: 'no-cors' }),
    () => { const asked = new XMLHttpRequest(); asked.open('GET', `${to}request`); asked.send(); },
    () => { new Image().src = `${to}image`; },
    () => navigator.sendBeacon(`${to}beacon`, 'a'),
    () => new WebSocket(`${to.replace('http', 'ws')}socket`),
    () => new EventSource(`${to}events`),
    () => { element('p', { textContent: 'a' }).style.backgroundImage = `url(${to}style)`; },
    () => document.head.appendChild(Object.assign(document.createElement('link'), { rel: 'prefetch', href: `${to}prefetch` })),
    () => document.head.appendChild(Object.assign(document.createElement('link'), { rel: 'preload', as: 'image', href: `${to}preload` })),
    () => document.head.appendChild(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${to}sheet` })),
    () => import(`${to}module`),
    () => { element('iframe', { name: 'sink' }); element('form', { action: `${to}form`, method: 'post', target: 'sink' }).submit(); },
    () => element('iframe', { src: `${to}frame` }),
    () => element('object', { data: `${to}object` }),
    () => element('a', { href: '#', ping: `${to}ping` }).click(),
    () => element('video', { src: `${to}video` }),
    () => new Worker(URL.createObjectURL(new Blob([`fetch('${to}worker', { mode: 'no-cors' })`]))),
    async () => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: stun }] });
      peer.createDataChannel('a');
      await peer.setLocalDescription(await peer.createOffer());
    },
    () => window.open(`${to}popup`),
    () => fetch('own-origin'),
  ];
  for (const attempt of tries) {
    try {
      await Promise.race([attempt(), new Promise((resolve) => setTimeout(resolve, 150))]);
    } catch {
      // Refused: that is what is wanted.
    }
  }
}

/** The hash on the page is that of its sheet and scripts, as anyone can make it of the file. */
async function ownHash(browser, file, claims) {
  const text = readFileSync(file, 'utf8');
  const parts = [...text.matchAll(/<(style|script)>([\s\S]*?)<\/\1>/g)].map(([, , part]) => part);
  const made = createHash('sha256').update(parts.join('\n')).digest('hex');
  const { context, page } = await open(browser, pathToFileURL(file).href);
  const shown = await page.locator('[data-test=page-hash]').getAttribute('data-hash');
  claims.is('the page shows its own hash, which is that of the sheet and the scripts in its file', shown === made, [shown, made]);
  await context.close();
}

/** Every workspace and every panel, in both languages, without a network. */
async function walk(browser, url, data, how, claims) {
  const { context, page, seen } = await open(browser, url);
  await page.locator('main[data-loaded=true]').waitFor();
  const loaded = seen.requests.length;
  await context.setOffline(true);
  await scored(page, data);
  let screens = 0;
  for (const language of [0, 1]) {
    await page.locator('.languages button').nth(language).click();
    for (const place of ['data', 'day', 'customer', 'book', 'policy']) {
      await go(page, place);
      if (place === 'customer' && (await page.getByTestId('ranking').count()) > 0) await page.locator('[data-test=ranking] [data-open]').first().click();
      for (const tab of await page.locator('main [role=tab]').all()) {
        await tab.click();
        screens += 1;
      }
    }
  }
  await settle(page);
  const later = seen.requests.slice(loaded).filter((address) => !/^(?:blob|data):/.test(address));
  claims.is(`${how}: ${screens} panels are walked without a network: nothing is asked for, no violation, no script error`, screens > 20 && later.length + seen.violations.length + seen.errors.length === 0, [screens, later, seen.violations, seen.errors]);
  await context.close();
}

async function scored(page, data) {
  await drop(page, data);
  await choose(page, 'wealth-cvm');
  await page.getByTestId('as-of-input').fill(AS_OF);
  await run(page);
}

function headers(folder) {
  return Object.fromEntries(readFileSync(join(folder, 'headers.txt'), 'utf8').trim().split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
}
