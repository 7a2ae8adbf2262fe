import type { Remote } from './environment';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock, type Clock, type Instant } from '../support/clock';
import type { Disposable } from '../support/disposable';
import { isAbort } from '../support/errors';
import { makeOwnFolder } from '../support/ownFolder';
import { SharedWork } from '../support/sharedWork';
import type { Sha } from '../support/sha';
import { addressKey } from './address';
import type { HashName } from './encode';
import { GitError, type GitErrorCode } from './errors';
import { hostOf, HostTurns } from './hostTurns';
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
  /** What the branches hold, where the caller was told it (by the forge, in bulk): then git asks only where that cannot be all. */
  readonly heads?: Heads;
}

export interface Mirrored {
  readonly repository: Repository;
  /** Of the branches that exist. */
  readonly heads: Heads;
}

export interface Refreshed extends Mirrored {
  /** When git asked the remote for these branches; the others are as they were told. */
  readonly asked: ReadonlyMap<string, Instant>;
}

interface Mirror {
  readonly repository: Repository;
  heads: Map<string, Sha>;
  /** It was made by us a moment ago: there is nothing in it. */
  isNew: boolean;
}

const fetchTimeoutMs = 300_000;
/** Of one host at a time; of all together twice as many. */
const perHost = 6;

/**
 * Bare copies of remote repositories: the environment branches alone, and what their history needs. A branch is fetched
 * only if its head moved. Fetches run a few at a time, host by host, so that one that is silent holds up its own alone; those of
 * one mirror run one after another, and whoever asks for the same thing meanwhile gets the same answer. Once nobody waits for
 * it, a fetch is ended.
 */
export class MirrorStore implements Disposable {
  private readonly mirrors = new Map<string, Promise<Mirror>>();
  private readonly underway = new Map<string, { readonly key: string; readonly work: SharedWork<Refreshed> }>();
  private readonly turns: HostTurns;
  private readonly clock: Clock;

  /** @param folder the storage; made on first use */
  constructor(
    private readonly folder: string,
    private readonly options: { readonly clock?: Clock; readonly fetchTimeoutMs?: number } = {},
  ) {
    this.turns = new HostTurns({ perHost, total: 2 * perHost });
    this.clock = options.clock ?? systemClock;
  }

  /**
   * The repository with the branches as git tells them or, where heads were told, as those say. What was told may be older than
   * what is held: a branch that would not go on from where it is held is asked of git.
   * @throws GitError by case; the signal's reason as soon as it aborts
   */
  async refresh(request: MirrorRequest, signal?: AbortSignal): Promise<Refreshed> {
    signal?.throwIfAborted();
    const name = addressKey(request.remote.url);
    const key = JSON.stringify([request.branches, [...(request.heads ?? [])]]);
    const running = this.underway.get(name);
    if (running?.key === key && !running.work.isLeft) return running.work.of(signal);
    const before = running?.work.over;
    const host = hostOf(request.remote.url);
    const work = new SharedWork(async (left) => {
      await before;
      return this.turns.run(host, left, () => this.refreshNow(name, request, left));
    });
    const entry = { key, work };
    this.underway.set(name, entry);
    void work.over.then(() => {
      if (this.underway.get(name) === entry) this.underway.delete(name);
    });
    return work.of(signal);
  }

  /** What the mirror holds from earlier, without asking anybody; nothing where there is no mirror yet. */
  async offline(remote: Remote, branches: readonly string[]): Promise<Mirrored | undefined> {
    const name = addressKey(remote.url);
    if (!this.mirrors.has(name) && !(await isFolder(join(this.folder, name)))) return undefined;
    const held = await this.open(name, remote).catch((error: unknown) => {
      if (isAbort(error)) return undefined; // whoever was making it left
      throw error;
    });
    return held && { repository: held.repository, heads: await localHeads(held.repository, branches) };
  }

  dispose(): void {
    for (const mirror of this.mirrors.values()) {
      mirror.then(({ repository }) => repository.dispose()).catch(() => undefined);
    }
    this.mirrors.clear();
  }

  private async refreshNow(
    name: string,
    { remote, branches, heads: told }: MirrorRequest,
    signal: AbortSignal,
  ): Promise<Refreshed> {
    const mirror = await this.open(name, remote, told, signal);
    const asked = new Map<string, Instant>();
    const note = (which: readonly string[]) => {
      const now = this.clock.now();
      for (const branch of which) asked.set(branch, now);
    };
    if (!told) note(branches);
    const heads = told ?? (await remoteHeads(remote, branches, signal));
    const unknown = mirror.isNew ? [] : branches.filter((branch) => !mirror.heads.has(branch));
    for (const [branch, sha] of await localHeads(mirror.repository, unknown)) mirror.heads.set(branch, sha);
    const moved = branches.filter((branch) => heads.has(branch) && heads.get(branch) !== mirror.heads.get(branch));
    if (moved.length > 0 && !(told && (await this.takeTold(mirror, remote, moved, told, signal)))) {
      if (told) note(moved);
      await this.fetchBranches(mirror.repository, remote, moved, signal);
      for (const [branch, sha] of await localHeads(mirror.repository, moved)) mirror.heads.set(branch, sha);
    }
    mirror.isNew = false;
    const existing = branches.filter((branch) => heads.has(branch));
    return {
      repository: mirror.repository,
      heads: new Map(existing.flatMap((branch) => entryOf(branch, mirror.heads.get(branch)))),
      asked,
    };
  }

