import { prepareBackflow } from '../../change/prepareBackflow';
import type { PreparedChange } from '../../change/preparedChange';
import type { RepositoryState } from '../observe/repositoryState';
import { planBackflow } from '../../promotion/backflow/planBackflow';
import type { Sha } from '../../support/sha';
import type { ServiceObserver } from '../observe/serviceObserver';
import { cellId, type EdgeSnapshot, type FleetSnapshot } from '../state/snapshot';

/**
 * What bringing the target's own content to the first environment would do: nothing is pushed.
 * @throws PromotionError where there is nothing to bring back, or the first environment changed it differently
 */
export async function previewBackflow(
  observer: ServiceObserver,
  { from, to }: EdgeSnapshot,
  { kind, commit }: { readonly kind: 'hotfix' | 'rolledBack'; readonly commit?: Sha },
  state: RepositoryState,
  snapshot: FleetSnapshot,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { plans, service } = observer;
  const setting = observer.changeSetting(state);
  const { plan } = await plans.plan(from.name, to.name, state, signal);
  const first = plans.firstOf(from.name);
  const branch = plans.branchOf(first);
  const into = { branch, head: state.heads.get(branch) };
  const request = { kind, plan, into, ...(commit === undefined ? {} : { commit }) };
  const backflow = await planBackflow(setting.memory, request);
  const target = {
    environment: first,
    protectedTarget: service.environments.some((environment) => environment.name === first && environment.protected),
    existing: snapshot.cells.get(cellId(service.name, first))?.proposals ?? [],
    landing: await observer.landingRules(signal),
    review: await observer.landingReview(branch, undefined, signal),
  };
  return prepareBackflow(setting, backflow, target, signal);
}
