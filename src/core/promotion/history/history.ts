import type { PlanMemory } from '../edge';
import type { Signature } from '../../git/objects';
import { authorOf, subjectOf } from '../../manifest/secrecy/commits';
import type { Repository } from '../../git/repository';
import type { Sha } from '../../support/sha';
import { sourcesOf } from '../baseline/baseline';
import { Deployments, type Origin, type PullRequestTexts } from './deployments';
import { PromotionError } from '../errors';
import { Ladder } from '../baseline/ladder';
import type { Chain } from './chain';
import type { PlanCommit } from '../plan';
import { planCommit } from './planCommit';
import type { BranchPoint } from '../record/trailers';

/**
 * Where a deployment came from. `hotfix`: promotable content changed directly on a branch that has an upstream;
 * `direct`: everything else that nobody promoted (what the environment owns, or the first branch of all).
 */
export type DeploymentOrigin =
  | { readonly kind: 'promotion'; readonly from: BranchPoint; readonly partial: boolean }
  | { readonly kind: 'rollback'; readonly restored?: Sha; readonly undone: readonly Sha[]; readonly inferred: boolean }
  | { readonly kind: 'hotfix' }
  | { readonly kind: 'direct' };

export interface DeploymentRecord {
  readonly commit: Sha;
  readonly subject: string;
  readonly author: Signature;
  readonly committer: Signature;
  readonly origin: DeploymentOrigin;
  /** What a promotion brought: commits of the source, newest first, each with how long it took to get here. */
  readonly changes: readonly DeployedChange[];
  /** Nothing of what it brought is left out of `changes`: neither what is not known, nor what is beyond the most that are told. */
  readonly changesAreWhole: boolean;
  /** Commits that it names and that are not there (any more): what it came from, and so what it brought, is not known. */
  readonly missing: readonly Sha[];
  /**
   * The commit of this branch that it says it was made on, or that it goes back to, where the branch does not have it (any more):
   * somebody has rewritten the branch, and what was deployed just before it is not known.
   */
  readonly offBranch?: Sha;
}

export interface DeployedChange extends PlanCommit {
  /** From when it was made to this deployment; nothing where that has the time of what it is made of, so that when it came nobody wrote down. */
  readonly leadTimeMs?: number;
}

export interface HistoryRequest {
  readonly branch: string;
  readonly head: Sha;
  /** The branches that are promoted to this one, with their heads: tells hotfixes, and landings without trailers. */
  readonly upstream: readonly { readonly branch: string; readonly head: Sha }[];
  /** Goes on below this deployment: the next page. */
  readonly after?: Sha;
  /** What the merged pull requests towards the branch say of themselves, where the forge was asked. */
  readonly pullRequests?: PullRequestTexts | undefined;
}

/** The deployments of a branch, newest first, read as far as the caller goes. */
export async function* deploymentHistory(
  memory: PlanMemory,
  request: HistoryRequest,
  signal?: AbortSignal,
): AsyncGenerator<DeploymentRecord> {
  const { reader, history } = memory;
  const { repository } = reader;
  await repository.graph.load([request.head, ...request.upstream.map(({ head }) => head)], signal);
  const chain = history.chain(request.head);
  const deployments = new Deployments(reader, history, request.branch, chain, request.pullRequests);
  const ladders = request.upstream.map(({ branch, head }) => {
    const source = { branch, chain: history.chain(head) };
    return { ...source, ladder: new Ladder(reader, deployments, { source }) };
  });
  const start = request.after === undefined ? 0 : (chain.index.get(request.after) ?? -1) + 1;
  if (request.after !== undefined && start === 0) throw PromotionError.neverDeployed(request.after, request.branch);
  for (let position = start; position < chain.commits.length; position += 1) {
    signal?.throwIfAborted();
    const sha = deployments.commit(position);
    const commit = await repository.commit(sha);
    const { author, committer } = commit;
    const origin = await originOf(deployments, ladders, position);
    const brought =
      origin.kind === 'promotion' ? await changesOf(memory, deployments, ladders, position, origin) : nothingBrought;
    const said = await deployments.originAt(position);
    const missing = await missingOf(repository, said);
    const offBranch = offBranchIn(said, chain);
    const shown = { subject: subjectOf(commit), author: { ...author, name: authorOf(commit) } };
    yield { commit: sha, ...shown, committer, origin, ...brought, missing, ...(offBranch ? { offBranch } : {}) };
  }
}

function offBranchIn(origin: Origin, { index }: Chain): Sha | undefined {
  if (origin.kind === 'lostRollback') return origin.missing;
  // What a forge says of a pull request's base is no word of the branch.
  if (origin.kind !== 'promotion' || origin.by !== 'trailer') return undefined;
  const { commit } = origin.record.target;
  return index.has(commit) ? undefined : commit;
}

async function missingOf(repository: Repository, origin: Origin): Promise<readonly Sha[]> {
  if (origin.kind === 'lostRollback') return [origin.missing];
  if (origin.kind !== 'promotion') return [];
  const { from, baseline } = origin.record;
  const named = [from.commit, ...(baseline === undefined ? [] : [baseline])];
  const there = await Promise.all(named.map((commit) => repository.hasCommit(commit)));
  return named.filter((_, at) => !there[at]);
}

