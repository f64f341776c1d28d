// Addresses of files that lie beside a file of the package. They are written out as `new URL(name, import.meta.url)` only when
// the package's files are: every bundler of a page that takes the package knows that form.

const ID = 'virtual:appraise-beside';
const names = { MODULE: 'appraise_bg.wasm', WORKER: 'worker-script.js' };

export function beside() {
  return {
    name: 'appraise-beside',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) => (id === `\0${ID}` ? `export default (name) => (name === '${names.MODULE}' ? APPRAISE_BESIDE_MODULE : APPRAISE_BESIDE_WORKER)` : undefined),
    renderChunk: (code) => ({ code: code.replace(/\bAPPRAISE_BESIDE_(MODULE|WORKER)\b/g, (_whole, which) => `new URL("./${names[which]}", import.meta.url).href`), map: null }),
  };
}
