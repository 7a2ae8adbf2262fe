import type { Sha } from '../support/sha';
import { GitError } from './errors';
import { branchRef, isSha, ownRef } from './names';
import type { Repository } from './repository';
import type { Remote } from './environment';
import { pushRefs } from './pushRefs';
import { reaching } from './reach';
import { runGit, type GitCommand } from './run';

export type Heads = ReadonlyMap<string, Sha>;

const networkTimeoutMs = 60_000;
/** Of what a server says of its branches: half a million of them, at once. */
const listBytes = 2 ** 26;

/** The heads of these branches as the remote has them now; a branch that it lacks is left out. One request. */
export async function remoteHeads(remote: Remote, branches: readonly string[], signal?: AbortSignal): Promise<Heads> {
  const refs = new Map(branches.map((branch) => [branchRef(branch), branch]));
  const stdout = await listRemote(remote, ['--heads'], [...refs.keys()], signal);
  const heads = new Map<string, Sha>();
  for (const line of stdout.split('\n')) {
    const [sha = '', ref = ''] = line.split('\t');
    // A pattern also matches the tail of longer names; only the exact ones were asked for.
    const branch = refs.get(ref);
    if (branch !== undefined && isSha(sha)) heads.set(branch, sha);
  }
  return heads;
}

/** The heads of branches of ours below a prefix that ends with a slash, such as `promote/dev-to-test/`. One request. @throws GitError */
export async function ownHeads(remote: Remote, prefix: string, signal?: AbortSignal): Promise<Heads> {
  const stdout = await listRemote(remote, ['--heads'], [`${ownRef(`${prefix}x`).slice(0, -1)}*`], signal);
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [sha = '', ref = ''] = line.split('\t');
      const branch = ref.slice('refs/heads/'.length);
      return isSha(sha) && branch.startsWith(prefix) ? [[branch, sha] as const] : [];
    }),
  );
}

/**
 * The number of the newest pull request that proposes, or proposed, exactly this commit, by the refs that forges keep of each,
 * open or ended; nothing where there is none, or the forge shows no such refs. One request. @throws GitError
 */
export async function proposedAs(remote: Remote, commit: Sha, signal?: AbortSignal): Promise<number | undefined> {
  const stdout = await listRemote(remote, [], ['refs/pull/*/head', 'refs/merge-requests/*/head'], signal);
  const numbers = stdout.split('\n').flatMap((line) => {
    const [sha, ref = ''] = line.split('\t');
    const number = /^refs\/(?:pull|merge-requests)\/([0-9]{1,9})\/head$/.exec(ref)?.[1];
    return sha === commit && number !== undefined ? [Number(number)] : [];
  });
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

/** The branch that a clone would check out, as the remote says; nothing where it says none (it is empty, or detached). @throws GitError where no branch can be called so */
export async function defaultBranch(remote: Remote, signal?: AbortSignal): Promise<string | undefined> {
  const stdout = await listRemote(remote, ['--symref'], ['HEAD'], signal);
  const branch = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(stdout)?.[1];
  if (branch !== undefined) branchRef(branch);
  return branch;
}

/**
 * What `git ls-remote` prints; asked from no repository, whatever folder the person is in.
 * @throws GitError by case; `git/html` where what answers is no git server
 */
export function listRemote(
  remote: Remote,
  options: readonly string[],
  patterns: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  return reaching(remote, signal, async ({ url, ...reach }) => {
    const how = {
      place: { kind: 'none' },
      where: remote.where,
      signal,
      timeoutMs: networkTimeoutMs,
      pieceBytes: listBytes,
      ...reach,
    } as const;
    const { stdout } = await runGit({ args: ['ls-remote', ...options, '--end-of-options', url, ...patterns], ...how });
    if (stdout === '' && /^https?:/i.test(url)) await provenToSpeakGit(url, how);
    return stdout;
  });
}

/** How a git server calls its answer. Source: git's `gitprotocol-http`, "Smart Server Response". */
const advertisement = /<= Recv header: content-type: *application\/x-git-upload-pack-advertisement\b/i;

/**
 * Where a server names no ref at all: a page of a single line, to sign in or of a proxy, is to git a repository without any.
 * Through a person's own `insteadOf` no HTTP may be spoken; then git has judged the answer itself.
 * @throws GitError `git/html`
 */
async function provenToSpeakGit(url: string, how: Omit<GitCommand, 'args'>): Promise<void> {
  const nothing = 2;
  const args = ['ls-remote', '--exit-code', '--end-of-options', url];
  const { exitCode, stderr } = await runGit({ args, answers: [nothing], showsHeaders: true, ...how });
  const isHttp = stderr.includes('<= Recv header');
  if (exitCode === nothing && isHttp && !advertisement.test(stderr)) throw GitError.html(how.where);
}

export interface Push {
  /** Under `promote/`, `rollback/` or `update/`; everything else is refused. */
  readonly branch: string;
  readonly commit: Sha;
  /** What the remote branch must hold for the push to happen; `null`: it must not exist. */
  readonly expected: Sha | null;
}

/**
 * Sets one branch of ours, if nobody moved it since it was looked at.
 * @throws GitError `git/leaseRejected` where somebody did, `git/refused` where the server says no
 */
export async function push(
  repository: Repository,
  remote: Remote,
  { branch, commit, expected }: Push,
  signal?: AbortSignal,
): Promise<void> {
  const update = { ref: ownRef(branch), commit, expected };
  await pushRefs(repository, remote, [update], { timeoutMs: networkTimeoutMs }, signal);
}
