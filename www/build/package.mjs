// Makes dist/package, which `npm pack` packs: the engine for pages and for Node, its worker, the elements, the one-file page,
// types, and the list of elements for editors. Run after the one-file page, which it contains.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { moduleFile, portalPlugins, root, shared } from './common.mjs';
import { elementList } from './elements.mjs';

const out = join(root, 'dist/package');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const library = (name) => join(root, `src/library/${name}.ts`);
await files('package', { engine: library('engine'), worker: library('worker'), elements: library('elements') }, {});
await files('package', { 'worker-script': join(root, 'src/worker/worker.ts') }, { codeSplitting: false });
await files('node', { 'engine.node': library('engine') }, { codeSplitting: false });
types();
cpSync(moduleFile, join(out, 'appraise_bg.wasm'));
cpSync(join(root, 'dist/appraise.html'), join(out, 'portal.html'));
cpSync(join(root, '../LICENSE'), join(out, 'LICENSE'));
cpSync(join(root, 'src/library/README.md'), join(out, 'README.md'));
write('custom-elements.json', elementList());
write('package.json', manifest());
console.log(`dist/package written: ${readdirSync(out, { recursive: true }).length} files and folders`);

/** Entries of one kind as modules; what several need is a chunk beside them. */
async function files(kind, entry, output) {
  await build({
    ...shared,
    logLevel: 'warn',
    plugins: portalPlugins({ kind }),
    build: {
      ...shared.build,
      outDir: out,
      emptyOutDir: false,
      lib: { entry, formats: ['es'] },
      rolldownOptions: { external: [/^node:/], output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', ...output } },
    },
  });
}

/** Declarations of the three entries and of what they name, and no others, with the endings that Node's resolution asks for. */
function types() {
  const made = join(out, 'types-made');
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.package.json'), '--outDir', made], { stdio: 'inherit' });
  const named = /((?:from|import\()\s*['"])(\.{1,2}\/[^'"]+)(['"])/g;
  const wanted = new Set(['engine', 'worker', 'elements'].map((name) => join('library', `${name}.d.ts`)));
  for (const name of wanted) {
    const text = readFileSync(join(made, name), 'utf8');
    for (const [, , other] of text.matchAll(named)) wanted.add(join(dirname(name), `${other}.d.ts`));
    mkdirSync(join(out, 'types', dirname(name)), { recursive: true });
    writeFileSync(join(out, 'types', name), text.replace(named, '$1$2.js$3'));
  }
  rmSync(made, { recursive: true });
}

function manifest() {
  const { version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entry = (name, more = {}) => ({ types: `./types/library/${name}.d.ts`, ...more, default: `./${name}.js` });
  return {
    name: 'appraise-engine',
    version,
    description: 'Scores, alerts, tasks and reasons for relationship banking: the engine, its worker and the portal as custom elements',
    license,
    type: 'module',
    engines,
    sideEffects: ['./elements.js'],
    customElements: 'custom-elements.json',
    exports: {
      './engine': entry('engine', { node: './engine.node.js' }),
      './worker': entry('worker'),
      './elements': entry('elements'),
      './worker-script.js': './worker-script.js',
      './module.wasm': './appraise_bg.wasm',
      './portal.html': './portal.html',
      './custom-elements.json': './custom-elements.json',
      './package.json': './package.json',
    },
  };
}

function write(name, content) {
  writeFileSync(join(out, name), `${JSON.stringify(content, null, 2)}\n`);
}
