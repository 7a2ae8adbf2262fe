import type { RepositoryState } from '../observe/repositoryState';
import { PromotionError } from '../../promotion/errors';
import { simulateRollbacks } from '../../promotion/rollback/simulate';
import type { Sha } from '../../support/sha';
import type { RollbackChoice } from '../fleet';
import type { ServiceObserver } from '../observe/serviceObserver';
import type { Cell } from '../state/snapshot';

/** All ways back that one deployment stands for, each simulated. */
export async function rollbackChoices(
  { plans }: ServiceObserver,
  { environment }: Cell,
  deployment: Sha,
  state: RepositoryState,
  signal: AbortSignal,
): Promise<readonly RollbackChoice[]> {
  const { branch } = environment;
  const request = { branch, head: state.heads.get(branch) };
  const ways = await simulateRollbacks(plans.memoryOf(state), request, deployment, signal);
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
