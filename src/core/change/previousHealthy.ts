import type { ForgeClient } from '../forge/forgeClient';
import type { RepositoryRef } from '../forge/types';
import type { Commit } from '../git/objects';
import type { Repository } from '../git/repository';
import { hasPassed, pipelineState } from '../pipeline/rollUp';
import type { PipelineState } from '../pipeline/state';
import type { Sha } from '../support/sha';

/** How many deployments are asked for their checks, newest first. */
const askedDeployments = 10;

export interface HealthyDeployment {
  readonly deployment: Commit;
  /** What says so: the pipeline of exactly that commit, which passed. */
  readonly pipeline: PipelineState;
}

/**
 * The newest deployment before the head of a branch whose pipeline passed, and whose state is not the present one. One
 * that was never checked is not known to be healthy.
 * @throws ForgeError; GitError
 * @see docs/promotion.md, "Rolling back", argo-cd#6825
 */
export async function previousHealthy(
  repository: Repository,
  head: Sha,
  forge: { readonly client: ForgeClient; readonly repository: RepositoryRef },
  clock: { now(): number },
  signal: AbortSignal,
): Promise<HealthyDeployment | undefined> {
  await repository.graph.load([head], signal);
  const { tree: present } = await repository.commit(head);
  let asked = 0;
  for (const deployment of repository.graph.firstParents(head)) {
    if (deployment === head || repository.graph.tree(deployment) === present) continue;
    if (asked === askedDeployments) return undefined;
    asked += 1;
    const checks = await forge.client.checks(forge.repository, deployment, signal);
    const observed = { at: clock.now(), source: forge.client.identity.host };
    const pipeline = pipelineState(deployment, checks, observed);
    if (hasPassed(pipeline)) return { deployment: await repository.commit(deployment), pipeline };
  }
  return undefined;
}
