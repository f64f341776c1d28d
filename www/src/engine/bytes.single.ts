// The module inside the one-file page.
import packed from 'virtual:appraise-packed';
import { unpacked } from '../unpacked';

export async function moduleBytes(): Promise<Uint8Array<ArrayBuffer>> {
  return unpacked(packed);
}
