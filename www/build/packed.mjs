// The module as the one-file page carries it: zstd at its highest level, in base64. The compressor is a pinned package and not
// Node's own, so that every version of Node makes the same bytes.
import zstd from '@bokuweb/zstd-wasm';

const LEVEL = 22;

export async function packed(bytes) {
  await zstd.init();
  return Buffer.from(zstd.compress(bytes, LEVEL)).toString('base64');
}
