import type { Repository } from '../git/repository';
import type { Instant } from '../support/clock';
import type { Sha } from '../support/sha';

/** When a commit was made. */
export interface CommitDate {
  readonly at: Instant;
  /**
   * It is one that we made, with the time of what it is made of, so that everybody makes the same one: the forge landed it as it is, and
   * when it did is not in it.
   */
  readonly isPinned: boolean;
}

/** What candidates say of the commit whose time they have. Source: `pinnedIdentity`. */
const named = ['Promoted-From', 'Rollback-Target', 'Update-Target', 'Returned-From'];
/** Unfolded, so that no message makes a line of its own. */
const trailers = `%(trailers:${named.map((key) => `key=${key}`).join(',')},valueonly,unfold,separator=%x09)`;

interface Listed {
  readonly at: Instant;
  /** Nothing where it is none of ours. */
  readonly named: readonly Sha[] | undefined;
}

/**
 * When each commit of a first-parent chain was made, by position. At most two git processes.
 * @throws GitError where history is missing
 */
export async function commitDates(
  repository: Repository,
  commits: readonly Sha[],
  signal: AbortSignal,
): Promise<readonly CommitDate[]> {
  const [head] = commits;
  if (head === undefined) return [];
  const range = ['--first-parent', `--max-count=${commits.length}`, head, '--'];
  const args = ['rev-list', '--no-commit-header', `--format=%ct%x09${trailers}`, ...range];
  const listed = (await repository.run({ args, signal })).replace(/\n$/, '').split('\n').map(listedIn);
  const times = await timesOf(
    repository,
    listed.flatMap((one) => one.named ?? []),
    signal,
  );
  return listed.map(({ at, named: from }, position) => {
    // What is named and not there may have had the same time.
    const isPinned =
      from !== undefined &&
      (at === listed[position + 1]?.at || from.some((commit) => (times.get(commit) ?? at) === at));
    return { at, isPinned };
  });
}

function listedIn(line: string): Listed {
  const [seconds = '', ...values] = line.split('\t');
  const said = values.filter((value) => value.trim() !== '');
  if (said.length === 0) return { at: instantOf(seconds), named: undefined };
  return {
    at: instantOf(seconds),
    named: said.flatMap((value) => /@([0-9a-f]{40}(?:[0-9a-f]{24})?)\s*$/.exec(value)?.[1] ?? []),
  };
}

/** Those that are there. */
async function timesOf(
  repository: Repository,
  commits: readonly Sha[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, Instant>> {
  if (commits.length === 0) return new Map();
  const args = [
    'rev-list',
    '--no-walk=unsorted',
    '--ignore-missing',
    '--no-commit-header',
    '--format=%H %ct',
    '--stdin',
  ];
  const listed = await repository.run({ args, input: Buffer.from([...new Set(commits)].join('\n')), signal });
  return new Map(
    listed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [commit = '', seconds = ''] = line.split(' ');
        return [commit, instantOf(seconds)] as const;
      }),
  );
}

const lastWritten = Date.UTC(9999, 11, 31);

/** What has no year of four digits counts as the epoch, as everywhere: anybody can write such a commit. */
function instantOf(seconds: string): Instant {
  const at = Number(seconds) * 1_000;
  return at >= 0 && at <= lastWritten ? at : 0;
}
