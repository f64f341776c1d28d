// Versions of a policy: its texts in one file, as they are saved and opened again. Nothing is kept in the browser.
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

/** The policy in a saved version, or of texts that were chosen together; null when a file is neither. */
export async function versionIn(given: readonly File[]): Promise<{ name: string; files: PolicyFile[] } | null> {
  const texts = await Promise.all(given.map(async (file) => ({ name: file.name, text: await file.text() })));
  const [first] = texts;
  if (first === undefined) return null;
  if (texts.length === 1 && /\.json$/i.test(first.name)) {
    const saved = savedIn(first.text);
    if (saved !== null) return { name: first.name.replace(/(?:\.policy)?\.json$/i, ''), files: saved };
  }
  return texts.every(({ name }) => /\.(?:ya?ml|json|csv)$/i.test(name)) ? { name: texts.map(({ name }) => name).join(' + '), files: texts } : null;
}

function savedIn(text: string): PolicyFile[] | null {
  try {
    const found = JSON.parse(text) as { format?: unknown; files?: unknown };
    return found.format === FORMAT && isFiles(found.files) ? found.files.map(({ name, text }) => ({ name, text })) : null;
  } catch {
    return null;
  }
}

function isFiles(value: unknown): value is PolicyFile[] {
  return Array.isArray(value) && value.length > 0 && value.every((file: Partial<PolicyFile> | null) => typeof file?.name === 'string' && typeof file.text === 'string');
}
