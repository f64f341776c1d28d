// The module inside the one-file page: packed with zstd, a sixth smaller than what browsers unpack by themselves, and in base64.
import { decompress } from 'fzstd';
import packed from 'virtual:appraise-packed';

export async function moduleBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return decompress(bytes) as Uint8Array<ArrayBuffer>;
}
