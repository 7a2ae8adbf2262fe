import { keptText } from './keptText';
import { deadline, delay, isTimeout } from '../support/deadline';
import { ForgeError } from './errors';
import { fitBody } from './fitBody';
import type { ForgeClient } from './forgeClient';
import type { NewPullRequest, PullRequest, RepositoryRef } from './types';

/**
 * A pull request that is ours by its `marker`: a line of the body that no person writes. `versions` are lines
 * that stand for the content: a body that has them all is not rewritten for words alone.
 */
export type MarkedPullRequest = NewPullRequest & {
  readonly marker: string;
  readonly versions?: readonly string[];
  /** Whether the text of the one that is there may be replaced. Default: it may. */
  readonly mayRewrite?: (found: Pick<PullRequest, 'title' | 'body'>) => boolean | Promise<boolean>;
};

export interface EnsuredPullRequest {
  readonly pullRequest: PullRequest;
  /**
   * `created` by this call. `updated`: it was there, and said something else. `adopted`: it came into being while this
   * call tried (an earlier attempt whose answer was lost, or somebody else). `none`: nothing was done; it was there
   * as it should be, or it is a person's own, which is never changed (it lacks the marker).
   */
  readonly action: 'created' | 'updated' | 'adopted' | 'none';
}

export interface EnsureOptions {
  /** Time for all attempts together. */
  readonly timeoutMs?: number;
  /** How attempts wait for each other. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Pauses before each new attempt: a forge indexes a pushed branch within moments, and a lost answer may still land. */
const pausesMs = [250, 500, 1_000, 2_000, 4_000, 4_000];

/** By then whoever created at the same moment is to be seen, too. */
const togetherMs = 250;

/**
 * Sees to it that there is exactly one open pull request from `head` to `base`, whatever happened before: doing it
 * twice, in two windows, after a crash or a lost answer gives one pull request.
 *
 * @throws ForgeError `nothingToPromote`, `branchMissing` (still unknown after the last attempt), or what kept it from
 *   knowing: then nothing, or one pull request, is there, and calling again is safe
 * @see docs/promotion.md, "Promoting", docs/forges.md, "What a refusal means"
 */
export async function ensurePullRequest(
  client: ForgeClient,
  repository: RepositoryRef,
  request: MarkedPullRequest,
  signal: AbortSignal,
  { timeoutMs = 60_000, wait = delay }: EnsureOptions = {},
): Promise<EnsuredPullRequest> {
  const marked = withMarker(request);
  const wanted = { ...marked, body: fitBody(marked.body, client.longestBody) };
  if (wanted.head === wanted.base) throw ForgeError.nothingToPromote(`${repository.owner}/${repository.name}`);
  const limited = deadline(signal, timeoutMs);
  try {
    return await findOrCreate(client, repository, wanted, wait, limited);
  } catch (error) {
    throw isTimeout(error) ? ForgeError.timeout(client.identity.host, timeoutMs) : error;
  }
}

async function findOrCreate(
  client: ForgeClient,
  repository: RepositoryRef,
  wanted: MarkedPullRequest,
  wait: NonNullable<EnsureOptions['wait']>,
  signal: AbortSignal,
): Promise<EnsuredPullRequest> {
  const find = () => client.findOpenPullRequest(repository, wanted.head, wanted.base, signal);
  const bring = (found: PullRequest, unchanged: 'none' | 'adopted') =>
    bringUpToDate(client, repository, found, wanted, unchanged, signal);

  const present = await find();
  if (present) return bring(present, 'none');
  for (let attempt = 0; ; attempt++) {
    try {
      const created = await client.createPullRequest(repository, wanted, signal);
      await wait(togetherMs, signal);
      const earlier = await earlierThan(created, find);
      if (!earlier) return { pullRequest: created, action: 'created' };
      // Without our marker: nobody is to take it for one that a person closed.
      const body = `#${earlier.number} was opened for the same at the same moment.`;
      await client.updatePullRequest(repository, created.number, { state: 'closed', body }, signal);
      return await bring(earlier, 'adopted');
    } catch (error) {
      const pauseMs = pausesMs[attempt];
      if (!mayBeThereOrBecomePossible(error) || pauseMs === undefined) throw error;
      const since = await foundAfter(find, () => wait(pauseMs, signal), error);
      if (since) return bring(since, 'adopted');
    }
  }
}

/**
 * The one that somebody else created at the same moment, if it came first. Gitea looks for a duplicate before it creates,
 * not while: two that come together are both created, and both answers say so. Each then looks who was first, by number.
 */
async function earlierThan(
  created: PullRequest,
  find: () => Promise<PullRequest | undefined>,
): Promise<PullRequest | undefined> {
  try {
    const oldest = await find();
    return oldest && oldest.number < created.number ? oldest : undefined;
  } catch (error) {
    if (ForgeError.is(error, 'timeout', 'unreachable', 'serverError')) return undefined; // it is created; that stands
    throw error;
  }
}

/**
 * Errors after which the pull request may be there (the answer was lost, or somebody was faster) or the next attempt
 * may succeed (the branch was pushed a moment ago).
 */
function mayBeThereOrBecomePossible(error: unknown): error is ForgeError {
  return ForgeError.is(
    error,
    'duplicatePullRequest',
    'branchMissing',
    'timeout',
    'unreachable',
    'serverError',
    'invalidAnswer',
    'html',
  );
}

/** Looks at once, then after the pause. A look that fails for lack of an answer counts as one that found nothing yet. */
async function foundAfter(
  find: () => Promise<PullRequest | undefined>,
  pause: () => Promise<void>,
  reason: ForgeError,
): Promise<PullRequest | undefined> {
  const look = async () => {
    try {
      return { known: true, pullRequest: await find() };
    } catch (error) {
      if (!ForgeError.is(error, 'timeout', 'unreachable', 'serverError')) throw error;
      return { known: false, pullRequest: undefined };
    }
  };
  const first = await look();
  if (first.pullRequest) return first.pullRequest;
  await pause();
  const second = await look();
  if (!second.known) throw reason; // not known whether it is there: creating again could make a second one
  return second.pullRequest;
}

async function bringUpToDate(
  client: ForgeClient,
  repository: RepositoryRef,
  found: PullRequest,
  wanted: MarkedPullRequest,
  unchanged: 'none' | 'adopted',
  signal: AbortSignal,
): Promise<EnsuredPullRequest> {
  if (!found.body.includes(wanted.marker)) return { pullRequest: found, action: 'none' };
  const isSame = sameText(found.title, wanted.title) && sameText(found.body, wanted.body);
  if (isSame || wanted.versions?.every((line) => found.body.includes(line))) {
    return { pullRequest: found, action: unchanged };
  }
  if (wanted.mayRewrite && !(await wanted.mayRewrite(found))) return { pullRequest: found, action: unchanged };
  const update = { title: wanted.title, body: wanted.body };
  const pullRequest = await client.updatePullRequest(repository, found.number, update, signal);
  return { pullRequest, action: unchanged === 'adopted' ? 'adopted' : 'updated' };
}

function withMarker(request: MarkedPullRequest): MarkedPullRequest {
  return request.body.includes(request.marker) ? request : { ...request, body: `${request.body}\n\n${request.marker}` };
}

/** Forges keep line ends and the last blank lines as they like. */
function sameText(a: string, b: string): boolean {
  return keptText(a) === keptText(b);
}
