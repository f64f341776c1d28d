// Chromium for the page's tests: records what it asks for, what its policy refuses and what it throws.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const www = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const shots = resolve(www, '../tests/out');
mkdirSync(shots, { recursive: true });

const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run', '--disable-quic'];

export function launch() {
  const named = process.env.CHROMIUM;
  return chromium.launch({ executablePath: named ?? onPath('chromium'), headless: true, args });
}

export async function open(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', acceptDownloads: true, ...options,
  });
  const seen = { violations: [], requests: [], errors: [] };
  await context.exposeBinding('recordViolation', (_source, violation) => seen.violations.push(violation));
  await context.addInitScript(() =>
    addEventListener('securitypolicyviolation', (event) => window.recordViolation(`${event.effectiveDirective} ${event.blockedURI}`)),
  );
  const page = await context.newPage();
  context.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  await page.goto(url, { waitUntil: 'load' });
  return { context, page, seen };
}

/** Violations are reported a little after what caused them. */
export const settle = (page) => page.waitForTimeout(400);

export const shot = (page, name, fullPage = true) => page.screenshot({ path: join(shots, `${name}.png`), fullPage });

/** A list of claims and whether they held. */
export class Claims {
  passed = 0;
  failed = 0;

  is(claim, held, found = '') {
    if (held) this.passed += 1;
    else this.failed += 1;
    console.log(`${held ? 'ok  ' : 'FAIL'} ${claim}${held || found === '' ? '' : `\n     found: ${typeof found === 'string' ? found : JSON.stringify(found)}`}`);
  }

  /** What was absent is part of the last line: nobody should take it for tested. */
  end(absent = []) {
    const left = absent.length > 0 ? ` (not tested, absent: ${absent.join(', ')})` : '';
    console.log(`${this.passed} passed, ${this.failed} failed${left}`);
    process.exitCode = this.failed === 0 ? 0 : 1;
  }
}

function onPath(name) {
  const found = (process.env.PATH ?? '').split(':').map((folder) => join(folder, name));
  return found.find((file) => existsSync(file)) ?? name;
}
