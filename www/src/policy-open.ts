// What was given as a policy: a version that was saved here, or texts with the tables that their rows name, one by one or as
// a folder. As on the command line, the files of one folder are one policy, in the order of their names. Only what cannot be
// handed to the engine is refused here; what the texts say is the engine's to judge.
import { refusal } from './engine/failure';
import type { PolicyFile } from './engine/types';
import type { Given } from './folder';
import { savedIn } from './policy-version';

export interface Opened {
  /** The folder or the saved version that the user opened; null for single files. */
  from: string | null;
  files: PolicyFile[];
}

const PART = /\.(?:ya?ml|json|csv)$/i;
const TABLE = /\.csv$/i;
/** Far above what the engine reads; a larger file is not even taken into memory. */
const BYTES = 64 << 20;
/** `rows: tier.csv` of a table or a class, also quoted. A name is short: nothing here takes longer than reading. */
const ROWS = /\brows["']?\s{0,9}:\s{0,9}(?:"([^"]{1,200}\.csv)"|'([^']{1,200}\.csv)'|([^\s"',}\]#][^"',}\]#]{0,200}\.csv))/gi;
const COMMENT = /(?:^|\s)#.*$/;
/** How many names are listed. */
const NAMED = 3;

/** Files that were chosen as a policy: all of them are parts of it. Throws a refusal. */
export async function policyOf(given: readonly Given[]): Promise<Opened> {
  const [odd] = given.filter(({ path }) => !path.includes('/') && !PART.test(path));
  if (odd !== undefined) throw noPart(odd.path);
  const parts = given.filter(({ path }) => PART.test(path) && !isHidden(path));
  const folder = folderOf(parts.filter(({ path }) => !TABLE.test(path)));
  return opened(folder, await read(within(parts, folder)));
}

/**
 * Of what was dropped: the policy that the texts make with those tables beside them that they name, and these tables. Other
 * tables are data. Throws a refusal.
 */
export async function policyAmong(texts: readonly Given[], tables: readonly Given[]): Promise<{ policy: Opened; tables: Given[] }> {
  const folder = folderOf(texts);
  const files = await read(within(texts, folder));
  const named = tablesNamed(files);
  const own = within(tables, folder).filter(({ file }) => named.has(file.name));
  return { policy: opened(folder, [...files, ...(await read(own))]), tables: own };
}

/** The policy with tables that it names and did not have, and these tables; null when none of them is one. */
export async function completed(policy: readonly PolicyFile[], tables: readonly Given[]): Promise<{ files: PolicyFile[]; tables: Given[] } | null> {
  const named = tablesNamed(policy);
  const lacking = tables.filter(({ file: { name } }) => named.has(name) && !policy.some((file) => file.name === name));
  return lacking.length === 0 ? null : { files: sorted([...policy, ...(await read(lacking))]), tables: lacking };
}

/** What files that were opened together are called: many by the one that says which policy it is. */
export function namesOf(files: readonly PolicyFile[]): string {
  const head = files.find(({ name, text }) => isHead(name, text)) ?? files[0];
  return files.length > NAMED ? `${head?.name ?? ''} + ${files.length - 1}` : files.map(({ name }) => name).join(' + ');
}

function opened(folder: string, given: readonly PolicyFile[]): Opened {
  const files = sorted(given);
  const saved = files.map(({ name, text }) => (TABLE.test(name) ? null : savedIn(name, text)));
  const [version] = saved;
  if (version && files.length === 1) return { from: version.name, files: sorted(version.files) };
  const whole = files.filter(({ name, text }, at) => saved[at] !== null || isHead(name, text));
  if (whole.length > 1 || saved.some((one) => one !== null)) throw several((whole.length > 1 ? whole : files).map(({ name }) => name));
  return { from: folder.slice(folder.lastIndexOf('/') + 1) || null, files };
}

/** The one folder, '' for single files, that the texts lie in; what lies deeper is left out, as on the command line. */
function folderOf(texts: readonly Given[]): string {
  const depth = (folder: string) => (folder === '' ? 0 : folder.split('/').length);
  const folders = [...new Set(texts.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))))];
  const top = Math.min(...folders.map(depth));
  const [folder, ...others] = folders.filter((candidate) => depth(candidate) === top);
  if (folder === undefined) throw noText();
  if (others.length > 0) throw several([folder, ...others]);
  return folder;
}

