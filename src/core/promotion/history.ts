import { subjectOf, type Signature } from '../git/objects';
import type { Sha } from '../support/sha';
import { Deployments } from './deployments';
import { Ladder } from './ladder';
import type { PlanMemory } from './planEdge';
import type { BranchPoint } from './trailers';

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
}

export interface HistoryRequest {
  readonly branch: string;
  readonly head: Sha;
  /** The branches that are promoted to this one, with their heads: tells hotfixes, and landings without trailers. */
  readonly upstream: readonly { readonly branch: string; readonly head: Sha }[];
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
  const deployments = new Deployments(reader, history, request.branch, chain);
  const ladders = request.upstream.map(({ branch, head }) => ({
    branch,
    ladder: new Ladder(reader, deployments, { source: { branch, chain: history.chain(head) } }),
  }));
  for (const [position, sha] of chain.commits.entries()) {
    signal?.throwIfAborted();
    const commit = await repository.commit(sha);
    const { author, committer } = commit;
    const origin = await originOf(deployments, ladders, position);
    yield { commit: sha, subject: subjectOf(commit), author, committer, origin };
  }
}

async function originOf(
  deployments: Deployments,
  ladders: readonly { readonly branch: string; readonly ladder: Ladder }[],
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
