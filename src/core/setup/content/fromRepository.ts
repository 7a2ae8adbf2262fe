import type { Remote } from '../../git/environment';
import type { MirrorStore } from '../../git/mirror';
import type { FileEntry } from '../../git/objects';
import { defaultBranch } from '../../git/remote';
import type { Repository } from '../../git/repository';
import { requireSoundTrees } from '../../git/soundTrees';
import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';
import { oneLine } from '../../support/oneLine';
import type { Sha } from '../../support/sha';
import type { Files, Place } from './place';

/** Folders count as well. */
const limits = { entries: 1_000, pathLength: 500, bytesOfFile: 1_000_000, bytes: 10_000_000 };

/**
 * The files of a template repository, at the head of its default branch. Whoever may write there may have written anything:
 * sound trees alone, plain files alone, and not more than such a template would have.
 * @throws BranchlineError, GitError
 */
export async function templateFiles(remote: Remote, mirrors: MirrorStore, signal: AbortSignal): Promise<Files> {
  const branch = await defaultBranch(remote, signal);
  if (branch === undefined) throw refused(remote, message('it has no default branch'));
  const { repository, heads } = await mirrors.refresh({ remote, branches: [branch] }, signal);
  const head = heads.get(branch);
  if (head === undefined) throw refused(remote, message('its default branch does not exist'));
  const { tree } = await repository.commit(head);
  const entries: FileEntry[] = [];
  for await (const entry of walk(repository, tree, '')) {
    if (entries.length >= limits.entries)
      throw refused(remote, message('it has more than {limit} files and folders', { limit: limits.entries }));
    if (entry.path.length > limits.pathLength)
      throw refused(remote, message('{path} is too long a path', { path: oneLine(entry.path) }));
    entries.push(entry);
  }
  await requireSoundTrees(repository, null, tree);
  const files = new Map<string, Buffer>();
  let bytes = 0;
  for (const { path, mode, sha } of entries) {
    signal.throwIfAborted();
    if (mode === '40000') continue;
    if (!mode.startsWith('100')) {
      throw refused(remote, message('{path} is a link or a submodule', { path: oneLine(path) }));
    }
    if (path.includes('\ufffd')) {
      throw refused(remote, message('the name of {path} is not UTF-8', { path: oneLine(path) }));
    }
    const data = await repository.blob(sha);
    bytes += data.length;
    if (data.length > limits.bytesOfFile || bytes > limits.bytes) {
      throw refused(remote, message('{path} is too large, or all of it is', { path: oneLine(path) }));
    }
    if (data.toString('latin1', 0, lfsPointer.length) === lfsPointer) {
      throw refused(remote, message('{path} is kept by Git LFS, and not in the repository', { path: oneLine(path) }));
    }
    files.set(path, data);
  }
  return files;
}

/** Files and folders, one by one: a few folders may name each other so that they hold more than there is room for. */
async function* walk(repository: Repository, tree: Sha, folder: string): AsyncGenerator<FileEntry> {
  for (const { name, mode, sha } of await repository.tree(tree)) {
    const path = `${folder}${name}`;
    yield { path, mode, sha };
    if (mode === '40000') yield* walk(repository, sha, `${path}/`);
  }
}

/** How a file begins that stands for one elsewhere. Source: Git LFS, "Specification", "The Pointer". */
const lfsPointer = 'version https://git-lfs.github.com/spec/';

const placeholder = /\{(service|environment|namespace|image)\}/g;

/**
 * The template for one environment: its places are filled in, in texts and in paths; what is no text stays as it is.
 * @throws BranchlineError where the template wants an image and none was named, where two of its paths become one (also to who
 *   knows no case in names), or where it grows beyond its bounds
 */
export function filledIn(files: Files, place: Place): Files {
  const fill = (text: string) => text.replace(placeholder, (_, name: keyof Place) => valueOf(place, name));
  const filled = new Map<string, Buffer>();
  let bytes = 0;
  for (const [path, data] of files) {
    const made = isText(data) ? Buffer.from(fill(data.toString())) : data;
    bytes += made.length;
    if (made.length > limits.bytesOfFile || bytes > limits.bytes) throw tooLarge(path);
    filled.set(fill(path), made);
  }
  const names = new Set([...filled.keys()].map((path) => path.normalize('NFC').toLowerCase()));
  if (names.size === files.size) return filled;
  throw new BranchlineError('setup/template', message('Two files of the template become one once they are filled in.'));
}

function valueOf(place: Place, name: keyof Place): string {
  if (place[name] !== '') return place[name];
  throw new BranchlineError('setup/template', message('The template wants an image: name it with --image.'));
}

function tooLarge(path: string): BranchlineError {
  const said = message('{path} of the template is too large once it is filled in, or all of it is.', {
    path: oneLine(path),
  });
  return new BranchlineError('setup/template', said);
}

function isText(data: Buffer): boolean {
  return !data.includes(0) && Buffer.from(data.toString('utf8')).equals(data);
}

function refused({ where }: Remote, why: ReturnType<typeof message>): BranchlineError {
  const reason = why.text.replace(/\{(\w+)\}/g, (_, name: string) => String(why.values[name] ?? ''));
  return new BranchlineError('setup/template', message('{where} cannot be a template: {reason}.', { where, reason }));
}
