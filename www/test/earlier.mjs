// A period before that was judged by another policy: what the data and what the policy did to a score are told apart, and add up.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AS_OF, explain, give, openSetup, panel, problems, run, scaled } from './drive.mjs';
import { open, shot } from './harness.mjs';

/** A score of money alone; `rich` are the points of whoever has 100.00 or more. */
const policy = (version, rich) => `
appraise: 1
policy: two-periods
version: ${version}
label: {en: Two periods, zh-CN: 两期}
time_zone: Asia/Shanghai
schema:
  customers:
    key: customer_id
    fields:
      customer_id: {type: string}
      aum: {type: decimal(2), nullable: true, label: {en: AUM, zh-CN: 管理资产}}
scorecards:
  value:
    label: {en: Value, zh-CN: 价值}
    range: [0, 100]
    dimensions:
      money:
        weight: 100
        label: {en: Money, zh-CN: 资金}
        indicators: {aum: {of: aum, weight: 100, bins: [["< 100.00", 20], [">= 100.00", ${rich}]], missing: neutral, reason: R1}}
    min_confidence: 0
    reasons: {baseline: max, top: 1}
    reason_codes: {R1: {en: Little money, zh-CN: 资金较少}}
`;

export async function earlier(browser, file, folder, claims) {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  await context.setOffline(true);
  await openSetup(page);
  await page.getByTestId('policy-files').setInputFiles({ name: 'now.yaml', mimeType: '', buffer: Buffer.from(policy('2.0.0', 70)) });
  await page.locator('.setup .sound').first().waitFor();
  await give(page, [{ name: 'customers.csv', content: 'customer_id,aum\nA,500.00\nB,500.00\nC,50.00\nD,500.00\n' }]);
  await page.getByTestId('as-of-input').fill(AS_OF);
  claims.is('earlier: the present period is scored', (await run(page)).state === 'done', await problems(page));
  await explain(page, 'A');
  await load(page, before(folder, 'other', policy('1.0.0', 90)));
  // Before: 20, 90, 20 by the old policy. Now: 70, 70, 20 by the new one. D is new.
  await told(page, claims, 'A', { data: '70', model: '-20' });
  await told(page, claims, 'B', { data: '0', model: '-20' });
  await told(page, claims, 'C', { data: '0', model: '0' });
  await shot(page, 'portal-since-policy-zh', false);
  await explain(page, 'D');
  claims.is('earlier: of a customer who was not there nothing is divided', (await page.locator('[data-test=since] tfoot').count()) === 0 && (await page.getByTestId('since').innerText()).length > 20, await page.getByTestId('since').innerText());
  await explain(page, 'A');
  await load(page, before(folder, 'same', null));
  await told(page, claims, 'A', { data: '50', model: '0' });
  await load(page, before(folder, 'broken', 'appraise: 1\npolicy: ['), false);
  claims.is('earlier: a policy of the earlier period with an error is refused in words, and cannot be compared with', /broken|policy\.yaml/.test(await page.getByTestId('since').innerText()) && (await page.getByTestId('since-load').isDisabled()), await page.getByTestId('since').innerText());
  claims.is('earlier: no violation, no script error', seen.violations.length + seen.errors.length === 0, [seen.violations, seen.errors]);
  await context.close();
}

/** A folder of the period before; with no policy of its own it is judged by the present one. */
function before(folder, name, text) {
  const path = join(folder, `earlier-${name}`);
  mkdirSync(path);
  writeFileSync(join(path, 'customers.csv'), 'customer_id,aum\nA,50.00\nB,500.00\nC,50.00\n');
  if (text !== null) writeFileSync(join(path, 'policy.yaml'), text);
  return path;
}

async function load(page, path, sound = true) {
  await page.getByTestId('since-folder').setInputFiles(path);
  await page.getByTestId('since-day').fill('2026-10-21');
  if (!sound) return page.locator('[data-test=since] [data-test=diagnostics]').waitFor();
  await page.getByTestId('since-load').click();
  await page.locator('[data-test=since][data-loaded="2026-10-21"] tfoot').first().waitFor();
}

async function told(page, claims, key, wanted) {
  await explain(page, key);
  await page.locator('[data-test=since] tfoot').first().waitFor();
  const [data, model] = await page.locator('[data-test=since] tfoot tr:first-child td').allInnerTexts();
  const even = await page.getByTestId('since-even').getAttribute('data-even');
  claims.is(`earlier: of ${key}, data ${wanted.data} and policy ${wanted.model} make the score of today`, scaled([data]) === scaled([wanted.data]) && scaled([model]) === scaled([wanted.model]) && even === 'true', [data, model, even]);
}
