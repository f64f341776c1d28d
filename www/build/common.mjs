// What the two builds share: where the module lies, the virtual modules that carry it, and the clean-up of strings.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { beside } from './beside.mjs';
import { packed } from './packed.mjs';
import { policies } from './policies.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The folder of wasm-pack's output. Another one can be named, for work on the page while the module is being changed. */
const engine = resolve(root, process.env.APPRAISE_ENGINE ?? 'engine');
const wasm = join(engine, 'appraise_bg.wasm');
export const moduleFile = wasm;

export const shared = {
  root,
  configFile: false,
  engineFolders: [engine],
  publicDir: false,
  build: { target: ['chrome108', 'firefox115', 'safari16.4'], reportCompressedSize: false, minify: true },
};

/**
 * Plugins of a build of a kind: `single`, `hosted`, `package`, or `node` for the package's engine there.
 * `appraise` is the module's JavaScript face, `$bytes` the way to its bytes, `$spawn` the way to the worker, `$deployed` what the
 * build says of itself,
 * `virtual:appraise-*` what is known at build time.
 */
export function portalPlugins({ kind, workerText }) {
  return [alias(kind), beside(), virtual(workerText), policies(resolve(root, '../core/policies'), engine, kind === 'single' ? join(root, 'src/policies.single.ts') : null), svelte(), withoutAddresses()];
}

function alias(kind) {
  const to = {
    appraise: join(engine, 'appraise.js'),
    $wasm: `${wasm}?url`,
    $bytes: join(root, `src/engine/bytes.${kind}.ts`),
    $spawn: join(root, `src/worker/spawn.${kind === 'node' ? 'package' : kind}.ts`),
    $deployed: join(root, `src/deployed.${kind}.ts`),
  };
  return { name: 'appraise-alias', enforce: 'pre', resolveId: (id) => to[id] };
}

/** The check that runs before the page, as it is: no build may make newer script of it. */
export const floorScript = () => readFileSync(join(root, 'src/floor.js'), 'utf8');

/** Read when a build asks for it: the type check needs no module. */
function moduleBytes() {
  if (existsSync(wasm)) return readFileSync(wasm);
  console.error(`the module is missing: ${wasm}\n  help: run \`make wasm\` first, or name its folder in APPRAISE_ENGINE`);
  return process.exit(2);
}

function virtual(workerText) {
  const text = {
    'virtual:appraise-build': () => ({ moduleHash: createHash('sha256').update(moduleBytes()).digest('hex') }),
    'virtual:appraise-packed': () => packed(moduleBytes()),
    'virtual:appraise-worker': () => workerText ?? '',
    'virtual:appraise-keys': () => keysOf(JSON.parse(readFileSync(join(root, '../core/policies/policy.schema.json'), 'utf8'))),
  };
  return {
    name: 'appraise-virtual',
    resolveId: (id) => (id in text ? `\0${id}` : undefined),
    load: async (id) => (id.slice(1) in text && id[0] === '\0' ? `export default ${JSON.stringify(await text[id.slice(1)]())}` : undefined),
  };
}

/** What may stand where in a policy, for the editor's completion: the published schema without its wording and patterns. */
function keysOf(schema) {
  const kept = (node) => ({
    ...(node.$ref ? { ref: node.$ref.replace('#/$defs/', '') } : {}),
    ...(node.properties ? { keys: Object.fromEntries(Object.entries(node.properties).map(([key, value]) => [key, kept(value)])) } : {}),
    ...(node.additionalProperties ? { each: kept(node.additionalProperties) } : {}),
    ...(node.items ? { item: kept(node.items) } : {}),
    ...(node.const !== undefined || node.enum ? { values: node.enum ?? [node.const] } : {}),
    ...(node.anyOf || node.oneOf ? { any: (node.anyOf ?? node.oneOf).map(kept) } : {}),
  });
  return Object.fromEntries(Object.entries(schema.$defs).map(([name, node]) => [name, kept(node)]));
}

/** The framework's error texts name web pages. The bundle names no address, so that a reader can check that it has none. */
function withoutAddresses() {
  return {
    name: 'appraise-without-addresses',
    renderChunk: (code) => ({ code: code.replaceAll('https://svelte.dev/e/', 'svelte: '), map: null }),
  };
}
