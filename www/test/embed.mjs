// The npm package as others use it: packed, installed into an empty folder, then used from Node, from a plain page, from React
// and in a sandboxed frame. The examples are those of www/examples.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { AS_OF } from './drive.mjs';
import { open, settle, shot, www } from './harness.mjs';
import { serve } from './serve.mjs';
import { typed } from './typed.mjs';

export async function embed(browser, program, folder, claims) {
  const home = join(folder, 'embed');
  mkdirSync(home);
  const installed = install(home, claims);
  const inNode = await fromNode(home, claims);
  typed(home, installed, claims);
  await inPages(browser, program, folder, home, installed, inNode, claims);
}

/** Packs the package and installs the tarball into an empty folder, without a network. */
function install(home, claims) {
  const pack = join(www, 'dist/package');
  const [{ filename, files }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', home], { cwd: pack, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  writeFileSync(join(home, 'package.json'), '{"private": true, "type": "module"}');
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', join(home, filename)], { cwd: home, stdio: 'pipe' });
  const installed = join(home, 'node_modules/appraise-engine');
  claims.is('package: the tarball installs into an empty folder and brings no other package', readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.')).join() === 'appraise-engine');
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const named = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)));
  claims.is('package: every exported file is in it', named.every((name) => files.some(({ path }) => `./${path}` === name)), named);
  const { modules } = JSON.parse(readFileSync(join(installed, 'custom-elements.json'), 'utf8'));
  claims.is('package: custom-elements.json lists six elements', modules[0].declarations.length === 6);
  return installed;
}

/** Returns what Node made of the customers. */
async function fromNode(home, claims) {
  const policy = join(www, '../core/policies/retail-tiers.yaml');
  writeFileSync(join(home, 'use.mjs'), `
    import { readFileSync } from 'node:fs';
    import { AppraiseError, start } from 'appraise-engine/engine';
    import * as worker from 'appraise-engine/worker';
    import * as elements from 'appraise-engine/elements';
    const appraise = await start();
    const policy = [{ name: 'policy.yaml', text: readFileSync(${JSON.stringify(policy)}, 'utf8') }];
    const { key, fields } = appraise.schema(policy).inputs.find(({ name }) => name === 'customers');
    const record = Object.fromEntries([[key, 'A1']]);
    const result = appraise.score({ policy, tables: { customers: [record] }, asOf: '${AS_OF}', force: true });
    const text = appraise.score({ policy, tables: { customers: \`\${key}\\nA1\\n\` }, asOf: '${AS_OF}', force: true });
    const explained = result.explain('A1', 'en');
    let refused = null;
    try { appraise.score({ policy: [{ name: 'p', text: 'appraise: 1' }], tables: {}, asOf: '${AS_OF}' }); } catch (thrown) { refused = thrown instanceof AppraiseError && thrown.diagnostics.length; }
    const parts = [...result.csv('customers')].map((part) => new TextDecoder().decode(part)).join('');
    console.log(JSON.stringify({ module: appraise.module, fields: fields.length, rows: result.summary.rows, key: explained.key, digest: text.digest(), refused, lines: parts.trim().split('\\n').length, worker: Object.keys(worker), elements: Object.keys(elements) }));
    result.free();
  `);
  const said = JSON.parse(execFileSync(process.execPath, ['use.mjs'], { cwd: home, encoding: 'utf8' }));
  claims.is('package: Node starts the module, whose hash it checked', said.module.verified && /^[0-9a-f]{64}$/.test(said.module.hash), said.module);
  claims.is('package: Node scores records, explains them and writes CSV', said.rows === 1 && said.key === 'A1' && said.lines === 2, said);
  claims.is('package: what the module refuses is an error with its diagnostics', said.refused > 0, said.refused);
  claims.is('package: the worker and the elements can be imported where there is no document', said.worker.includes('Engine') && said.elements.includes('Session'), said);
  return said;
}

async function inPages(browser, program, folder, home, installed, inNode, claims) {
  const site = join(home, 'site');
  cpSync(join(www, 'examples'), site, { recursive: true });
  await bundleReact(home, site, installed);
  const books = program === undefined ? site : delivered(program, folder);
  const server = await serve([['/appraise/', installed], ['/books/', books], ['/react-built/', join(home, 'react-built')], ['/', site]]);
  try {
    if (program !== undefined) await plain(browser, server, claims);
    await react(browser, server, claims);
    await framed(browser, server, claims);
    await engineInPage(browser, server, inNode, claims);
  } finally {
    await server.close();
  }
}

async function plain(browser, server, claims) {
  const { context, page, seen } = await open(browser, `${server.origin}/plain.html`, { viewport: { width: 1366, height: 768 } });
  await page.locator('appraise-day [data-contact]').first().waitFor({ timeout: 60_000 });
  claims.is('plain page: the elements read the delivered folder from the one data path, once', server.asked.filter((line) => line === 'GET /books/manifest.json').length === 1);
  const key = await page.evaluate(() => new Promise((resolve) => {
    document.addEventListener('appraise-open', (event) => resolve(event.detail.customer), { once: true });
    document.querySelector('appraise-day').shadowRoot.querySelector('[data-test=open-customer], .contact-detail .plain').click();
  }));
  await page.locator(`appraise-customer [data-test=customer][data-key="${key}"]`).waitFor();
  claims.is('plain page: a customer who is opened in one element is shown by the other', key.length > 0, key);
  await page.locator('appraise-customer').locator('#tab-why').click();
  await page.locator('appraise-customer [data-test=score-shown]').first().waitFor();
  const list = page.locator('appraise-day [data-test=contacts] tbody tr.chosen');
  const chosen = await list.innerText();
  await page.locator('h1').click();
  await page.keyboard.press('j');
  claims.is('plain page: a letter that is pressed outside of an element is not its key', (await list.innerText()) === chosen);
  await settle(page);
  const own = seen.requests.filter((url) => !url.startsWith(server.origin) && !/^(?:blob|data):/.test(url));
  claims.is('plain page: nothing is asked of another origin, no violation, no script error', own.length + seen.violations.length + seen.errors.length === 0, [own, seen.violations, seen.errors]);
  await shot(page, 'embed-plain-zh', false);
  await context.close();
}

