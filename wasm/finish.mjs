// The last step of the build: exports the ABI's version as constant globals, which Rust cannot, and shrinks the module.
//
// usage: node finish.mjs IN.wasm OUT.wasm
//
// The same input gives the same output: binaryen is pinned, and its passes and features are listed here.
import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

const [input, output] = process.argv.slice(2);
const source = readFileSync(new URL('src/abi.rs', import.meta.url), 'utf8');

/** A version constant of the ABI, from its one place. */
function constant(name) {
  const found = source.match(new RegExp(`pub const ${name}: u32 = (\\d+);`));
  if (!found) throw new Error(`wasm/src/abi.rs has no ${name}`);
  return Number(found[1]);
}

const { Features } = binaryen;
const module = binaryen.readBinary(readFileSync(input));
module.setFeatures(
  Features.MutableGlobals | Features.SignExt | Features.NontrappingFPToInt | Features.BulkMemory
    | Features.Multivalue | Features.ReferenceTypes | Features.SIMD128 | Features.ExtendedConst
    | Features.BulkMemoryOpt | Features.CallIndirectOverlong,
);
for (const [name, value] of [['appraise_abi_major', constant('ABI_MAJOR')], ['appraise_abi_minor', constant('ABI_MINOR')]]) {
  module.addGlobal(name, binaryen.i32, false, module.i32.const(value));
  module.addGlobalExport(name, name);
}
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
module.optimize();
module.runPasses(['strip-producers', 'strip-debug']);
if (!module.validate()) throw new Error('the finished module is not valid');
writeFileSync(output, module.emitBinary());
