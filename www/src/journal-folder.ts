// The folder in which a manager keeps the journal. Browsers that let a page write to a folder ask the user each time; the
// page keeps the permission only as long as it is open, and nothing of it in the browser.
import type { Label } from './engine/types';

export interface JournalFolder {
  name: string;
  /** The text of a file; null when there is none of that name. */
  read(file: string): Promise<string | null>;
  write(file: string, text: string): Promise<void>;
}

export type Chosen = { kind: 'folder'; folder: JournalFolder } | { kind: 'dismissed' } | { kind: 'refused'; why: Label };

const REFUSED: Label = {
  en: 'this browser does not let the page write to a folder; save the files instead and put them there',
  'zh-CN': '此浏览器不允许本页写入文件夹；请改为保存文件，再自行放入文件夹',
};

export async function chooseFolder(): Promise<Chosen> {
  if (window.showDirectoryPicker === undefined) return { kind: 'refused', why: REFUSED };
  try {
    return { kind: 'folder', folder: folderOf(await window.showDirectoryPicker({ id: 'journal', mode: 'readwrite' })) };
  } catch (thrown) {
    const dismissed = thrown instanceof DOMException && thrown.name === 'AbortError';
    return dismissed ? { kind: 'dismissed' } : { kind: 'refused', why: REFUSED };
  }
}

function folderOf(handle: FileSystemDirectoryHandle): JournalFolder {
  return {
    name: handle.name,
    read: async (file) => {
      try {
        return await (await (await handle.getFileHandle(file)).getFile()).text();
      } catch (thrown) {
        if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return null;
        throw thrown;
      }
    },
    write: async (file, text) => {
      const stream = await (await handle.getFileHandle(file, { create: true })).createWritable();
      await stream.write(text);
      await stream.close();
    },
  };
}
