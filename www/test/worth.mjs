// What rules and scores have been worth, by a column that says what came true: the page's figures against those counted here.
import { pathToFileURL } from 'node:url';
import { AS_OF, give, go, openSetup, panel, problems, run } from './drive.mjs';
import { open, settle, shot } from './harness.mjs';

const POLICY = `
appraise: 1
policy: leaving
version: 1.0.0
label: {en: Leaving, zh-CN: 流失}
time_zone: Asia/Shanghai
params:
  little: {type: decimal(2), value: 100.00, range: [10.00, 900.00], label: {en: Little money, zh-CN: 资金下限}, owner: x, source: "S1"}
schema:
  customers:
    key: customer_id
    fields:
      customer_id: {type: string}
      aum: {type: decimal(2), nullable: true, label: {en: AUM, zh-CN: 管理资产}}
      idle: {type: int, nullable: true, label: {en: Idle months, zh-CN: 闲置月数}}
      left: {type: bool, nullable: true, label: {en: Has left, zh-CN: 已离开}}
      state: {type: enum, nullable: true, values: [stays, gone], label: {en: State, zh-CN: 状态}}
      seen_on: {type: date, nullable: true, label: {en: Seen on, zh-CN: 观察日}}
scorecards:
  risk:
    label: {en: Risk, zh-CN: 风险}
    range: [0, 100]
    dimensions:
      money:
        weight: 100
        label: {en: Money, zh-CN: 资金}
        indicators: {aum: {of: aum, weight: 100, bins: [["< 100.00", 90], ["[100.00..500.00)", 50], [">= 500.00", 10]], missing: neutral, reason: R1}}
    min_confidence: 0
    reasons: {baseline: max, top: 1}
    reason_codes: {R1: {en: Little money, zh-CN: 资金较少}}
tags:
  poor: {label: {en: Little money, zh-CN: 资金较少}, source: "S1", when: "aum < little"}
  idle_long: {label: {en: Long idle, zh-CN: 长期闲置}, source: "S1", when: "idle >= 6"}
  never: {label: {en: Never, zh-CN: 从不}, source: "S1", when: "idle > 99"}
`;

/** Sixty customers; of every seventh it is not known whether they left, of every fifth not how much money they have. */
const book = Array.from({ length: 60 }, (_, at) => ({
  id: `W${at}`,
  aum: at % 5 === 4 ? null : ((at * 37) % 83) * 12,
  idle: (at * 11) % 13,
  left: at % 7 === 6 ? null : (at * 29) % 10 < 4,
  month: 1 + (at % 3),
}));

