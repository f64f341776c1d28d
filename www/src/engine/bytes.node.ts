// The module beside the package's file, read from the disk by Node.
import beside from 'virtual:appraise-beside';
import { readFile } from 'node:fs/promises';

export async function moduleBytes(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(beside('appraise_bg.wasm'))));
}
