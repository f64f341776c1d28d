// Which words belong to which language.
import type { Label, Lang } from '../engine/types';
import { en } from './en';
import { zh, type Words } from './zh';

export type { Words };

export const languages: readonly Lang[] = ['zh-CN', 'en'];

export function wordsOf(lang: Lang): Words {
  return lang === 'en' ? en : zh;
}

/** The label in a language, or what stands in for it where the policy has none. */
export function labelIn(lang: Lang, label: Label | null | undefined, fallback: string): string {
  return label?.[lang] ?? fallback;
}

/** Chinese unless the browser asks for another language first. */
export function preferredLanguage(tags: readonly string[]): Lang {
  const first = tags[0] ?? 'zh';
  return first.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