function within(given: readonly Given[], folder: string): Given[] {
  return given.filter(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === folder);
}

function isHidden(path: string): boolean {
  return /(?:^|\/)\./.test(path);
}

/** Whether a text says which policy it is: of the texts of a policy only one does. */
function isHead(name: string, text: string): boolean {
  return /\.json$/i.test(name) ? /^\s*\{[^{[]*"policy"\s*:/.test(text) : /^policy\s*:/m.test(text);
}

/** Names are looked for in the text and not in what it means, so that a text with an error keeps its tables, too. */
function tablesNamed(files: readonly PolicyFile[]): Set<string> {
  const lines = files.flatMap(({ name, text }) => (TABLE.test(name) || savedIn(name, text) !== null ? [] : text.split('\n')));
  const names = lines.flatMap((line) => [...line.replace(COMMENT, '').matchAll(ROWS)].map(([, double, single, plain]) => double ?? single ?? plain ?? ''));
  return new Set(names);
}

async function read(given: readonly Given[]): Promise<PolicyFile[]> {
  const bytes = given.reduce((sum, { file }) => sum + file.size, 0);
  if (bytes > BYTES) throw tooLong(given.map(({ file }) => file.name));
  return Promise.all(given.map(async ({ file }) => ({ name: file.name, text: await textOf(file) })));
}

/** The text of a file, byte for byte: a hash over it is the one that the command computes. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer().catch(() => null);
  if (bytes === null) throw gone(file.name);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notText(file.name);
  }
}

function sorted(files: readonly PolicyFile[]): PolicyFile[] {
  return [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function noPart(name: string): Error {
  return refusal(
    { en: `\`${name}\` is no part of a policy`, 'zh-CN': `\`${name}\` 不是策略文件` },
    { en: 'a policy is YAML or JSON files, with CSV files for long tables, or one version saved here (`.policy.json`)', 'zh-CN': '策略由 YAML 或 JSON 文件组成，较长的表可为 CSV；也可以是本页保存的版本（`.policy.json`）' },
  );
}

function noText(): Error {
  return refusal(
    { en: 'no policy text is among these files', 'zh-CN': '这些文件中没有策略文本' },
    { en: 'choose the YAML or JSON files of the policy together with its CSV tables, or its folder', 'zh-CN': '请同时选择策略的 YAML 或 JSON 文件与它的 CSV 表，或选择策略所在的文件夹' },
  );
}

function several(names: readonly string[]): Error {
  const list = listed(names);
  return refusal(
    { en: `these are several policies: ${list.en}`, 'zh-CN': `这里有多份策略：${list['zh-CN']}` },
    { en: 'open one of them: its files together, its folder, or one saved version', 'zh-CN': '请只打开其中一份：它的全部文件、它的文件夹，或一个保存的版本' },
  );
}

function listed(names: readonly string[]): { en: string; 'zh-CN': string } {
  const list = names.slice(0, NAMED).map((name) => `\`${name}\``);
  const more = names.length > NAMED;
  return { en: `${list.join(', ')}${more ? ' and others' : ''}`, 'zh-CN': `${list.join('、')}${more ? '等' : ''}` };
}

function tooLong(names: readonly string[]): Error {
  const list = listed(names);
  return refusal({ en: `a policy has at most ${BYTES >> 20} MiB of text: ${list.en}`, 'zh-CN': `一份策略的文本最多 ${BYTES >> 20} MiB：${list['zh-CN']}` }, { en: 'give customers’ data as data files, not as a policy', 'zh-CN': '客户数据请作为数据文件放入，不要作为策略' });
}

function gone(name: string): Error {
  return refusal({ en: `\`${name}\` could not be read; it was changed or removed after it was chosen`, 'zh-CN': `无法读取 \`${name}\`：选择之后文件被修改或移走` }, { en: 'choose the file again', 'zh-CN': '请重新选择该文件' });
}

function notText(name: string): Error {
  return refusal({ en: `\`${name}\` is not UTF-8 text`, 'zh-CN': `\`${name}\` 不是 UTF-8 文本` }, { en: 'save it as UTF-8', 'zh-CN': '请另存为 UTF-8 编码' });
}
