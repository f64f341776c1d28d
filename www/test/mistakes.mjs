// Files and policies with mistakes: each has to end in words that say what to do, and never in a lost page.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { AS_OF, choose, column, explain, give, headline, openSetup, panel, problems, run } from './drive.mjs';
import { open, shot } from './harness.mjs';

const HEAD = 'customer_id,name,aum_prev_day,outflow_1d\n';

export async function mistakes(browser, file, policies, claims) {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  const customers = async (content, name = 'customers.csv') => {
    await openSetup(page);
    await give(page, [{ name, content }]);
    return run(page);
  };
  const quarantined = () => column(page, 'quarantine', 'reason');
  await choose(page, 'wealth-cvm');
  await page.getByTestId('as-of-input').fill(AS_OF);

  await customers('name,aum_prev_day\nWang,1.00\n');
  claims.is('a file without the key column is refused by the name of the column', /customer_id/.test(await problems(page)), await problems(page));
  await shot(page, 'portal-missing-key-zh', false);
  await customers('');
  claims.is('an empty file is refused in words', (await problems(page)).length > 10, await problems(page));

  claims.is('a file with semicolons is read', (await customers('customer_id;name;aum_prev_day\nA1;王伟;5.00\nA2;Li;6.00\n')).state === 'done' && (await headline(page, 'scored')) === 2, await problems(page));

  const absent = await page.getByTestId('absent-customers').textContent();
  claims.is('columns that the file lacks are named', /outflow_1d/.test(absent) && /birthday/.test(absent) && !/aum_prev_day/.test(absent), absent);

  await customers(`${HEAD}D1,A,1.00,0.00\nD2,B,2.00,0.00\nD1,C,3.00,0.00\n`);
  claims.is('rows with the same key are quarantined, the rest is scored', (await quarantined()).includes('duplicate_key') && (await headline(page, 'scored')) < 3, await quarantined());

  const gbk = Buffer.concat([Buffer.from(`${HEAD}G1,`), Buffer.from('cdf5ceb0', 'hex'), Buffer.from(',100000.00,0.00\nG2,Li,5.00,0.00\n')]);
  await customers(gbk);
  claims.is('undeclared GBK bytes are quarantined with their reason', (await quarantined()).join() === 'encoding' && (await headline(page, 'scored')) === 1, await quarantined());
  await openSetup(page);
  await page.getByTestId('encoding').selectOption('gb18030');
  await run(page);
  await explain(page, 'G1');
  await panel(page, 'record');
  claims.is('declared as GB18030 they are text', (await page.getByTestId('fields').innerText()).includes('王伟'), await page.getByTestId('fields').innerText());
  await openSetup(page);
  await page.getByTestId('encoding').selectOption('utf-8');

  await customers(`${HEAD}F1,A,abc,1.234\n`);
  const faults = await column(page, 'faults', 'reason');
  claims.is('cells that cannot be read are faults, the customer is scored', faults.includes('not_of_type') && faults.includes('too_many_decimals') && (await headline(page, 'scored')) === 1, faults);

  await openSetup(page);
  await page.getByTestId('as-of-input').fill('2026-02-30');
  await run(page);
  claims.is('a day that does not exist is refused in words', /2026-02-30/.test(await problems(page)), await problems(page));
  await page.getByTestId('as-of-input').fill('2019-01-01');
  await run(page);
  const early = await problems(page);
  claims.is('a day before the policy holds is refused with its dates', /2026-01-01/.test(early), early);
  await page.getByTestId('as-of-input').fill(AS_OF);
  await run(page);

  for (const [what, text, wanted] of [
    ['an unknown name', readFileSync(policies('term-deposit'), 'utf8').replace('balance >= idle_balance_min', 'balance >= idle_balance_mi'), /idle_balance_mi/],
    ['text that is not YAML', 'appraise: 1\n  policy: [', /\d/],
    ['ten thousand brackets', `appraise: ${'['.repeat(10_000)}`, /\d/],
  ]) {
    await openSetup(page);
    await page.getByTestId('policy-files').setInputFiles({ name: 'broken.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
    await page.locator('.setup [data-test=diagnostics] .error').first().waitFor();
    const shown = await page.locator('.setup [data-test=diagnostics]').first().innerText();
    claims.is(`a policy with ${what} is refused with its place`, wanted.test(shown) && /broken\.yaml/.test(shown), shown);
    if (what === 'an unknown name') await shot(page, 'portal-broken-policy-zh', false);
  }
  const kept = [await page.getByTestId('as-of-input').inputValue(), await page.locator('.files li').count(), await page.locator('[data-test=tables]').count()];
  claims.is('the date, the files and the result are kept', kept.join() === `${AS_OF},1,1`, kept);
  claims.is('no mistake raises a script error', seen.errors.length === 0, seen.errors);
  await context.close();
}
