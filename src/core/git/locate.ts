import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readBounded } from '../support/readBounded';
import type { Sha } from '../support/sha';
import type { HashName } from './encode';
import { GitError } from './errors';
import { isSha } from './names';
import { runGit } from './run';
import { requireGit } from './version';

/** Where a repository of this machine keeps what we read of it. */
export interface Located {
  /** The folder that the person named, links resolved. */
  readonly folder: string;
  /** HEAD is here; of a linked worktree it is its own. */
  readonly gitDir: string;
  /** Objects and refs are here. */
  readonly commonDir: string;
  readonly hash: HashName;
  readonly refs: 'files' | 'reftable';
  readonly isBare: boolean;
  /** Commits whose parents a shallow clone lacks. */
  readonly shallow: ReadonlySet<Sha>;
}

/**
 * Finds the repository at a folder: bare, a work tree, a linked one, a submodule. git is asked where it is, and asked for nothing else.
 * @throws GitError where the folder is not itself a repository, or belongs to another user
 */
export async function locate(path: string, signal?: AbortSignal): Promise<Located> {
  const isNewEnough = requireGit(); // asked beside what follows: a process each, one after the other, would be felt
  isNewEnough.catch(() => undefined);
  const folder = await realpath(path).catch((cause: unknown) => {
    throw GitError.notARepository(path, cause);
  });
  const asked = runGit({
    args: [
      'rev-parse',
      '--path-format=absolute',
      '--git-dir',
      '--git-common-dir',
      '--show-object-format',
      '--is-bare-repository',
    ],
    place: { kind: 'look', folder },
    where: path,
    signal,
  });
  asked.catch(() => undefined);
  await isNewEnough; // why it is not is said before what an older one made of the question
  const { stdout } = await asked;
  const [gitDir, commonDir, format, isBare, end, ...more] = stdout.split('\n');
  // A line break in the path of a repository would make one line of it two.
  if (!gitDir || !commonDir || end !== '' || more.length > 0) throw GitError.notARepository(path);
  const [shallow, hasReftable] = await Promise.all([shallowCommits(commonDir), isFolder(join(commonDir, 'reftable'))]);
  return {
    folder,
    gitDir,
    commonDir,
    hash: format === 'sha256' ? 'sha256' : 'sha1',
    refs: hasReftable ? 'reftable' : 'files',
    isBare: isBare === 'true',
    shallow,
  };
}

/** What a person's repository calls `origin`, as it is written there. Nothing where it has none. */
export async function originAt(folder: string, where: string, signal?: AbortSignal): Promise<string | undefined> {
  const { stdout } = await runGit({
    args: ['config', '--get', 'remote.origin.url'],
    place: { kind: 'look', folder },
    where,
    signal,
    answers: [1],
  });
  const url = stdout.trim();
  return url === '' ? undefined : url;
}

/** A line for each commit at the edge: more than a million of them. */
const maxShallowBytes = 50_000_000;

export async function shallowCommits(gitDir: string): Promise<ReadonlySet<Sha>> {
  const file = join(gitDir, 'shallow');
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false, // No such file: a whole repository.
  );
  if (!isFile) return new Set();
  const text = (await readBounded(file, maxShallowBytes)).toString('utf8');
  return new Set(text.split('\n').filter(isSha));
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Not there.
    return false;
  }
}
