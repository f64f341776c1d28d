// The module beside the package's file, read by GET.
import beside from 'virtual:appraise-beside';

export async function moduleBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(beside('appraise_bg.wasm'));
  if (!response.ok) throw new Error(`the module could not be read: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
