// What is built of: a bill of materials (CycloneDX 1.6, JSON) from the lock files, and from nothing else.
//
// Every package is named with its version, its address in the registry and the hash that the lock file holds it to.
// `appraise:part` says how far it gets: `module` (the WebAssembly module), `command` (the host), `page` (what a browser
// loads), or `build` (tools and tests, which nobody receives). A package of several parts has the one nearest to a
// customer; a lock file does not tell what only compiling or testing a part needs, so that a part may name too much and
// never too little. No clock and no random number is in it: the same lock files give the same bytes.
//
// usage: bom.mjs [FILE]   writes it to FILE, else to the output
//        bom.mjs --check  says whether every package of every lock file is there once, with a hash
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const text = (path) => readFileSync(join(root, path), 'utf8');

/** The packages of a Cargo.lock; `deps` are names, with a version where there are several of the name. */
function crates(lock) {
  return lock.split('[[package]]').slice(1).map((block) => {
    const field = (name) => block.match(new RegExp(`^${name} = "(.*)"$`, 'm'))?.[1];
    const deps = block.match(/^dependencies = \[\n([\s\S]*?)\n\]/m)?.[1] ?? '';
    return { name: field('name'), version: field('version'), checksum: field('checksum'), deps: [...deps.matchAll(/"([^" ]+)(?: ([^" ]+))?[^"]*"/g)].map(([, name, version]) => ({ name, version })) };
  });
}

/** What can be reached from a package of the workspace, itself left out. */
function reached(packages, from) {
  const of = ({ name, version }) => packages.find((p) => p.name === name && (version === undefined || p.version === version));
  const seen = new Set();
  const open = [of({ name: from })];
  while (open.length > 0) {
    for (const dep of open.pop().deps.map(of)) {
      if (!seen.has(dep)) open.push(dep);
      seen.add(dep);
    }
  }
  return seen;
}

function rust() {
  const packages = crates(text('Cargo.lock'));
  const [inModule, inCommand] = ['appraise-module', 'appraise-host'].map((name) => reached(packages, name));
  const part = (p) => (inModule.has(p) ? 'module' : inCommand.has(p) ? 'command' : 'build');
  // Packages of the workspace have no checksum: they are what is described.
  return packages.filter((p) => p.checksum !== undefined).map((p) => component('cargo', p.name, p.version, part(p), 'SHA-256', p.checksum));
}

function node(path, shipped) {
  const { packages } = JSON.parse(text(path));
  const installed = Object.entries(packages).filter(([place, p]) => place.includes('node_modules/') && p.link !== true);
  return installed.map(([place, p]) => {
    const [algorithm, hash] = (p.integrity ?? '').split(' ')[0].split('-');
    const name = p.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const hex = Buffer.from(hash ?? '', 'base64').toString('hex');
    return component('npm', name, p.version, shipped && p.dev !== true ? 'page' : 'build', algorithm?.replace('sha', 'SHA-'), hex);
  });
}

function component(type, name, version, part, alg, content) {
  const purl = `pkg:${type}/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library', 'bom-ref': purl, name, version, purl,
    scope: part === 'build' ? 'excluded' : 'required',
    hashes: [{ alg, content }],
    properties: [{ name: 'appraise:part', value: part }],
  };
}

const LOCKS = () => [...rust(), ...node('www/package-lock.json', true), ...node('wasm/package-lock.json', false), ...node('tests/js/package-lock.json', false)];

function bill() {
  const parts = ['module', 'command', 'page', 'build'];
  const rank = (c) => parts.indexOf(c.properties[0].value);
  const once = new Map();
  for (const found of LOCKS()) {
    const known = once.get(found.purl);
    if (known === undefined || rank(found) < rank(known)) once.set(found.purl, found);
  }
  const components = [...once.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
  const version = text('Cargo.toml').match(/^version = "(.*)"$/m)?.[1];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
    metadata: { component: { type: 'application', 'bom-ref': 'appraise', name: 'appraise', version, licenses: [{ license: { id: 'Apache-2.0' } }] } },
    components,
  };
}

/** What is wrong with it. */
function faults(bom) {
  const bits = { 'SHA-256': 64, 'SHA-384': 96, 'SHA-512': 128 };
  const named = new Set(bom.components.map((c) => c.purl));
  const missing = LOCKS().filter((c) => !named.has(c.purl)).map((c) => `${c.purl} is left out`);
  const unhashed = bom.components.filter((c) => c.hashes.some((h) => h.content.length !== bits[h.alg])).map((c) => `${c.purl} has no hash that holds it`);
  const stated = crates(text('Cargo.lock')).length + ['www', 'wasm', 'tests/js'].reduce((sum, at) => sum + text(`${at}/package-lock.json`).split('"integrity":').length - 1, 0);
  const read = LOCKS().length + crates(text('Cargo.lock')).filter((p) => p.checksum === undefined).length;
  const again = JSON.stringify(bill()) === JSON.stringify(bom) ? [] : ['two bills of the same lock files differ'];
  return [...missing, ...unhashed, ...(stated === read ? [] : [`${stated} packages are locked, ${read} were read`]), ...again];
}

const bom = bill();
if (process.argv[2] === '--check') {
  const found = faults(bom);
  found.forEach((fault) => console.log(`FAILED ${fault}`));
  const count = (part) => bom.components.filter((c) => c.properties[0].value === part).length;
  console.log(`bill of materials: ${count('module')} packages in the module, ${count('command')} in the command, ${count('page')} in the page, ${count('build')} for building and testing`);
  console.log(`bill of materials: ${bom.components.length} passed, ${found.length} failed`);
  process.exitCode = found.length === 0 ? 0 : 1;
} else {
  const json = `${JSON.stringify(bom, null, 2)}\n`;
  if (process.argv[2] === undefined) process.stdout.write(json);
  else writeFileSync(process.argv[2], json);
}
