import type { Remote } from './environment';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Disposable } from '../support/disposable';
import { makeOwnFolder } from '../support/ownFolder';
import type { Sha } from '../support/sha';
import { addressKey } from './address';
import type { HashName } from './encode';
import { GitError } from './errors';
import { isFolder, shallowCommits } from './locate';
import { isSha, branchRef } from './names';
import { reaching } from './reach';
import { listRemote, remoteHeads, type Heads } from './remote';
import { Repository } from './repository';
import { makeBare } from './shell';
import { requireGit } from './version';

export interface MirrorRequest {
  readonly remote: Remote;
  readonly branches: readonly string[];
  /** What the branches hold now, where the caller knows it (from the forge, in bulk): then nothing is asked. */
  readonly heads?: Heads;
}

export interface Mirrored {
  readonly repository: Repository;
  /** Of the branches that exist. */
  readonly heads: Heads;
}

interface Mirror {
  readonly repository: Repository;
  heads: Map<string, Sha>;
  /** It was made by us a moment ago: there is nothing in it. */
  isNew: boolean;
}

const fetchTimeoutMs = 300_000;

/**
 * Bare copies of remote repositories: the environment branches alone, and what their history needs. A branch is fetched
 * only if its head moved. Fetches run a few at a time; those of one mirror run one after another, and whoever asks
 * for the same thing meanwhile gets the same answer.
 */
export class MirrorStore implements Disposable {
  private readonly mirrors = new Map<string, Promise<Mirror>>();
  private readonly underway = new Map<string, { readonly key: string; readonly result: Promise<Mirrored> }>();
  private readonly limit;

  /** @param folder the storage; made on first use */
  constructor(
    private readonly folder: string,
    private readonly options: { readonly concurrency?: number; readonly fetchTimeoutMs?: number } = {},
  ) {
    this.limit = pLimit(options.concurrency ?? 6);
  }

  /** The repository with the newest state of the branches. @throws GitError by case */
  refresh(request: MirrorRequest, signal?: AbortSignal): Promise<Mirrored> {
    const name = addressKey(request.remote.url);
    const key = JSON.stringify([request.branches, [...(request.heads ?? [])]]);
    const running = this.underway.get(name);
    if (running?.key === key) return abortable(running.result, signal);
    const before = running?.result.then(
      () => undefined,
      () => undefined,
    );
    // The work is shared, so that one asker who leaves does not take it from the others.
    const result = (before ?? Promise.resolve()).then(() => this.limit(() => this.refreshNow(name, request)));
    const entry = { key, result };
    this.underway.set(name, entry);
    const done = () => {
      if (this.underway.get(name) === entry) this.underway.delete(name);
    };
    result.then(done, done);
    return abortable(result, signal);
  }

  /** What the mirror holds from earlier, without asking anybody; nothing where there is no mirror yet. */
  async offline(remote: Remote, branches: readonly string[]): Promise<Mirrored | undefined> {
    const name = addressKey(remote.url);
    if (!this.mirrors.has(name) && !(await isFolder(join(this.folder, name)))) return undefined;
    const { repository } = await this.open(name, remote);
    return { repository, heads: await localHeads(repository, branches) };
  }

  dispose(): void {
    for (const mirror of this.mirrors.values()) {
      mirror.then(({ repository }) => repository.dispose()).catch(() => undefined);
    }
    this.mirrors.clear();
  }

  private async refreshNow(name: string, { remote, branches, heads: told }: MirrorRequest): Promise<Mirrored> {
    const mirror = await this.open(name, remote, told);
    const heads = told ?? (await remoteHeads(remote, branches));
    const unknown = mirror.isNew ? [] : branches.filter((branch) => !mirror.heads.has(branch));
    for (const [branch, sha] of await localHeads(mirror.repository, unknown)) mirror.heads.set(branch, sha);
    const moved = branches.filter((branch) => heads.has(branch) && heads.get(branch) !== mirror.heads.get(branch));
    const fetched = moved.length > 0 ? await this.fetch(mirror, remote, moved, told) : new Map<string, Sha>();
    for (const [branch, sha] of fetched) mirror.heads.set(branch, sha);
    mirror.isNew = false;
    const existing = branches.filter((branch) => heads.has(branch));
    return {
      repository: mirror.repository,
      heads: new Map(existing.flatMap((branch) => entryOf(branch, mirror.heads.get(branch)))),
    };
  }

  /**
   * Where it is known what the branches hold, commits are asked for by their names: then git need not ask where the branches
   * are. A server that gives none out so, or has none of them any more, is asked for the branches.
   */
  private async fetch(
    { repository }: Mirror,
    remote: Remote,
    branches: readonly string[],
    told?: Heads,
  ): Promise<Heads> {
    const { fetchTimeoutMs: timeoutMs } = this.options;
    const commits = branches.flatMap((branch) => entryOf(branch, told?.get(branch)));
    if (commits.length === branches.length && commits.every(([, commit]) => isSha(commit))) {
      const isThere = await fetchHeads(repository, remote, commits, timeoutMs);
      if (isThere) return new Map(commits);
    }
    await this.fetchBranches(repository, remote, branches);
    return localHeads(repository, branches);
  }

  /** A branch that was told, and is not there: it went in the meantime, or what answers is no git server. */
  private async fetchBranches(repository: Repository, remote: Remote, branches: readonly string[]): Promise<void> {
    try {
      await fetchBranches(repository, remote, branches, this.options.fetchTimeoutMs);
    } catch (error) {
      if (error instanceof GitError && error.code === 'git/branchMissing') await remoteHeads(remote, branches);
      throw error;
    }
  }

