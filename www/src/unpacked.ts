// What the one-file page carries packed: zstd, a sixth smaller than what browsers unpack by themselves, and in base64.
import { decompress } from 'fzstd';

export function unpacked(packed: string): Uint8Array<ArrayBuffer> {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return decompress(bytes) as Uint8Array<ArrayBuffer>;
}
