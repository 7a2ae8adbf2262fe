import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha } from '../support/sha';
import type { HashName } from './encode';
import { GitError } from './errors';
import { Repository } from './repository';
import { runGit } from './run';
import { requireGit } from './version';

/**
 * Opens a repository of this machine in place, bare or with a work tree. It is only read: objects that we make go to a
 * quarantine folder beside it, and its refs, index and work tree stay as they are.
 * @throws GitError where the folder is not itself a repository
 */
export async function openLocal(path: string, signal?: AbortSignal): Promise<Repository> {
  await requireGit();
  const folder = await realpath(path).catch((cause: unknown) => {
    throw GitError.notARepository(path, cause);
  });
  const { stdout } = await runGit({
    args: ['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-object-format', '--show-cdup'],
    folder,
    where: path,
    signal,
  });
  const [commonDir = '', format = 'sha1'] = stdout.split('\n');
  if (commonDir === '') throw GitError.notARepository(path);
  return new Repository({
    folder,
    where: path,
    hash: hashName(format),
    home: { kind: 'quarantine', alternates: [join(commonDir, 'objects')] },
    shallow: await shallowCommits(commonDir),
  });
}

/** The URL of `origin` of a local clone, if it has one. */
export async function originOf(repository: Repository, signal?: AbortSignal): Promise<string | undefined> {
  const stdout = await repository.run({ args: ['config', '--get', 'remote.origin.url'], signal, answers: [1] });
  const url = stdout.trim();
  return url === '' ? undefined : url;
}

function hashName(format: string): HashName {
  return format.trim() === 'sha256' ? 'sha256' : 'sha1';
}

export async function shallowCommits(gitDir: string): Promise<ReadonlySet<Sha>> {
  const file = join(gitDir, 'shallow');
  const there = await stat(file).then(
    () => true,
    () => false, // No such file: a whole repository.
  );
  if (!there) return new Set();
  const text = await readFile(file, 'utf8');
  return new Set(text.split('\n').filter((line) => line !== ''));
}
