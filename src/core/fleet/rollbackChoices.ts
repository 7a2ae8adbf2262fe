import type { Commit } from '../git/objects';
import type { Mirrored } from '../git/mirror';
import { hasPassed, pipelineState } from '../pipeline/rollUp';
import { PromotionError } from '../promotion/errors';
import { simulateRollbacks } from '../promotion/rollback/simulate';
import type { Sha } from '../support/sha';
import type { RollbackChoice } from './fleet';
import type { ServiceObserver } from './serviceObserver';
import type { Cell } from './snapshot';

/** All ways back that one deployment stands for, each simulated. */
export async function rollbackChoices(
  { plans }: ServiceObserver,
  { environment }: Cell,
  deployment: Sha,
  mirrored: Mirrored,
  signal: AbortSignal,
): Promise<readonly RollbackChoice[]> {
  const { branch } = environment;
  const request = { branch, head: mirrored.heads.get(branch) };
  const ways = await simulateRollbacks(plans.memoryOf(mirrored), request, deployment, signal);
  return ways.map((simulated): RollbackChoice => {
    const { way, mode } = simulated;
    const meant = way === 'restoreBefore' ? { meant: deployment } : {};
    if (simulated.kind === 'refused')
      return { way, request: mode, outcome: { kind: 'refused', said: simulated.error.said } };
    const { tree, conflicts, items, collateral, automation } = simulated.plan;
    return {
      way,
      request: { ...mode, ...meant },
      outcome:
        tree === null
          ? { kind: 'refused', said: PromotionError.builtUpon(conflicts.length).said }
          : { kind: 'possible', items, collateral, automation },
    };
  });
}

/** How many deployments are asked for their checks, newest first. */
const askedDeployments = 10;

/**
 * The newest deployment before the head whose pipeline passed. One that was never checked is not known to be healthy.
 * @see research: promotion §4, argo-cd#6825
 */
export async function previousHealthy(
  observer: ServiceObserver,
  { environment }: Cell,
  { repository, heads }: Mirrored,
  signal: AbortSignal,
): Promise<Commit | undefined> {
  const head = heads.get(environment.branch);
  const { forge } = await observer.whereabouts(signal);
  if (head === undefined || forge.kind === 'unknown') return undefined;
  await repository.graph.load([head], signal);
  const { tree: present } = await repository.commit(head);
  let asked = 0;
  for (const deployment of repository.graph.firstParents(head)) {
    if (deployment === head || repository.graph.tree(deployment) === present) continue;
    if (asked === askedDeployments) return undefined;
    asked += 1;
    const checks = await forge.client.checks(forge.repository, deployment, signal);
    const state = pipelineState(deployment, checks, { at: 0, source: forge.client.identity.host });
    if (hasPassed(state)) return repository.commit(deployment);
  }
  return undefined;
}
