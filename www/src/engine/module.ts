// Starts the module from its bytes. What it computes is not decided here.
import { initSync, version } from 'appraise';
import { moduleBytes } from '$bytes';
import { sha256Of } from '../hash';
import build from 'virtual:appraise-build';

export interface ModuleInfo {
  version: string;
  /** SHA-256 of the module that the page was built with, in hex. */
  hash: string;
  /** Whether the bytes were hashed again before they ran; a page without a secure context has no means to. */
  verified: boolean;
}

let memory: WebAssembly.Memory | null = null;

/** What the module holds now. It keeps what it once took. */
export function memoryBytes(): number {
  return memory?.buffer.byteLength ?? 0;
}

/** INVARIANT: bytes whose hash is known and is not the built one never run. */
export async function startModule(given?: Uint8Array<ArrayBuffer>): Promise<ModuleInfo> {
  const bytes = given ?? (await moduleBytes());
  const hash = await sha256Of(bytes);
  if (hash !== null && hash !== build.moduleHash) throw new Error(`the module's hash is ${hash}, the page was built with ${build.moduleHash}`);
  memory = initSync({ module: bytes }).memory;
  return { version: version(), hash: build.moduleHash, verified: hash !== null };
}
