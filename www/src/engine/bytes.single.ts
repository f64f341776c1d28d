// The module inside the one-file page: deflated, because base64 of the plain bytes would double the file.
import packed from 'virtual:appraise-packed';

export async function moduleBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const deflated = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  const reader = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value);
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