  private open(name: string, remote: Remote, heads?: Heads): Promise<Mirror> {
    const opened = this.mirrors.get(name) ?? this.openNow(name, remote, heads);
    this.mirrors.set(name, opened);
    opened.catch(() => this.mirrors.delete(name));
    return opened;
  }

  private async openNow(name: string, remote: Remote, heads: Heads | undefined): Promise<Mirror> {
    await requireGit();
    const folder = join(this.folder, name);
    const isNew = !(await isFolder(folder)) && (await this.create(folder, remote, heads));
    const repository = new Repository({
      gitDir: folder,
      folder,
      where: remote.where,
      hash: await formatOf(folder, remote.where),
      shallow: await shallowCommits(folder),
    });
    return { repository, heads: new Map(), isNew };
  }

  /** Made under another name and then renamed: a mirror is there as a whole or not at all. False where another process was quicker. */
  private async create(folder: string, remote: Remote, heads: Heads | undefined): Promise<boolean> {
    await mkdir(this.folder, { recursive: true });
    const making = await makeOwnFolder('making', this.folder);
    try {
      const [head] = heads?.values() ?? [];
      await makeBare(making, head === undefined ? await remoteFormat(remote) : formatOfName(head));
      await rename(making, folder);
      return true;
    } catch (error) {
      await rm(making, { recursive: true, force: true });
      // Another process of ours was quicker.
      if (await isFolder(folder)) return false;
      throw error;
    }
  }
}

/** The length of its object names tells the format; an empty repository counts as SHA-1. Also proves that it is there. */
async function remoteFormat(remote: Remote): Promise<HashName> {
  return formatOfName((await listRemote(remote, ['--heads'], [])).slice(0, 64));
}

function formatOfName(name: string): HashName {
  return isSha(name) && name.length === 64 ? 'sha256' : 'sha1';
}

/** As git wrote it when the mirror was made: hundreds are opened at a start, and a process each would be felt. */
async function formatOf(folder: string, where: string): Promise<HashName> {
  const config = await readFile(join(folder, 'config'), 'utf8').catch((cause: unknown) => {
    throw GitError.notARepository(where, cause);
  });
  return /^[ \t]*objectformat[ \t]*=[ \t]*"?sha256"?[ \t]*$/im.test(config) ? 'sha256' : 'sha1';
}

function fetchBranches(
  repository: Repository,
  remote: Remote,
  branches: readonly string[],
  timeoutMs = fetchTimeoutMs,
): Promise<void> {
  const wanted = branches.map((branch) => `+${branchRef(branch)}:${branchRef(branch)}`);
  return fetchInto(repository, remote, wanted, { timeoutMs });
}

/** What branches are known to hold, without a look at where they are. False where the server does not give that out. */
async function fetchHeads(
  repository: Repository,
  remote: Remote,
  heads: readonly (readonly [string, Sha])[],
  timeoutMs = fetchTimeoutMs,
): Promise<boolean> {
  const wanted = heads.map(([branch, commit]) => `+${commit}:${branchRef(branch)}`);
  try {
    await fetchInto(repository, remote, wanted, { timeoutMs });
    return true;
  } catch (error) {
    if (error instanceof GitError && (error.code === 'git/notGiven' || error.code === 'git/failed')) return false;
    throw error;
  }
}

/** Fetches one commit that no branch holds any more. Servers may refuse; then it is not there. */
export async function fetchCommit(
  repository: Repository,
  remote: Remote,
  commit: Sha,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!isSha(commit)) return false;
  try {
    await fetchInto(repository, remote, [commit], { signal });
  } catch {
    signal?.throwIfAborted();
    // Gone for good, or not given out by its name alone: the caller goes on without it.
    return false;
  }
  return repository.hasCommit(commit);
}

/**
 * Makes sure that the head of a pull request is there: by its name, else by the ref that forges keep for each (a fork's
 * branch is nowhere else). Nothing is kept under a name.
 * @throws the signal's reason
 */
export async function fetchPullRequest(
  repository: Repository,
  remote: Remote,
  number: number,
  commit: Sha,
  signal: AbortSignal,
): Promise<boolean> {
  if (!isSha(commit)) return false;
  if ((await repository.hasCommit(commit)) || (await fetchCommit(repository, remote, commit, signal))) return true;
  try {
    await fetchInto(repository, remote, [`refs/pull/${number}/head`], { signal });
  } catch {
    signal.throwIfAborted();
    return false; // another forge's ref, or gone: it is not there
  }
  return repository.hasCommit(commit);
}

async function fetchInto(
  repository: Repository,
  remote: Remote,
  wanted: readonly string[],
  { timeoutMs, signal }: { readonly timeoutMs?: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const options = ['--quiet', '--no-tags', '--no-auto-gc', '--no-write-fetch-head', '--no-recurse-submodules'];
  await reaching(remote, signal, ({ url, ...reach }) =>
    repository.run({
      args: ['fetch', ...options, '--force', '--end-of-options', url, ...wanted],
      where: remote.where,
      signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...reach,
    }),
  );
}

async function localHeads(repository: Repository, branches: readonly string[]): Promise<Heads> {
  const found = await Promise.all(branches.map(async (branch) => entryOf(branch, await repository.head(branch))));
  return new Map(found.flat());
}

function entryOf(branch: string, sha: Sha | undefined): [string, Sha][] {
  return sha === undefined ? [] : [[branch, sha]];
}

function abortable<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return result;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    signal.addEventListener('abort', stop, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
