// How long a user waits on a bank of 100,000 customers, and what the processor does meanwhile; with `--full` a million rows are
// loaded as well. `--rows N` and `--policy NAME` are for work on the page.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectors } from 'playwright-core';
import { launch, www } from '../test/harness.mjs';
import { loaded, said, waits } from './waits.mjs';

const given = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const rows = Number(given('--rows') ?? 100_000);
const only = given('--policy');
const MILLION = 1_000_000;
const file = join(www, 'dist/appraise.html');
if (!existsSync(file)) {
  console.error(`${file} is missing\n  help: run \`npm run build\` first`);
  process.exit(2);
}

selectors.setTestIdAttribute('data-test');
const folder = mkdtempSync(join(tmpdir(), 'appraise-bench-'));
const browser = await launch();
try {
  for (const policy of only === undefined ? ['wealth-cvm', 'retail-tiers'] : [only]) {
    console.log(`${rows} customers, ${policy}`);
    for (const wait of await waits(browser, file, folder, { rows, turns: 9, policy })) console.log(`  ${said(wait)}`);
  }
  if (process.argv.includes('--full')) await million();
  else console.log('a million rows: not loaded, say --full');
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function million() {
  const { scored, time, memory, counted, errors } = await loaded(browser, file, folder, { rows: MILLION, policy: 'retail-tiers' });
  console.log(`${scored} rows of CSV\n  loaded and scored: ${time.toFixed(0)} ms; what is unknown counted: ${counted.toFixed(0)} ms\n  ${memory}`);
  if (errors.length > 0) throw new Error(errors.join('\n'));
}
