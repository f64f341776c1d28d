// The texts of the shipped policies inside the one-file page, packed together: they have much in common.
import packed from 'virtual:appraise-policies-packed';
import type { PolicyFile } from './engine/types';
import { unpacked } from './unpacked';

let texts: Readonly<Record<string, PolicyFile[]>> | null = null;

export function textsOf(name: string): PolicyFile[] {
  texts ??= JSON.parse(new TextDecoder().decode(unpacked(packed))) as Record<string, PolicyFile[]>;
  return texts[name] ?? [];
}
