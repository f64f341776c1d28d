// What another than the user hands to the page: the page above a frame, a page with elements, or the bank's data path.
import type { PolicyFile } from './engine/types';
import type { Given } from './folder';

export interface HandOver {
  /** Tables by their file's name, such as `customers.csv` or `input/holdings.parquet`; a `manifest.json` may be among them. */
  files: readonly HandedFile[];
  /** The name of a shipped policy, or the files of another one. Without it, what the manifest says. */
  policy?: string | readonly PolicyFile[];
  /** ISO day. Without it, what the manifest says. */
  asOf?: string;
}

export interface HandedFile {
  path: string;
  content: string | BufferSource | Blob;
}

export function givenOf({ files }: HandOver): Given[] {
  return files.map(({ path, content }) => ({ path, file: new File([content], path.slice(path.lastIndexOf('/') + 1)) }));
}
