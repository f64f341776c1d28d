// What of a built file is newer than the oldest browsers that the page is for: Chromium 108, Firefox 115, Safari 16.4. Syntax
// is what the parser of that year's standard accepts; interfaces are a list, each with the browser that is too old for it.
import { Parser } from 'acorn';

/** Every browser of the floor knows the whole of ECMAScript 2022. The check that names what is missing has to run in older ones. */
const syntaxOf = (name) => (name.endsWith('floor.js') ? 5 : 2022);

const scripts = [
  [/\.(?:toSorted|toReversed|toSpliced)\s*\(/g, 'Chromium 110'],
  [/\b(?:Object|Map)\.groupBy\b/g, 'Chromium 117'],
  [/Promise\.(?:withResolvers|try)\b/g, 'Chromium 119'],
  [/Array\.fromAsync\b/g, 'Chromium 121'],
  [/\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference|intersection|union|difference)\s*\(/g, 'Chromium 122'],
  [/\bIterator\.(?:from|prototype|concat)\b/g, 'Chromium 122'],
  [/\.(?:isWellFormed|toWellFormed)\s*\(/g, 'Chromium 111'],
  [/Intl\.(?:Segmenter|DurationFormat)\b/g, 'Firefox 115'],
  [/\bTemporal\.\w/g, 'every browser of the floor'],
  [/\bRegExp\.escape\b|\bMath\.(?:sumPrecise|f16round)\b|\bFloat16Array\b|\bError\.isError\b/g, 'every browser of the floor'],
  [/Uint8Array\.from(?:Base64|Hex)\b|\.(?:toBase64|toHex|setFromBase64|setFromHex)\s*\(/g, 'every browser of the floor'],
  [/\bSymbol\.(?:dispose|asyncDispose)\b|\bDisposableStack\b/g, 'every browser of the floor'],
  [/\.(?:transferToFixedLength|waitAsync)\s*\(/g, 'Chromium 108'],
  [/\bURL\.(?:canParse|parse)\b/g, 'Chromium 119'],
  [/\bAbortSignal\.any\b|\bscheduler\.(?:yield|postTask)\b/g, 'Chromium 115'],
  [/\brequestIdleCallback\b/g, 'Safari 16.4'],
  [/\.(?:showPopover|hidePopover|togglePopover|moveBefore|setHTMLUnsafe|getHTML|checkVisibility|startViewTransition)\s*\(/g, 'Chromium 113'],
  [/\b(?:showOpenFilePicker|showSaveFilePicker|showDirectoryPicker)\b/g, 'Firefox 115'],
  [/\b(?:DecompressionStream|CompressionStream)\(\s*[`'"](?:brotli|zstd)/g, 'every browser of the floor'],
];
const sheets = [
  [/light-dark\(/g, 'Chromium 122'],
  [/color-mix\(/g, 'Chromium 110'],
  [/:has\(/g, 'Firefox 115'],
  [/@scope\b|@starting-style\b|@property\b|@view-transition\b/g, 'Firefox 115'],
  [/text-wrap\s*:|field-sizing\s*:|subgrid\b|anchor-name\s*:|interpolate-size\s*:/g, 'Chromium 108'],
  [/[{;}]\s*&/g, 'Chromium 111, which nesting needs'],
  [/:popover-open|::details-content|:user-valid/g, 'Chromium 113'],
];
const documents = [[/\bpopover(?:target)?\s*=/g, 'Chromium 113'], [/<search\b/g, 'Chromium 117']];

/** What is newer, and may be there because it is only used where the browser has it. */
export const asked = [
  { what: /Symbol\.dispose\s*&&\s*\([\w$]+\.prototype\[Symbol\.dispose\]\s*=\s*[\w$]+\.prototype\.free\)/g, because: 'the glue of wasm-bindgen asks first' },
  { what: /\bwindow\.showDirectoryPicker\b/g, because: 'where there is none, the journal is saved as a file' },
  { what: /typeof Intl<[`'"]u[`'"]&&Intl\.Segmenter/g, because: 'the text editor asks first' },
  { what: /typeof requestIdleCallback\s*<\s*[`'"]u[`'"]\s*&&\s*\([\s\S]{0,160}?requestIdleCallback\(/g, because: 'the text editor asks first, and has a timer instead' },
  { what: /typeof Intl\s*<\s*[`'"]u[`'"]\s*&&\s*Intl\.Segmenter/g, because: 'the text editor asks first' },
];

/** Every use of something newer in a built file, with the place and the browser that lacks it. */
export function floorProblems(name, text, list = asked) {
  const parts = name.endsWith('.html') ? inside(text) : [{ text, at: 0, kind: name.endsWith('.css') ? 'css' : 'js' }];
  return parts.flatMap((part) => [...(part.kind === 'js' ? syntax(name, part) : []), ...newer(name, { ...part, text: without(part.text, list) })]);
}

function newer(name, { text, at, kind }) {
  const rules = { js: scripts, css: sheets, html: documents }[kind];
  return rules.flatMap(([pattern, missing]) => [...text.matchAll(pattern)].map(({ 0: word, index }) => ({ name, index: at + index, what: `\`${word.trim()}\` is not known to ${missing}` })));
}

function without(text, list) {
  return list.reduce((rest, { what }) => rest.replace(what, (whole) => ' '.repeat(whole.length)), text);
}

function syntax(name, { text, at }) {
  for (const sourceType of name.endsWith('floor.js') ? ['script'] : ['module', 'script']) {
    try {
      Parser.parse(text, { ecmaVersion: syntaxOf(name), sourceType });
      return [];
    } catch (error) {
      if (sourceType === 'script') return [{ name, index: at + (error.pos ?? 0), what: `it is no script of ECMAScript ${syntaxOf(name)}: ${error.message}` }];
    }
  }
  return [];
}

/** Scripts and sheets of a page, and the page itself without them. */
function inside(html) {
  const parts = [];
  const rest = html.replace(/<(script|style)\b[^>]*>([\s\S]*?)<\/\1>/g, (whole, kind, text, at) => {
    parts.push({ text, at: at + whole.indexOf('>') + 1, kind: kind === 'style' ? 'css' : 'js' });
    return ' '.repeat(whole.length);
  });
  return [...parts, { text: rest, at: 0, kind: 'html' }];
}
