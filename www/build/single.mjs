// Makes dist/appraise.html: one file with the page, the worker and the module, that opens from a disk.
// The worker becomes one script whose text the page carries; the page's script and sheet are named by hash in its policy.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { floorScript, portalPlugins, root, shared } from './common.mjs';
import { singlePolicy } from './policy.mjs';

const worker = await script('src/worker/worker.ts', { kind: 'single' });
const page = await script('src/main.ts', { kind: 'single', workerText: worker.code });
const floor = scriptSafe(floorScript().trim());
const code = scriptSafe(page.code);
const style = page.css.replaceAll('</style', '<\\/style').trim();

const html = readFileSync(join(root, 'index.html'), 'utf8');
const policy = `<meta http-equiv="Content-Security-Policy" content="${singlePolicy([hash(floor), hash(code)], hash(style))}" />`;
const out = [
  ['<meta charset="utf-8" />', `<meta charset="utf-8" />\n    ${policy}`],
  ['</head>', `  <style>${style}</style>\n  </head>`],
  ['<script type="module" src="/src/main.ts"></script>', `<script>${floor}</script>\n    <script>${code}</script>`],
].reduce((text, [from, to]) => replaceOnce(text, from, to), html);

mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(join(root, 'dist/appraise.html'), out);
const own = createHash('sha256').update([style, floor, code].join('\n'), 'utf8').digest('hex');
console.log(`dist/appraise.html written: ${Buffer.byteLength(out)} bytes, page hash ${own}`);

/** One entry as one classic script. */
async function script(entry, options) {
  const result = await build({
    ...shared,
    logLevel: 'warn',
    plugins: portalPlugins(options),
    build: {
      ...shared.build,
      write: false,
      assetsInlineLimit: 0,
      lib: { entry: join(root, entry), formats: ['iife'], name: 'appraise', fileName: 'appraise' },
    },
  });
  const files = result.flatMap((part) => part.output);
  const chunks = files.filter((file) => file.type === 'chunk');
  if (chunks.length !== 1) throw new Error(`${entry} became ${chunks.length} scripts, 1 is needed`);
  const sheets = files.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
  return { code: chunks[0].code.trim(), css: sheets.map((sheet) => String(sheet.source)).join('\n') };
}

/** Text that may stand inside a script element: no end tag, no comment opening. Both occur in string literals only. */
function scriptSafe(text) {
  return text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

function replaceOnce(text, from, to) {
  if (text.split(from).length !== 2) throw new Error(`index.html must hold \`${from}\` once`);
  return text.replace(from, () => to);
}
