import type { ForgeBatch } from '../../forge/forgeBatch';
import type { ForgeClient } from '../../forge/forgeClient';
import type { Check, ChecksRequest, HeadsAnswer, HeadsRequest, PullRequest, RepositoryRef } from '../../forge/types';
import { pipelineState } from '../../pipeline/rollUp';
import type { Clock } from '../../support/clock';
import type { Doubts } from '../hints/doubts';
import { commit as commitName } from '../event';
import { factChecks, mostPullRequests } from './fact';
import { markOf, type Read } from './stored';

/** A repository as the relay reads it, with its own token. */
export interface ReadablePlace {
  readonly client: ForgeClient;
  readonly repository: RepositoryRef;
}

export interface Reading {
  readonly place: ReadablePlace;
  readonly branches: readonly string[];
  /** What was read before, and what of it is doubtful; nothing: all is read. */
  readonly before?: { readonly read: Read; readonly doubts: Doubts } | undefined;
}

export interface ReadingWorld {
  readonly heads: ForgeBatch<HeadsRequest, HeadsAnswer>;
  readonly checks: ForgeBatch<ChecksRequest, readonly Check[]>;
  readonly clock: Clock;
}

/**
 * Reads what a team's editors would each ask of one repository: where branches are, what is open, and the checks of these heads.
 * What could not be read of it is left out.
 * @throws ForgeError where the branches cannot be read; the signal's reason when cancelled
 */
export async function readPlace(
  { place: { client, repository }, branches, before }: Reading,
  { heads: askHeads, checks: askChecks, clock }: ReadingWorld,
  signal: AbortSignal,
): Promise<Read> {
  const answer = await askHeads.ask(client, { repository, branches });
  signal.throwIfAborted();
  if (answer.kind === 'failed') throw answer.error;
  const heads = answer.heads.map(({ branch, commit }): [string, string] => [branch, commitName.parse(commit)]);
  const pullRequests = await pullRequestsOf({ client, repository }, answer.openPullRequests, before, clock, signal);
  const known = new Map(before?.read.checks);
  const commits = new Set([...heads.map(([, commit]) => commit), ...(pullRequests?.heads ?? [])]);
  const checks = await Promise.all(
    [...commits].map(async (commit): Promise<Read['checks'][number]> => {
      const held = known.get(commit);
      if (held?.list && before && !before.doubts.ofChecks(commit)) return [commit, held];
      const at = clock.now();
      // What is of no usual size is told to nobody: whoever wants it asks the forge.
      const told = await askChecks.ask(client, { repository, commit }).catch(() => undefined);
      const read = factChecks.safeParse(told?.map(usual));
      return [commit, { at, ...(read.success ? { list: read.data } : {}) }];
    }),
  );
  signal.throwIfAborted();
  return { kind: 'known', heads, ...(pullRequests ? { pullRequests } : {}), checks };
}

const longestDescription = 500;

/** What anybody may have posted, as far as it is of use: a long text is cut, and an address that is none is left out. */
function usual({ url, description, ...check }: Check): Check {
  const isAddress = url !== undefined && url.length <= 2_000 && /^https?:\/\//i.test(url);
  return { ...check, description: description.slice(0, longestDescription), ...(isAddress ? { url } : {}) };
}

async function pullRequestsOf(
  { client, repository }: ReadablePlace,
  count: number | undefined,
  before: Reading['before'],
  clock: Clock,
  signal: AbortSignal,
): Promise<Read['pullRequests']> {
  const at = clock.now();
  if (count === 0) return toldAs(at, []);
  const held = before?.read.pullRequests;
  const isDoubtful = !before || before.doubts.ofPullRequests || (count !== undefined && count !== held?.open);
  if (held && !isDoubtful) return held;
  try {
    return toldAs(at, await client.openPullRequests(repository, undefined, signal));
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function toldAs(at: number, open: readonly PullRequest[]): NonNullable<Read['pullRequests']> {
  const heads = open.slice(0, mostPullRequests).flatMap(({ head }) => commitName.safeParse(head.commit).data ?? []);
  const about = open.map(({ number, head, base, updatedAt, title, body, mergeable }) => [
    ...[number, head.branch, head.commit, base.branch, updatedAt],
    ...[markOf([title, body]), mergeable],
  ]);
  return { at, open: open.length, mark: markOf(about), heads };
}

/** Whether a pipeline is under way: it changes by the minute, and a webhook may not tell. */
export function isUnderWay(read: Read): boolean {
  const heads = new Set(read.heads.map(([, commit]) => commit));
  return read.checks.some(([commit, { at, list }]) => {
    if (!list || !heads.has(commit)) return false;
    return pipelineState(commit, list, { at, source: 'relay' }).inFlight !== 'no';
  });
}
