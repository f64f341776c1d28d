// Bytes of a module per area: functions grouped by the Rust module that they come from.
//
// usage: node size.mjs WITH_NAMES.wasm [DEPTH]
//
// The module that is measured still has its name section; the shipped one has not, and is smaller in all areas alike.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [file, depthText] = process.argv.slice(2);
const depth = Number(depthText ?? 2);
const bytes = readFileSync(file);

let at = 8;
function leb() {
  let result = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    result += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return result;
  }
}

/** Passes over a length and so many bytes. */
function skip() {
  const length = leb();
  at += length;
}

const names = new Map();
const bodies = [];
let imported = 0;
let data = 0;
while (at < bytes.length) {
  const id = bytes[at++];
  const size = leb();
  const end = at + size;
  if (id === 2) {
    for (let i = leb(); i > 0; i--) {
      skip();
      skip();
      const kind = bytes[at++];
      if (kind === 0) {
        imported++;
        leb();
      } else if (kind === 1) {
        at++;
        if (bytes[at++] & 1) leb();
        leb();
      } else if (kind === 2) {
        if (bytes[at++] & 1) leb();
        leb();
      } else at += 2;
    }
  } else if (id === 10) {
    for (let i = leb(); i > 0; i--) {
      const length = leb();
      bodies.push([at, length]);
      at += length;
    }
  } else if (id === 11) data = size;
  else if (id === 0) {
    const length = leb();
    const name = bytes.subarray(at, at + length).toString();
    at += length;
    while (name === 'name' && at < end) {
      const kind = bytes[at++];
      const length = leb();
      const stop = at + length;
      if (kind === 1) {
        for (let i = leb(); i > 0; i--) {
          const index = leb();
          const size = leb();
          names.set(index, bytes.subarray(at, at + size).toString());
          at += size;
        }
      }
      at = stop;
    }
  }
  at = end;
}

/** The module path in a mangled or plain name. */
function area(name) {
  const generic = name.match(/<(?:impl )?([a-z_0-9]+(?:::[a-z_0-9]+)*)/)?.[1];
  const plain = name.startsWith('_ZN') ? legacy(name) : name;
  const path = plain.replace(/^<+/, '').replace(/^&?(mut )?/, '');
  const parts = (path.match(/^[a-z_0-9]+(::[a-z_0-9]+)*/)?.[0] ?? generic ?? 'other').split('::');
  return parts.slice(0, parts[0].startsWith('appraise') ? depth : 1).join('::');
}

function legacy(name) {
  const parts = [];
  let i = 3;
  while (/\d/.test(name[i])) {
    const length = parseInt(name.slice(i), 10);
    i += String(length).length;
    parts.push(name.slice(i, i + length));
    i += length;
  }
  return parts
    .join('::')
    .replaceAll('$LT$', '<').replaceAll('$GT$', '>').replaceAll('$u20$', ' ').replaceAll('..', '::')
    .replace(/^_</, '<');
}

const areas = new Map();
bodies.forEach(([start, length], i) => {
  const key = area(names.get(imported + i) ?? 'other');
  const entry = areas.get(key) ?? { raw: 0, count: 0, parts: [] };
  entry.raw += length;
  entry.count++;
  entry.parts.push(bytes.subarray(start, start + length));
  areas.set(key, entry);
});
const rows = [...areas].map(([key, e]) => [key, e.raw, gzipSync(Buffer.concat(e.parts), { level: 9 }).length, e.count]);
rows.sort((a, b) => b[1] - a[1]);
console.log('area'.padEnd(40), 'raw'.padStart(9), 'gzip'.padStart(8), 'functions'.padStart(10));
for (const [key, raw, gzip, count] of rows) {
  console.log(key.padEnd(40), String(raw).padStart(9), String(gzip).padStart(8), String(count).padStart(10));
}
console.log('data'.padEnd(40), String(data).padStart(9));
console.log('whole file'.padEnd(40), String(bytes.length).padStart(9), String(gzipSync(bytes, { level: 9 }).length).padStart(8));