interface UpstreamLadder {
  readonly branch: string;
  readonly chain: Chain;
  readonly ladder: Ladder;
}

/** A promotion that brought more is told by its newest commits. */
const mostChanges = 200;

interface Brought {
  readonly changes: readonly DeployedChange[];
  readonly changesAreWhole: boolean;
}

const nothingBrought: Brought = { changes: [], changesAreWhole: true };

/** The source's commits since what was in force before. Where that is not known, only the promoted commit itself. */
async function changesOf(
  { reader }: PlanMemory,
  deployments: Deployments,
  ladders: readonly UpstreamLadder[],
  position: number,
  { from }: DeploymentOrigin & { readonly kind: 'promotion' },
): Promise<Brought> {
  const { repository } = reader;
  if (!(await repository.hasCommit(from.commit))) return { changes: [], changesAreWhole: false };
  await repository.graph.load([from.commit]);
  const before = await inForceBefore(repository, deployments, ladders, position, from.branch);
  if (before !== undefined) await repository.graph.load([before]);
  const chain = ladders.find(({ branch }) => branch === from.branch)?.chain;
  const shas = between(chain, from.commit, before) ?? walked(repository, from.commit, before);
  const { committer } = await repository.commit(deployments.commit(position));
  const isPinned = committer.time === (await repository.commit(from.commit)).committer.time;
  const deployed = Date.parse(committer.time);
  const changes = await Promise.all(
    shas.map(async (sha) => {
      const commit = await repository.commit(sha);
      const told = planCommit(commit, sha);
      return isPinned ? told : { ...told, leadTimeMs: Math.max(0, deployed - Date.parse(commit.committer.time)) };
    }),
  );
  return { changes, changesAreWhole: before !== undefined && changes.length < mostChanges };
}

/** Where both are on the source as it is now: from one up to the other, without a look at all that lies below. */
function between(chain: Chain | undefined, from: Sha, before: Sha | undefined): readonly Sha[] | undefined {
  const [newest, oldest] = [chain?.index.get(from), before === undefined ? undefined : chain?.index.get(before)];
  if (newest === undefined || oldest === undefined || oldest < newest) return undefined;
  return chain?.commits.slice(newest, Math.min(oldest, newest + mostChanges));
}

function walked(repository: Repository, from: Sha, before: Sha | undefined): readonly Sha[] {
  if (before === undefined) return [from];
  const older = repository.graph.ancestors(before);
  const shas: Sha[] = [];
  for (const sha of repository.graph.firstParents(from)) {
    if (shas.length === mostChanges || older.has(sha)) break;
    shas.push(sha);
  }
  return shas;
}

/** By the promotion's own record, where what it names is there; else by the ladder. */
async function inForceBefore(
  repository: Repository,
  deployments: Deployments,
  ladders: readonly UpstreamLadder[],
  position: number,
  branch: string,
): Promise<Sha | undefined> {
  const origin = await deployments.originAt(position);
  const recorded = origin.kind === 'promotion' ? origin.record.baseline : undefined;
  if (recorded !== undefined && (await repository.hasCommit(recorded))) return recorded;
  const ladder = ladders.find((one) => one.branch === branch)?.ladder;
  if (!ladder || position + 1 >= deployments.chain.commits.length) return undefined;
  return sourcesOf(await ladder.baselineAt(position + 1)).at(-1);
}

async function originOf(
  deployments: Deployments,
  ladders: readonly UpstreamLadder[],
  position: number,
): Promise<DeploymentOrigin> {
  const origin = await deployments.originAt(position);
  switch (origin.kind) {
    case 'promotion':
      return { kind: 'promotion', from: origin.record.from, partial: origin.record.partial };
    case 'restore':
      return {
        kind: 'rollback',
        restored: deployments.commit(origin.to),
        undone: [],
        inferred: false,
      };
    case 'undo':
      return {
        kind: 'rollback',
        undone: origin.deployments.map((at) => deployments.commit(at)),
        inferred: origin.by === 'revert',
      };
    case 'lostRollback': {
      const { restored } = origin.record;
      const undone = restored === undefined ? origin.record.undone.map(({ last }) => last) : [];
      return { kind: 'rollback', ...(restored === undefined ? {} : { restored }), undone, inferred: false };
    }
    case 'direct':
      break;
  }
  for (const { branch, ladder } of ladders) {
    const landed = await ladder.landedAt(position);
    if (landed !== undefined) return { kind: 'promotion', from: { branch, commit: landed }, partial: false };
    const restored = await ladder.inferredRestore(position);
    if (restored !== undefined) {
      return { kind: 'rollback', restored: deployments.commit(restored), undone: [], inferred: true };
    }
  }
  if (ladders.length === 0 || (await deployments.changesAt(position)).isEmpty) return { kind: 'direct' };
  return { kind: 'hotfix' };
}
