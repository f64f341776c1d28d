// What was dropped or chosen: single files, or a folder as a batch run or a delivery left it.
import type { Label } from './engine/types';

export interface Given {
  /** The path within what was dropped; the name alone for a single file. */
  path: string;
  file: File;
}

/** What a manifest says of the folder that it lies in. Everything in it is shown as the bank's word, not checked here. */
export interface Origin {
  kind: 'delivery' | 'run';
  role: string | null;
  audience: string | null;
  asOf: string;
  policy: { id: string; version: string; label: Label | null; hash: string };
  digest: string;
}

export interface Intake {
  data: Given[];
  /** Texts of policies; which of `data` are their tables is for the texts to say. */
  policy: Given[];
  mappings: File[];
  origin: Origin | null;
  /** Several people's folders at once: which one is meant cannot be known. */
  several: boolean;
}

const POLICY = /\.(?:ya?ml|policy\.json)$/i;
const DATA = /\.(csv|tsv|txt|ndjson|jsonl|parquet|xlsx|gz)$/i;
const MAPPING = /mapping[^/]*\.json$/i;
/** What people wrote since, beside the folders of what was delivered. */
const PEOPLE = /^(?:journal|forms)\.\w+(?:\.gz)?$/i;
const FILES = 5000;

/**
 * Sorts what was given. Of a delivery the inputs are read, the state that its results carry into the next run, and the journal;
 * of a run's folder the state and the journal. Its other tables are results: they would stand in for what this run makes.
 */
export async function intakeOf(given: readonly Given[]): Promise<Intake> {
  const manifests = given.filter(({ path }) => /(^|\/)manifest\.json$/.test(path));
  const origins = (await Promise.all(manifests.map(async ({ path, file }) => ({ folder: path.slice(0, -'manifest.json'.length), origin: await originOf(file) })))).filter(({ origin }) => origin !== null);
  const [first] = origins;
  const within = first === undefined || origins.length > 1 ? given : given.filter(({ path }) => !path.startsWith(first.folder) || wanted(path.slice(first.folder.length), first.origin));
  const visible = within.filter(({ path }) => !isHidden(path));
  return {
    data: single(visible.filter(({ path }) => DATA.test(path))),
    policy: given.filter(({ path }) => !isHidden(path) && isPolicy(path, origins)),
    mappings: given.filter(({ path }) => MAPPING.test(path) && !POLICY.test(path)).map(({ file }) => file),
    origin: origins.length === 1 ? (first?.origin ?? null) : null,
    several: origins.length > 1,
  };
}

function isHidden(path: string): boolean {
  return /(^|\/)\./.test(path);
}

/** Beside a manifest, JSON is what a run says of itself, unless its name says that it is a policy. */
function isPolicy(path: string, origins: readonly { folder: string }[]): boolean {
  if (POLICY.test(path)) return true;
  const json = /\.json$/i.test(path) && !MAPPING.test(path) && !/(^|\/)manifest\.json$/.test(path);
  return json && !origins.some(({ folder }) => path.startsWith(folder));
}

function wanted(path: string, origin: Origin | null): boolean {
  if (PEOPLE.test(path)) return true;
  return origin?.kind === 'run' ? /^state_\w+\./.test(path) : path.startsWith('input/') || /^output\/state_\w+\./.test(path);
}

/** A run writes its tables in several formats; one of each is enough. */
function single(given: readonly Given[]): Given[] {
  const rank = (path: string) => ['csv', 'ndjson', 'parquet'].indexOf(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
  const best = new Map<string, Given>();
  for (const item of given) {
    const stem = item.path.replace(/\.[^./]*$/, '');
    const before = best.get(stem);
    if (before === undefined || (rank(item.path) >= 0 && rank(item.path) < rank(before.path))) best.set(stem, item);
  }
  return [...best.values()];
}

async function originOf(file: File): Promise<Origin | null> {
  try {
    const found = JSON.parse(await file.text()) as Record<string, never> & { policy: { identity: { id: string; version: string; label: Label | null }; hashes: { full: string } } };
    const delivery = 'delivery' in found;
    if (!delivery && !('manifest' in found)) return null;
    const { identity, hashes } = found.policy;
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    return {
      kind: delivery ? 'delivery' : 'run',
      role: text(found['role']),
      audience: text(found['audience']),
      asOf: text(found['as_of']) ?? '',
      policy: { id: identity.id, version: identity.version, label: identity.label, hash: hashes.full },
      digest: text(found[delivery ? 'run' : 'digest']) ?? '',
    };
  } catch {
    return null;
  }
}

export function givenFiles(files: Iterable<File>): Given[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Everything that was dropped, folders with what is in them. The list of entries lives only while the event does. */
export function givenByDrop(transfer: DataTransfer | null): Promise<Given[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null)).filter((entry) => entry !== null);
  const plain = givenFiles(transfer?.files ?? []);
  return entries.some((entry) => entry.isDirectory) ? walked(entries) : Promise.resolve(plain);
}

async function walked(entries: readonly FileSystemEntry[]): Promise<Given[]> {
  const found: Given[] = [];
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry !== undefined && found.length < FILES; entry = waiting.shift()) {
    if (entry.isFile) found.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry as FileSystemFileEntry) });
    else waiting.push(...(await childrenOf(entry as FileSystemDirectoryEntry)));
  }
  return found;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A folder hands out its entries in batches, until one is empty. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return all;
    all.push(...batch);
  }
}
