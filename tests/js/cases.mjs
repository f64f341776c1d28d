// The corpus in Node. Words on the command line keep only the cases whose path holds one of them.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { run } from './answer.mjs';
import { Tally, cases, files, input } from './corpus.mjs';

const face = await import(pathToFileURL(files.script));
face.initSync({ module: readFileSync(files.module) });

const tally = new Tally();
for (const { name, path } of cases(process.argv.slice(2))) {
  const found = input(path);
  if (found === null) {
    tally.withoutData += 1;
    continue;
  }
  const differences = run(face, found);
  if (differences === null) tally.elsewhere += 1;
  else differences.forEach((difference) => tally.note(name, `Node ${process.version}`, difference));
}
tally.end();
