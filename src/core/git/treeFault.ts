import { message, type Message } from '../support/message';
import { GitError } from './errors';

/** Why git's own check of objects refuses a tree, and at which name. */
export interface TreeFault {
  readonly name: string;
  readonly kind: keyof typeof sentences;
}

const sentences = {
  cut: (path: string) => message('The folder of {path} cannot be read to its end. Nothing is proposed.', { path }),
  mode: (path: string) =>
    message('The mode of {path} begins with a zero, which git refuses. Nothing is proposed.', { path }),
  nothing: (path: string) => message('{path} names no object, which git refuses. Nothing is proposed.', { path }),
  empty: (path: string) =>
    message('{path} is an entry without a name, which git refuses. Nothing is proposed.', { path }),
  slash: (path: string) =>
    message('{path} is one entry with a slash in its name, which git refuses. Nothing is proposed.', { path }),
  dot: (path: string) =>
    message('{path} is the name of an entry, and means another folder; git refuses it. Nothing is proposed.', { path }),
  git: (path: string) =>
    message('{path} is taken for .git by git or by a file system; git refuses it. Nothing is proposed.', { path }),
  modules: (path: string) =>
    message('{path} is a link, and is taken for .gitmodules; git refuses it. Nothing is proposed.', { path }),
  long: (path: string) => message('{path} is longer than git allows. Nothing is proposed.', { path }),
  twice: (path: string) => message('{path} is there twice, which git refuses. Nothing is proposed.', { path }),
  order: (path: string) =>
    message('{path} is not where git keeps it in its folder, which git refuses. Nothing is proposed.', { path }),
} satisfies Record<string, (path: string) => Message>;

/** @param folder of the tree, from the root; empty, or with a slash at its end */
export function unsoundTree(folder: string, { name, kind }: TreeFault): GitError {
  return new GitError('git/unsoundTree', sentences[kind](JSON.stringify(`${folder}${name}`)));
}

/**
 * What `git fsck --strict` refuses of one tree, told from its bytes in one pass; nothing where it is sound.
 * Source: `fsck_tree` and `verify_ordered` of git's `fsck.c`; unknown modes, which it lets pass, pass.
 */
export function treeFault(data: Buffer, shaBytes: number): TreeFault | undefined {
  const names = new Set<string>();
  let last: string | undefined;
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(0x20, at);
    const zero = data.indexOf(0, space);
    const end = zero + 1 + shaBytes;
    if (space < 0 || zero < 0 || end > data.length) return { name: '', kind: 'cut' };
    const mode = data.toString('latin1', at, space);
    // Each character a byte, so that texts compare as bytes do.
    const exact = data.toString('latin1', space + 1, zero);
    const isPlain = plainName.test(exact);
    const name = isPlain ? exact : data.toString('utf8', space + 1, zero);
    const fault = (kind: TreeFault['kind']): TreeFault => ({ name, kind });
    if (mode.startsWith('0')) return fault('mode');
    if (data[zero + 1] === 0 && data.subarray(zero + 1, end).every((byte) => byte === 0)) return fault('nothing');
    const bad = isPlain ? undefined : badName(name, isLink(mode));
    if (bad) return fault(bad);
    if (names.has(exact)) return fault('twice');
    names.add(exact);
    const key = isFolder(mode) ? `${exact}/` : exact;
    if (last !== undefined && last >= key) return fault('order');
    last = key;
    at = end;
  }
  return undefined;
}

/** Most names: nothing that `badName` looks for is made of these, and does not begin with a dot. */
const plainName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}$/;

function badName(name: string, isLinked: boolean): TreeFault['kind'] | undefined {
  if (name === '') return 'empty';
  if (name.includes('/')) return 'slash';
  if (name === '.' || name === '..') return 'dot';
  if (Buffer.byteLength(name) > longestBytes) return 'long';
  // To a file system of Windows a backslash parts names.
  const parts = name.split('\\');
  const tails = parts.map((_, index) => parts.slice(index).join('\\'));
  if (isHfs(name, '.git') || tails.some((tail) => ntfsGit.test(tail))) return 'git';
  if (isLinked && (isHfs(name, '.gitmodules') || tails.some(isNtfsModules))) return 'modules';
  return undefined;
}

const longestBytes = 4096;
const kindOf = (mode: string) => Number.parseInt(mode, 8) & 0o170_000;
const isLink = (mode: string) => kindOf(mode) === 0o120_000;
const isFolder = (mode: string) => mode !== '100644' && kindOf(mode) === 0o040_000;

/** `.git` and its short name; Windows drops blanks and dots at the end, and what follows a colon. */
const ntfsGit = /^(?:\.git|git~1)[. ]*(?:[:\\]|$)/i;

/** Characters that HFS+ does not see in names. Source: `next_hfs_char` of git's `utf8.c`. */
const unseen = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

function isHfs(name: string, reserved: string): boolean {
  return name.replace(unseen, '').toLowerCase() === reserved;
}

/** Source: `is_ntfs_dot_generic` of git's `path.c`: the name, its short names, and those that Windows makes of a hash. */
function isNtfsModules(name: string): boolean {
  if (/^(?:\.gitmodules|gitmod~[1-4])[. ]*(?::|$)/i.test(name)) return true;
  const [, short = '', rest = ''] = /^(.{8})(.*)$/su.exec(name) ?? [];
  const [, letters] = /^([a-z0-9]*)~[1-9]\d*$/i.exec(short) ?? [];
  return letters !== undefined && 'gi7eba'.startsWith(letters.toLowerCase()) && /^[. ]*(?::|$)/.test(rest);
}
