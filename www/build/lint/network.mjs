// What of a built file could send something away: interfaces by their names, addresses, and markup that makes a browser ask.
// The list of what is allowed is part of it: nothing else may be there, and nothing that is listed may be there twice.

const words = [
  /\bfetch\b/g, /XMLHttpRequest/g, /\bWebSocket\b/g, /WebSocketStream/g, /\bWebTransport\b/g, /\bEventSource\b/g, /sendBeacon/g, /fetchLater/g,
  /RTCPeerConnection/g, /RTCDataChannel/g, /importScripts/g, /\bSharedWorker\b/g, /serviceWorker/g, /BroadcastChannel/g, /PushManager/g,
  /PresentationRequest/g, /PaymentRequest/g, /\bUSBDevice\b|navigator\s*\.\s*(?:usb|bluetooth|serial|hid|share|geolocation|clipboard|mediaDevices|credentials)\b/g,
  /window\s*\.\s*open\b/g, /(?:globalThis|self)\s*\.\s*open\b/g, /location\s*\.\s*(?:assign|replace|reload)\b/g, /location\s*\.\s*href\s*=[^=]/g, /\blocation\s*=[^=]/g,
  /history\s*\.\s*(?:pushState|replaceState)/g, /navigation\s*\.\s*navigate/g, /\bimport\s*\((?!\s*([`'"])\.\/[\w.-]+\1\s*\))/g,
  /\beval\s*\(/g, /\bnew Function\b/g, /document\s*\.\s*write/g, /localStorage|sessionStorage|indexedDB/g, /document\s*\.\s*cookie|cookieStore/g,
];
const markup = [/<(?:iframe|object|embed|base|frame|portal)\b/gi, /\b(?:action|ping|srcset|formaction)\s*=\s*["']/gi, /rel\s*=\s*["']?(?:prefetch|preload|preconnect|dns-prefetch|prerender)/gi];
const styles = [/@import\b/g, /\burl\(\s*(?!["']?(?:data:|#))/g, /image-set\(/g];
const address = /(?:\b(?:https?|wss?|ftp):)?\/\/(?:[a-z0-9-]+\.)+[a-z]{2,}[^\s"'`<>)\\]*|\b(?:https?|wss?|ftp):\/\/[^\s"'`<>)\\]*|["'`](?:mailto|tel|sms|file):[^\s"'`<>)\\]*/gi;

/** Names of XML's vocabularies. A browser asks for none of them. */
const namespaces = new Set(['http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xhtml', 'http://www.w3.org/1999/xlink',
  'http://www.w3.org/1998/Math/MathML', 'http://www.w3.org/XML/1998/namespace', 'http://www.w3.org/2000/xmlns/']);

/**
 * What a file may name, how often, and what for. The rest of the page has no means to ask for anything.
 */
export const allowed = [
  { file: /^hosted\/assets\/worker-[\w-]+\.js$/, word: /^fetch$/, times: 1, because: 'the worker reads the module from its own folder' },
  { file: /^package\/(?:engine|worker-script)\.js$/, word: /^fetch$/, times: 1, because: 'the module is read from beside the file' },
  { file: /^(?:package\/elements\.js|hosted\/assets\/index-[\w-]+\.js)$/, word: /^fetch$/, times: 1, because: 'a delivered folder is read from the data path' },
  { file: /^hosted\/assets\/index-[\w-]+\.js$/, word: /^serviceWorker$/, times: 2, because: 'the guard is registered, where the browser has it' },
  { file: /^hosted\/service-worker\.js$/, word: /^fetch$/, times: 3, because: 'the guard keeps the files of the page, and lets the data path through' },
  { file: /^(?:appraise\.html|package\/(?:portal\.html|elements\.js)|hosted\/assets\/index-[\w-]+\.js)$/, word: /^navigator\.clipboard$/, times: 2, because: 'a click copies a hash, or a text for a customer' },
];

/** Every word and address of a built file that is not on the list, with the place where it stands. */
export function networkProblems(name, text, list = allowed) {
  const patterns = [...words, ...(name.endsWith('.css') ? styles : []), ...(name.endsWith('.html') ? [...markup] : [])];
  const found = patterns.flatMap((pattern) => [...text.matchAll(pattern)]);
  const addresses = [...text.matchAll(address)].filter(([address]) => !namespaces.has(address));
  const spare = list.filter((rule) => rule.file.test(name)).map((rule) => ({ ...rule }));
  const refused = found.filter(([word]) => {
    const rule = spare.find((candidate) => candidate.word.test(word) && candidate.times > 0);
    if (rule) rule.times -= 1;
    return !rule;
  });
  return [...refused, ...addresses].map(({ 0: word, index }) => ({ name, index, what: `\`${word.trim()}\` is not on the list of what may ask for something` }));
}

/** What the module asks of its host: only to make and read JavaScript values. A clock, a random number or a request would be an import. */
export function moduleProblems(name, bytes) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  return imports.filter(({ name: asked }) => /fetch|request|random|now|date|performance|crypto|timeout|document|window|navigator|socket|storage/i.test(asked))
    .map(({ name: asked }) => ({ name, index: 0, what: `the module imports \`${asked}\`` }));
}
