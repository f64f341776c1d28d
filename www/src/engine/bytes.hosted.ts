// The module as a file of its own beside the worker: what lies on the server is the released file, byte for byte.
import url from '$wasm';

export async function moduleBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the module could not be read: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
