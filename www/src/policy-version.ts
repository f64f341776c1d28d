// Versions of a policy: its texts in one file, as they are saved and opened again. Nothing is kept in the browser.
import { refusal } from './engine/failure';
import type { PolicyFile } from './engine/types';

/** The one format that is written. */
const FORMAT = 'appraise-policy-texts-1';

export interface Version {
  /** Names it within this page. */
  id: number;
  name: string;
  files: PolicyFile[];
}

export function versionText(files: readonly PolicyFile[]): string {
  return `${JSON.stringify({ format: FORMAT, files }, null, 1)}\n`;
}

/** The version in a saved file; null when the file is of another kind. Throws a refusal for one that cannot be opened. */
export function savedIn(file: string, text: string): { name: string; files: PolicyFile[] } | null {
  if (!/\.json$/i.test(file)) return null;
  const saved = parsed(text);
  if (saved === null && !/\.policy\.json$/i.test(file)) return null;
  if (saved === null) throw broken(file);
  const { format, files } = saved;
  // A policy that is itself JSON has no format.
  if (format === undefined) return null;
  if (format !== FORMAT) throw foreign(file, String(format));
  if (!isFiles(files)) throw broken(file);
  return { name: file.replace(/(?:\.policy)?\.json$/i, ''), files: files.map(({ name, text }) => ({ name, text })) };
}

function parsed(text: string): { format?: unknown; files?: unknown } | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}

function isFiles(value: unknown): value is PolicyFile[] {
  return Array.isArray(value) && value.length > 0 && value.every((file: Partial<PolicyFile> | null) => typeof file?.name === 'string' && typeof file.text === 'string');
}

function broken(file: string): Error {
  return refusal(
    { en: `\`${file}\` is damaged: it is no whole saved version of a policy`, 'zh-CN': `\`${file}\` 已损坏：不是完整的策略版本文件` },
    { en: 'save the version again under “Policy”', 'zh-CN': '请在“策略”中重新保存该版本' },
  );
}

function foreign(file: string, format: string): Error {
  return refusal(
    { en: `\`${file}\` has the format \`${format.slice(0, 60)}\`; this page opens \`${FORMAT}\``, 'zh-CN': `\`${file}\` 的格式为 \`${format.slice(0, 60)}\`，本页只能打开 \`${FORMAT}\`` },
    { en: 'open it with the page that saved it, or give the policy’s own files', 'zh-CN': '请用保存它的页面打开，或放入策略的原文件' },
  );
}
