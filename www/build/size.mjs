// Prints what each built file weighs, as it lies on the disk and as gzip sends it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './common.mjs';

const hosted = readdirSync(join(root, 'dist/hosted'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

const rows = hosted.sort().map(weigh);
const total = rows.reduce((sum, row) => ({ name: 'hosted, together', raw: sum.raw + row.raw, gzip: sum.gzip + row.gzip }));
for (const row of [...rows, total, weigh(join(root, 'dist/appraise.html'))]) {
  console.log(`${row.name.padEnd(44)} ${kilobytes(row.raw)} KB ${kilobytes(row.gzip)} KB gzip`);
}

function weigh(file) {
  const bytes = readFileSync(file);
  return { name: file.slice(root.length + 1), raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1).padStart(8);
}
