// What the hosted build adds to Vite's files: the policy in the page, the check that runs before it, the guard, the headers for
// the server, and the hash of it all.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { floorScript, root } from './common.mjs';
import { hostedHeaders, hostedPolicy } from './policy.mjs';

const meta = (attrs) => ({ tag: 'meta', attrs, injectTo: 'head-prepend' });
/** What whoever deploys the page may fill in: the path of a delivered folder, and whether the guard is on. */
const DEPLOYMENT = [['appraise-data', ''], ['appraise-guard', 'on'], ['appraise-page', 'HASH']];

export function hostedFiles() {
  return {
    name: 'appraise-hosted',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: () => [
      meta({ 'http-equiv': 'Content-Security-Policy', content: hostedPolicy() }),
      ...DEPLOYMENT.map(([name, content]) => meta({ name, content })),
      { tag: 'script', attrs: { src: './floor.js' }, injectTo: 'body' },
    ],
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        this.emitFile({ type: 'asset', fileName: 'headers.txt', source: headerLines() });
        this.emitFile({ type: 'asset', fileName: 'floor.js', source: floorScript() });
        const files = hashes(bundle, { 'floor.js': floorScript() });
        const page = bundle['index.html'];
        page.source = String(page.source).replace('content="HASH"', `content="${together(files)}"`);
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: guard(files) });
      },
    },
  };
}

/** SHA-256 of every file that the page is made of, by name. `index.html` is not among them: a deployment fills it in. */
function hashes(bundle, more) {
  const built = Object.values(bundle).map((file) => [file.fileName, file.code ?? file.source]);
  const files = new Map([...built, ...Object.entries(more)].filter(([name]) => !['index.html', 'headers.txt', 'service-worker.js'].includes(name)));
  return Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One hash for all of them: of the lines that sha256sum prints. */
export function together(files) {
  return sha256(Object.entries(files).map(([name, hash]) => `${hash}  ${name}\n`).join(''));
}

function guard(files) {
  const known = { version: together(files), files, headers: hostedHeaders() };
  return readFileSync(join(root, 'build/service-worker.js'), 'utf8').replace('self.KNOWN', () => JSON.stringify(known));
}

function headerLines() {
  return hostedHeaders().map(([name, value]) => `${name}: ${value}\n`).join('');
}

function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