export async function worth(browser, file, claims) {
  const { context, page, seen } = await open(browser, pathToFileURL(file).href, { viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(30_000);
  await context.setOffline(true);
  await openSetup(page);
  await page.getByTestId('policy-files').setInputFiles({ name: 'leaving.yaml', mimeType: '', buffer: Buffer.from(POLICY) });
  await page.locator('.setup .sound').first().waitFor();
  const lines = book.map(({ id, aum, idle, left, month }) => [id, aum === null ? '' : aum.toFixed(2), idle, left ?? '', left === null ? '' : left ? 'gone' : 'stays', `2026-0${month}-10`].join());
  await give(page, [{ name: 'customers.csv', content: `customer_id,aum,idle,left,state,seen_on\n${lines.join('\n')}\n` }]);
  await page.getByTestId('as-of-input').fill(AS_OF);
  claims.is('worth: the book is scored', (await run(page)).state === 'done', await problems(page));
  await go(page, 'policy');
  await panel(page, 'worth');
  claims.is('worth: before anything is chosen the page says what to do', (await page.getByTestId('worth-start').isVisible()) && (await page.getByTestId('worth-run').isDisabled()));
  const offered = await page.getByTestId('worth-column').locator('option').evaluateAll((list) => list.map(({ value }) => value));
  claims.is('worth: columns of few values are offered, the key is not', offered.includes('left') && offered.includes('state') && !offered.includes('aum') && !offered.includes('customer_id'), offered);
  await figures(page, claims);
  await sorting(page, claims);
  await otherColumns(page, claims);
  await ofDraft(page, claims);
  await settle(page);
  claims.is('worth: no violation, no script error', seen.violations.length + seen.errors.length === 0, [seen.violations, seen.errors]);
  await context.close();
}

async function ask(page) {
  await page.getByTestId('worth-run').click();
  await page.locator('[data-test=worth-run]:not(:disabled)').waitFor();
}

/** The cells of a table by the key of each line. */
function cells(page, table, key) {
  return page.locator(`[data-test=${table}] tbody tr`).evaluateAll((rows, name) => rows.map((row) => [row.dataset[name] ?? row.cells[0].textContent.trim(), ...[...row.cells].slice(1).map(({ textContent }) => textContent.trim())]), key);
}

async function figures(page, claims) {
  await page.getByTestId('worth-column').selectOption('left');
  await page.getByTestId('worth-time').selectOption('seen_on');
  await ask(page);
  const known = book.filter(({ left }) => left !== null);
  const gone = known.filter(({ left }) => left);
  const head = await page.getByTestId('worth').evaluate(({ dataset }) => [dataset.rows, dataset.positives].map(Number));
  claims.is('worth: customers with an outcome and those of whom it is true are counted', head.join() === [known.length, gone.length].join(), head);
  const told = await page.getByTestId('worth-findings').innerText();
  claims.is('worth: those without an outcome are told, and a column that knows it', told.includes(String(book.length - known.length)) && told.includes('state'), told);
  const rules = { poor: ({ aum }) => aum !== null && aum < 100, idle_long: ({ idle }) => idle >= 6, never: () => false };
  const shown = Object.fromEntries((await cells(page, 'worth-rules', 'rule')).map(([id, ...rest]) => [id, rest]));
  for (const [id, fires] of Object.entries(rules)) {
    const [fired, hits] = [known.filter(fires).length, gone.filter(fires).length];
    const percent = (part, whole) => (whole === 0 ? '—' : `${((100 * part) / whole).toFixed(1)}%`);
    const lift = fired === 0 ? '—' : (hits / fired / (gone.length / known.length)).toFixed(2);
    const [fires_, hits_, precision, , recall, , lift_, , unknown] = shown[id];
    const wanted = [fired, hits, percent(hits, fired), percent(hits, gone.length), lift, id === 'poor' ? known.filter(({ aum }) => aum === null).length : 0].join();
    claims.is(`worth: ${id}: fires, hits, precision, recall, lift and unknown are those counted by hand`, [fires_, hits_, precision, recall, lift_, unknown].join() === wanted, [shown[id], wanted]);
  }
  const score = ({ aum }) => (aum < 100 ? 90 : aum < 500 ? 50 : 10);
  const ranked = known.filter(({ aum }) => aum !== null);
  const [yes, no] = [ranked.filter(({ left }) => left), ranked.filter(({ left }) => !left)];
  const wins = yes.flatMap((one) => no.map((other) => (score(one) > score(other) ? 1 : score(one) === score(other) ? 0.5 : 0)));
  const auc = wins.reduce((sum, win) => sum + win, 0) / wins.length;
  const [risk] = await cells(page, 'worth-scores', 'score');
  claims.is('worth: the area of the score is that of all pairs, with its interval and its unknown', risk[1] === auc.toFixed(3) && /^[\d.]+–[\d.]+$/.test(risk[2]) && risk[6] === String(ranked.length) && risk[7] === String(known.length - ranked.length), [risk, auc]);
  const periods = await cells(page, 'worth-periods', 'period');
  claims.is('worth: by month the customers add up', periods.length === 3 && periods.reduce((sum, [, , rows]) => sum + Number(rows), 0) === known.length, periods);
  await shot(page, 'policy-worth-zh');
}

async function sorting(page, claims) {
  const ids = async () => (await cells(page, 'worth-rules', 'rule')).map(([id]) => id);
  const before = await ids();
  claims.is('worth: the largest lift is first, what has none last', before.at(-1) === 'never', before);
  await page.locator('[data-sort=fires]').focus();
  await page.keyboard.press('Enter');
  const fires = (await cells(page, 'worth-rules', 'rule')).map(([, fired]) => Number(fired));
  claims.is('worth: a head sorts by its column, by keyboard too', fires.every((fired, at) => at === 0 || fired <= fires[at - 1]) && (await page.locator('th[aria-sort=descending] [data-sort=fires]').count()) === 1, fires);
  await page.locator('[data-sort=fires]').click();
  claims.is('worth: and the other way round', (await ids())[0] === 'never' && (await page.locator('th[aria-sort=ascending]').count()) === 1);
}

/** A list, a number that nobody has, and something that is no number. */
async function otherColumns(page, claims) {
  const before = await cells(page, 'worth-scores', 'score');
  await page.getByTestId('worth-column').selectOption('state');
  await page.getByTestId('worth-value').selectOption('gone');
  claims.is('worth: an answer to another question is marked', await page.locator('#panel-worth .notice').isVisible());
  await ask(page);
  claims.is('worth: a member of a list gives the same figures as yes or no', JSON.stringify(await cells(page, 'worth-scores', 'score')) === JSON.stringify(before));
  await page.getByTestId('worth-column').selectOption('idle');
  await page.getByTestId('worth-value').fill('77');
  await ask(page);
  const [risk] = await cells(page, 'worth-scores', 'score');
  claims.is('worth: where only one outcome occurs no figure is made up', risk[1] === '—' && (await page.locator('[data-test=worth-scores] .caution').count()) > 0, risk);
  await page.getByTestId('worth-value').fill('77 ||');
  await ask(page);
  const chinese = await problems(page);
  await page.locator('.languages button').nth(1).click();
  const english = await problems(page);
  await shot(page, 'policy-worth-refused-en', false);
  await page.locator('.languages button').first().click();
  claims.is('worth: a value that is none is refused in both languages', /[\u4e00-\u9fff]/.test(chinese) && english.length > 10 && !/[\u4e00-\u9fff]/.test(english), [chinese, english]);
}

/** The figures of a draft, beside those in force. */
async function ofDraft(page, claims) {
  await page.getByTestId('worth-column').selectOption('left');
  await panel(page, 'params');
  await page.locator('[data-value=little]').fill('400.00');
  await page.locator('[data-value=little]').press('Enter');
  await page.locator('[data-test=draft][data-checking=false][data-sound=true]').waitFor();
  await panel(page, 'worth');
  await ask(page);
  const fired = async () => (await cells(page, 'worth-rules', 'rule')).find(([id]) => id === 'poor')[1];
  const known = book.filter(({ left, aum }) => left !== null && aum !== null);
  const below = (limit) => String(known.filter(({ aum }) => aum < limit).length);
  claims.is('worth: a draft is judged by its own rules', (await fired()) === below(400), await fired());
  await page.getByTestId('worth-of').selectOption({ index: 1 });
  await ask(page);
  claims.is('worth: and the policy in force by its own', (await fired()) === below(100), await fired());
}