  /**
   * Commits that were told are asked for by their names: then git need not ask where the branches are. False where they are
   * not all that there is to know: a server gives none out so, has one of them no more, or one does not go on from what is held.
   */
  private async takeTold(
    { repository, heads }: Mirror,
    remote: Remote,
    branches: readonly string[],
    told: Heads,
    signal: AbortSignal,
  ): Promise<boolean> {
    const commits = branches.flatMap((branch) => entryOf(branch, told.get(branch)));
    if (commits.length < branches.length || !commits.every(([, commit]) => isSha(commit))) return false;
    if (!(await fetchHeads(repository, remote, commits, this.options.fetchTimeoutMs, signal))) return false;
    for (const [branch, commit] of commits) heads.set(branch, commit);
    return true;
  }

  /** A branch that was told, and is not there: it went in the meantime, or what answers is no git server. */
  private async fetchBranches(
    repository: Repository,
    remote: Remote,
    branches: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await fetchBranches(repository, remote, branches, this.options.fetchTimeoutMs, signal);
    } catch (error) {
      if (error instanceof GitError && error.code === 'git/branchMissing') await remoteHeads(remote, branches, signal);
      throw error;
    }
  }

  private open(name: string, remote: Remote, heads?: Heads, signal?: AbortSignal): Promise<Mirror> {
    const opened = this.mirrors.get(name) ?? this.openNow(name, remote, heads, signal);
    this.mirrors.set(name, opened);
    opened.catch(() => this.mirrors.delete(name));
    return opened;
  }

  private async openNow(
    name: string,
    remote: Remote,
    heads: Heads | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Mirror> {
    await requireGit();
    const folder = join(this.folder, name);
    const isNew = !(await isFolder(folder)) && (await this.create(folder, remote, heads, signal));
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
  private async create(
    folder: string,
    remote: Remote,
    heads: Heads | undefined,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    await mkdir(this.folder, { recursive: true });
    const making = await makeOwnFolder('making', this.folder);
    try {
      const [head] = heads?.values() ?? [];
      await makeBare(making, head === undefined ? await remoteFormat(remote, signal) : formatOfName(head));
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
async function remoteFormat(remote: Remote, signal: AbortSignal | undefined): Promise<HashName> {
  return formatOfName((await listRemote(remote, ['--heads'], [], signal)).slice(0, 64));
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
  signal?: AbortSignal,
): Promise<void> {
  const wanted = branches.map((branch) => `+${branchRef(branch)}:${branchRef(branch)}`);
  return fetchInto(repository, remote, wanted, { timeoutMs, signal });
}

/**
 * That a server does not give commits out by their names, in whatever words it says so; and that one of them does not go on from
 * what is held. What fails on the way, or cannot be stored, would fail as well where branches are asked for.
 */
const notTaken: ReadonlySet<string> = new Set<GitErrorCode>([
  'git/notGiven',
  'git/repositoryGone',
  'git/branchMissing',
  'git/leaseRejected',
  'git/failed',
]);

/** What branches are told to hold, without a look at where they are. False where that cannot be had, or is not all. */
async function fetchHeads(
  repository: Repository,
  remote: Remote,
  heads: readonly (readonly [string, Sha])[],
  timeoutMs = fetchTimeoutMs,
  signal?: AbortSignal,
): Promise<boolean> {
  // Without a `+`: any commit is given out by its name, of whatever branch and however old.
  const wanted = heads.map(([branch, commit]) => `${commit}:${branchRef(branch)}`);
  try {
    await fetchInto(repository, remote, wanted, { timeoutMs, signal, saysWhy: true });
    return true;
  } catch (error) {
    if (error instanceof GitError && notTaken.has(error.code)) return false;
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

interface FetchOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** A quiet fetch fails without a word where a branch does not go on from where it is. */
  readonly saysWhy?: boolean;
}

async function fetchInto(
  repository: Repository,
  remote: Remote,
  wanted: readonly string[],
  { timeoutMs, signal, saysWhy }: FetchOptions,
): Promise<void> {
  const options = [
    ...(saysWhy ? [] : ['--quiet']),
    '--no-tags',
    '--no-auto-gc',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
  ];
  await reaching(remote, signal, ({ url, ...reach }) =>
    repository.run({
      args: ['fetch', ...options, '--end-of-options', url, ...wanted],
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
