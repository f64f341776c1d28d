// The oldest browsers that the page is for: what is newer is refused in the bundle, and a browser that lacks something is told so
// in both languages. And the list of what may ask for something: what is planted beside it is found.
import { pathToFileURL } from 'node:url';
import { floorProblems } from '../build/lint/floor.mjs';
import { networkProblems } from '../build/lint/network.mjs';
import { open, shot } from './harness.mjs';

const NEWER = [
  ['a.js', 'export const a = [1].toSorted();'], ['a.js', 'Object.groupBy([], (a) => a);'], ['a.js', 'new Set().union(new Set());'],
  ['a.js', 'export const a = /[a--b]/v;'], ['a.js', '{ using a = b(); }'], ['a.js', 'new Intl.Segmenter();'], ['a.js', 'Promise.withResolvers();'],
  ['a.css', '.a { color: light-dark(red, blue); }'], ['a.css', '.a { & .b { color: red; } }'], ['a.css', '.a:has(.b) { color: red; }'],
  ['a.html', '<p popover="auto">a</p>'], ['a.html', '<script>a.toReversed();</script>'], ['floor.js', 'const a = () => 1;'],
];
const KNOWN = [['a.js', 'export const a = [1].at(-1), b = class { static { this.#c = 1; } static #c; };'], ['a.css', '@media print { .a:focus-visible { inset: 0; } }']];
const ASKING = [
  ['a.js', 'fetch("b")'], ['a.js', 'const get = globalThis.fetch; get("b")'], ['a.js', 'navigator.sendBeacon("b")'], ['a.js', 'new WebSocket(b)'], ['a.js', 'import(b)'],
  ['a.js', 'import("../b.js")'], ['a.js', 'new RTCPeerConnection()'], ['a.js', 'location.href = b'], ['a.js', 'window.open(b)'], ['a.js', 'const b = "//bank.example/x"'],
  ['a.js', 'const b = `https://bank.example`'], ['a.css', '.a { background: url(b.png); }'], ['a.css', '@import "b.css";'], ['a.html', '<form action="b">'], ['a.html', '<link rel=preconnect href=b>'],
];

export async function floor(browser, file, claims) {
  const problems = ([name, text]) => floorProblems(name, text).length;
  claims.is(`floor: ${NEWER.length} uses of something newer are refused`, NEWER.every((planted) => problems(planted) > 0), NEWER.filter((planted) => problems(planted) === 0));
  claims.is('floor: what the oldest browsers know is not refused', KNOWN.every((planted) => problems(planted) === 0), KNOWN.flatMap(([name, text]) => floorProblems(name, text)));
  const asked = ([name, text]) => networkProblems(name, text).length;
  claims.is(`bundle check: ${ASKING.length} planted ways of asking for something are found`, ASKING.every((planted) => asked(planted) > 0), ASKING.filter((planted) => asked(planted) === 0));
  const twice = [{ file: /^a\.js$/, word: /^fetch$/, times: 1 }];
  claims.is('bundle check: what is allowed once is refused the second time', networkProblems('a.js', 'fetch(a); fetch(b)', twice).length === 1);
  await missing(browser, file, () => { delete globalThis.DecompressionStream; }, ['文件解压', 'unpacking of files'], claims);
  await missing(browser, file, () => { WebAssembly.validate = (bytes) => bytes.length < 20; }, ['WebAssembly SIMD'], claims);
  await missing(browser, file, () => { delete Array.prototype.at; delete globalThis.structuredClone; }, ['ECMAScript 2022', '结构化克隆', 'structured clones'], claims);
}

/** A browser without something: the page does not start, and says why. */
async function missing(browser, file, remove, wanted, claims) {
  const { context, page } = await open(browser, 'about:blank');
  await context.addInitScript(remove);
  await page.goto(pathToFileURL(file).href);
  const said = await page.locator('#unsupported').innerText().catch(() => '');
  const both = (await page.locator('#unsupported p[lang=zh-CN]').count()) === 1 && (await page.locator('#unsupported p[lang=en]').count()) === 1;
  claims.is(`start-up check: a browser without ${wanted.at(-1)} is told so in both languages, and the page does not start`, both && wanted.every((word) => said.includes(word)) && (await page.locator('main').count()) === 0, said);
  await shot(page, 'portal-unsupported', false);
  await context.close();
}
