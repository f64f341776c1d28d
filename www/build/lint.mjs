// Reads what was built and fails when it names an address or an interface that could send something away.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './common.mjs';

const forbidden = [
  /\bfetch\s*\(/g, /XMLHttpRequest/g, /\bWebSocket\b/g, /\bWebTransport\b/g, /\bEventSource\b/g, /sendBeacon/g,
  /RTCPeerConnection/g, /importScripts/g, /\bSharedWorker\b/g, /serviceWorker/g, /BroadcastChannel/g,
  /window\.open\b/g, /location\s*\.\s*(?:assign|replace)\b/g, /location\s*\.\s*href\s*=[^=]/g, /location\s*=[^=]/g, /\bimport\s*\(/g,
  /\beval\s*\(/g, /\bnew Function\b/g, /document\.write/g, /localStorage|sessionStorage|indexedDB/g, /document\.cookie/g,
];
const address = /\b(?:https?|wss?|ftp):\/\/[^\s"'`<>)\\]*/g;
const namespaces = new Set(['http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xhtml', 'http://www.w3.org/1999/xlink',
  'http://www.w3.org/1998/Math/MathML', 'http://www.w3.org/XML/1998/namespace', 'http://www.w3.org/2000/xmlns/']);

/** The hosted worker reads the module once from its own folder. Nothing else may ask for anything. */
const allowed = [{ file: /^hosted\/assets\/worker-[\w-]+\.js$/, word: /^fetch\s*\($/, times: 1 }];

const dist = join(root, 'dist');
const files = readdirSync(dist, { recursive: true }).map(String).filter((name) => /\.(?:js|html|css)$/.test(name)).sort();
const problems = files.flatMap((name) => examine(name, readFileSync(join(dist, name), 'utf8')));

for (const problem of problems) console.error(problem);
console.log(`${files.length} built files read, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);

function examine(name, text) {
  const addresses = [...text.matchAll(address)].filter(([found]) => !namespaces.has(found));
  const words = forbidden.flatMap((pattern) => [...text.matchAll(pattern)]);
  const spare = allowed.filter((rule) => rule.file.test(name)).map((rule) => ({ ...rule }));
  const refused = words.filter(([word]) => {
    const rule = spare.find((candidate) => candidate.word.test(word) && candidate.times > 0);
    if (rule) rule.times -= 1;
    return !rule;
  });
  return [...addresses, ...refused].map(({ 0: found, index }) => `dist/${name}:${index}: \`${found.trim()}\` is not on the list\n  near ${JSON.stringify(text.slice(Math.max(0, index - 60), index + 60))}`);
}
