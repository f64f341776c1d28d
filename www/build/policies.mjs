// The shipped policies as modules of the bundle: a list with who they are, and the texts of each by itself; in the one-file page the
// texts of all are packed together. The list is the folder's: a file there is a policy, and so is a folder with its files.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packed } from './packed.mjs';

const LIST = 'virtual:appraise-policies';
const TEXTS = 'virtual:appraise-policy/';
const PACKED = 'virtual:appraise-policies-packed';

/** `unpacker` is the file that unpacks the texts; null where each policy is a module. */
export function policies(folder, engine, unpacker) {
  const shipped = new Map(readdirSync(folder).sort().flatMap((name) => entry(folder, name)));
  const names = [...shipped.keys()];
  return {
    name: 'appraise-policies',
    resolveId: (id) => (id === LIST || id === PACKED || id.startsWith(TEXTS) ? `\0${id}` : undefined),
    async load(id) {
      if (id.startsWith(`\0${TEXTS}`)) return `export default ${JSON.stringify(shipped.get(id.slice(TEXTS.length + 1)))}`;
      if (id === `\0${PACKED}`) return `export default ${JSON.stringify(await packed(Buffer.from(JSON.stringify(Object.fromEntries(shipped)))))}`;
      if (id !== `\0${LIST}`) return undefined;
      const identify = await identifier(engine);
      const load = (name) => (unpacker === null ? `import('${TEXTS}${name}')` : `({ default: textsOf(${JSON.stringify(name)}) })`);
      const list = names.map((name) => `{ name: ${JSON.stringify(name)}, identity: ${JSON.stringify(identify(shipped.get(name)))}, load: async () => ${load(name)} }`);
      return `${unpacker === null ? '' : `import { textsOf } from ${JSON.stringify(unpacker)};\n`}export default [${list.join(', ')}]`;
    },
  };
}

function entry(folder, name) {
  const path = join(folder, name);
  if (statSync(path).isDirectory()) return [[name, readdirSync(path).filter((file) => /\.(?:yaml|csv)$/.test(file)).sort().map((file) => ({ name: file, text: readFileSync(join(path, file), 'utf8') }))]];
  return name.endsWith('.yaml') ? [[name.slice(0, -'.yaml'.length), [{ name, text: readFileSync(path, 'utf8') }]]] : [];
}

/** Asks the module itself who a policy is. */
async function identifier(engine) {
  const face = await import(pathToFileURL(join(engine, 'appraise.js')).href);
  face.initSync({ module: readFileSync(join(engine, 'appraise_bg.wasm')) });
  return (files) => face.check(JSON.stringify({ files })).policy ?? null;
}
