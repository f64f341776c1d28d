// A folder that the bank delivers under one path of the page's own origin, read by GET. The path is fixed where the page is
// deployed; nothing that a user or a file says can lead elsewhere.
import { refusal } from './engine/failure';
import type { HandedFile, HandOver } from './handover';
import { sha256Of } from './hash';

interface Listed {
  file: string;
  bytes: number;
  sha256: string;
}

/** What a delivery has for the page: inputs, and the state that its results carry into the next run. */
const WANTED = /^(?:input\/[\w.-]+|output\/state_[\w.-]+)$/;

/**
 * Every wanted file that the folder's manifest lists, and the manifest itself. A file that is not the listed one is refused.
 * INVARIANT: every address lies below the path, in the page's own origin, and no redirect is followed.
 */
export async function deliveryAt(path: string): Promise<HandOver> {
  const folder = new URL(path.endsWith('/') ? path : `${path}/`, document.baseURI);
  if (folder.origin !== location.origin || folder.search !== '') throw elsewhere(path);
  const manifest = await get(new URL('manifest.json', folder), 'manifest.json');
  const listed = filesIn(await manifest.text());
  const files = await Promise.all(listed.map(async (entry): Promise<HandedFile> => ({ path: entry.file, content: await listedFile(folder, entry) })));
  return { files: [{ path: 'manifest.json', content: manifest }, ...files] };
}

function filesIn(manifest: string): Listed[] {
  try {
    const { files } = JSON.parse(manifest) as { files?: Listed[] };
    return (files ?? []).filter(({ file }) => WANTED.test(file) && !file.includes('..'));
  } catch {
    throw refusal({ en: '`manifest.json` at the data path is no manifest', 'zh-CN': '数据路径下的 `manifest.json` 不是有效的清单' });
  }
}

async function listedFile(folder: URL, { file, bytes, sha256 }: Listed): Promise<File> {
  const found = await get(new URL(file, folder), file);
  const hash = await sha256Of(await found.arrayBuffer());
  if (found.size !== bytes || (hash !== null && hash !== sha256)) {
    throw refusal(
      { en: `\`${file}\` is not the file that the delivery lists`, 'zh-CN': `\`${file}\` 与交付清单不一致` },
      { en: 'deliver the folder again', 'zh-CN': '请重新交付该文件夹' },
    );
  }
  return found;
}

async function get(url: URL, name: string): Promise<File> {
  const answer = await fetch(url, { mode: 'same-origin', credentials: 'same-origin', redirect: 'error', cache: 'no-store', referrerPolicy: 'no-referrer' }).catch(() => null);
  if (answer === null || !answer.ok) {
    throw refusal({ en: `\`${name}\` could not be read from the data path`, 'zh-CN': `无法从数据路径读取 \`${name}\`` }, { en: 'ask who runs this page', 'zh-CN': '请联系本页的管理人员' });
  }
  return new File([await answer.blob()], name.slice(name.lastIndexOf('/') + 1));
}

function elsewhere(path: string): Error {
  return refusal({ en: `the data path \`${path}\` is not of this page's origin`, 'zh-CN': `数据路径 \`${path}\` 不属于本页的来源` });
}
