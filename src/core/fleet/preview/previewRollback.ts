import type { PreparedChange } from '../../change/preparedChange';
import { prepareRollback } from '../../change/prepareRollback';
import type { RepositoryState } from '../observe/repositoryState';
import { planRollback } from '../../promotion/rollback/rollback';
import type { RollbackWish } from '../fleet';
import type { ServiceObserver } from '../observe/serviceObserver';
import type { Cell, FleetSnapshot } from '../state/snapshot';

/**
 * The rollback of a cell's branch, with all that the fleet knows of it: nothing is pushed.
 * @throws PromotionError where there is nothing to roll back, or later changes stand against it
 */
export async function previewRollback(
  observer: ServiceObserver,
  { environment, proposals: towards = [] }: Cell,
  { stopAutomation, meant, reason, ...mode }: RollbackWish,
  state: RepositoryState,
  snapshot: FleetSnapshot,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { branch } = environment;
  const setting = observer.changeSetting(state);
  const request = {
    branch,
    head: state.heads.get(branch),
    mode,
    upstream: observer.plans.upstreamOf(environment.name, state),
    ...(stopAutomation ? { stopAutomation } : {}),
    ...(meant === undefined ? {} : { meant }),
    ...(reason === undefined ? {} : { reason }),
  };
  const plan = await planRollback(setting.memory, request, signal);
  const onEdges = [...snapshot.edges.values()]
    .filter((edge) => edge.service.name === setting.service && edge.to.name === environment.name)
    .flatMap(({ proposals }) => proposals);
  const target = {
    environment: environment.name,
    protectedTarget: environment.protected,
    existing: [...towards, ...onEdges].filter(({ pullRequest }) => pullRequest.state === 'open'),
    landing: await observer.landingRules(signal),
    review: await observer.landingReview(branch, undefined, signal),
  };
  return prepareRollback(setting, plan, target, signal);
}
