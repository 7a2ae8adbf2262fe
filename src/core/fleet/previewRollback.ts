import type { Mirrored } from '../git/mirror';
import { buildRollback, planRollback } from '../promotion/rollback/rollback';
import { changePreview } from './changePreview';
import type { ChangePreview, RollbackRequest } from './fleet';
import type { ServiceObserver } from './serviceObserver';
import type { Cell, FleetSnapshot } from './snapshot';

/**
 * The candidate of a rollback, and all that is to be seen before it is pushed: what goes back, and what else.
 * @throws PromotionError where there is nothing to roll back, or later changes stand against it
 */
export async function previewRollback(
  { plans, service }: ServiceObserver,
  { environment }: Cell,
  request: RollbackRequest,
  mirrored: Mirrored,
  snapshot: FleetSnapshot,
  signal: AbortSignal,
): Promise<ChangePreview> {
  const memory = plans.memoryOf(mirrored);
  const { branch } = environment;
  const plan = await planRollback(memory, { branch, head: mirrored.heads.get(branch), mode: request }, signal);
  const candidate = await buildRollback(memory, plan);
  const open = [...snapshot.edges.values()].filter(
    (edge) => edge.service.name === service.name && edge.to.name === environment.name,
  );
  return changePreview(
    candidate,
    mirrored,
    {
      kind: 'rollback',
      service: service.name,
      existing: open.flatMap(({ proposals }) => proposals.filter(({ pullRequest }) => pullRequest.state === 'open')),
      protectedTarget: environment.protected,
      collateral: plan.collateral,
      notes:
        plan.untouched.length > 0
          ? [`Stays as it is: ${plan.untouched.length} places that belong to the environment.`]
          : [],
    },
    signal,
  );
}