async function react(browser, server, claims) {
  const { context, page, seen } = await open(browser, `${server.origin}/react-built/react.html`);
  await page.locator('appraise-why [data-test=explanation][data-key=C1]').waitFor({ timeout: 60_000 });
  claims.is('React: what the element says comes back as an event', /^3 customers as of 2026-11-21$/.test(await page.locator('output').innerText()), await page.locator('output').innerText());
  await page.getByRole('button', { name: 'C2' }).click();
  await page.locator('appraise-why [data-test=explanation][data-key=C2]').waitFor();
  claims.is('React: another customer by a property, in English', !/[\u4e00-\u9fff]/.test(await page.locator('appraise-why .explanation h3').first().innerText()), await page.locator('appraise-why .explanation').first().innerText());
  await settle(page);
  claims.is('React: no violation and no script error under a strict policy', seen.violations.length + seen.errors.length === 0, [seen.violations, seen.errors]);
  await shot(page, 'embed-react-en', false);
  await context.close();
}

async function framed(browser, server, claims) {
  const { context, page, seen } = await open(browser, `${server.origin}/frame.html`);
  const frame = page.frameLocator('#portal');
  await frame.locator('[data-test=headline-scored]').waitFor({ timeout: 60_000 });
  claims.is('frame: the page above hands customers over, and the portal scores them', (await frame.locator('[data-test=headline-scored]').innerText()) === '2');
  const inside = page.frames().find((candidate) => candidate.url().endsWith('portal.html'));
  claims.is('frame: the portal has an origin of its own and keeps nothing', (await inside.evaluate(() => `${origin} ${(() => { try { return typeof localStorage; } catch (error) { return error.name; } })()}`)) === 'null SecurityError');
  const loaded = seen.requests.length;
  await frame.getByTestId('go-customer').click();
  await frame.locator('[data-test=ranking] [data-open]').first().click();
  await settle(page);
  const later = seen.requests.slice(loaded).filter((url) => !/^(?:blob|data):/.test(url));
  claims.is('frame: nothing is asked for later, no violation, no script error', later.length + seen.violations.length + seen.errors.length === 0, [later, seen.violations, seen.errors]);
  await shot(page, 'embed-frame-zh', false);
  await context.close();
}

/** The same job in Chromium as in Node, on the same bytes of the module. */
async function engineInPage(browser, server, inNode, claims) {
  const { context, page } = await open(browser, `${server.origin}/plain.html?no-elements`);
  const text = readFileSync(join(www, '../core/policies/retail-tiers.yaml'), 'utf8');
  const said = await page.evaluate(async ({ text, asOf }) => {
    const { start } = await import('./appraise/engine.js');
    const appraise = await start();
    const policy = [{ name: 'policy.yaml', text }];
    const { key } = appraise.schema(policy).inputs.find(({ name }) => name === 'customers');
    const result = appraise.score({ policy, tables: { customers: `${key}\nA1\n` }, asOf, force: true });
    return { digest: result.digest(), hash: appraise.module.hash };
  }, { text, asOf: AS_OF });
  claims.is('package: Chromium and Node give the same digest with the same module', said.digest === inNode.digest && said.hash === inNode.module.hash, [said, inNode]);
  await context.close();
}

/** Builds the React example with Vite, as its owner would, against the installed package. */
async function bundleReact(home, site, installed) {
  const own = (name) => join(www, 'node_modules', name);
  await build({
    root: site, base: './', configFile: false, logLevel: 'error',
    resolve: { alias: [{ find: 'appraise-engine/elements', replacement: join(installed, 'elements.js') }, { find: /^(react|react-dom|scheduler)(\/|$)/, replacement: `${own('')}/$1$2` }] },
    build: { outDir: join(home, 'react-built'), emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { input: join(site, 'react.html') } },
  });
  cpSync(installed, join(home, 'react-built/appraise'), { recursive: true });
}

/** What the bank delivers to one manager. */
function delivered(program, folder) {
  const [input, result, out] = ['embed-bank', 'embed-run', 'embed-delivered'].map((name) => join(folder, name));
  const module = ['--module', join(www, 'engine/appraise_bg.wasm')];
  const call = (...args) => execFileSync(program, args, { stdio: 'pipe' });
  call('synth', '--customers', '200', '--seed', '5', '--out', input);
  try {
    call('score', ...module, '--policy', join(www, '../core/policies/wealth-cvm'), '--input', input, '--as-of', AS_OF, '--out', result);
  } catch (error) {
    // 1 is a run with rows in quarantine.
    if (error.status !== 1) throw error;
  }
  const key = join(folder, 'embed.key');
  writeFileSync(key, 'k'.repeat(64));
  call('deliver', ...module, '--input', input, '--out', out, '--at', `${AS_OF}T07:00:00+08:00`, '--by', 'test', '--key', key, result);
  return join(out, 'rm/RM001');
}

