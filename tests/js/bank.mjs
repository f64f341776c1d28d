// The digest of a run over a folder of tables, in Node and in headless Chromium:
//   node bank.mjs POLICY FOLDER AS_OF
// Prints one line per engine. CHROMIUM names the program; else `chromium` is looked for on the PATH.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { files } from './corpus.mjs';
import { withPage } from './page.mjs';

const [policy, folder, asOf] = process.argv.slice(2);
const request = JSON.stringify({ files: [{ name: 'policy.yaml', text: readFileSync(policy, 'utf8') }] });

const face = await import(pathToFileURL(files.script));
face.initSync({ module: readFileSync(files.module) });
const tables = [];
const loaded = new face.Policy(request);
for (const { name } of loaded.schema().inputs) {
  const path = join(folder, `${name}.csv`);
  if (existsSync(path)) tables.push([name, path]);
}
loaded.free();

const { digestOf } = await import('./digest.mjs');
console.log(`Node ${process.version} ${digestOf(face, request, tables.map(([name, path]) => [name, readFileSync(path)]), asOf)}`);

const served = new Map(tables.map(([name, path]) => [`/table/${name}`, ['text/csv', () => readFileSync(path)]]));
served.set('/digest.mjs', ['text/javascript', () => readFileSync(new URL('digest.mjs', import.meta.url))]);
await withPage(served, async (page, version) => {
  const digest = await page.evaluate(
    async ([request, names, asOf]) => {
      const { digestOf } = await import('/digest.mjs');
      const bytes = async (name) => new Uint8Array(await (await fetch(`/table/${name}`)).arrayBuffer());
      const tables = await Promise.all(names.map(async (name) => [name, await bytes(name)]));
      return digestOf(globalThis.face, request, tables, asOf);
    },
    [request, tables.map(([name]) => name), asOf],
  );
  console.log(`Chromium ${version} ${digest}`);
});
