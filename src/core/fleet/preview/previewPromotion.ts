import { gatesOf } from '../../change/gates/verdict';
import type { PreparedChange } from '../../change/preparedChange';
import { preparePromotion, type PromotionWish } from '../../change/preparePromotion';
import type { RepositoryState } from '../observe/repositoryState';
import type { ServiceObserver } from '../observe/serviceObserver';
import type { Cell, EdgeSnapshot } from '../state/snapshot';

/**
 * The promotion along an edge, with all that the fleet knows of it: nothing is pushed.
 * @param source the cell that is promoted from: the gates are read there
 * @throws PromotionError where a person has to decide, or nothing is to be done
 */
export async function previewPromotion(
  observer: ServiceObserver,
  {
    edge,
    source,
    owner,
  }: { readonly edge: EdgeSnapshot; readonly source: Cell | undefined; readonly owner: Cell['owner'] },
  wish: PromotionWish,
  state: RepositoryState,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { plans, service } = observer;
  const { from, to } = edge;
  const prepared = await plans.plan(from.name, to.name, state, signal);
  const path = service.edges.find((one) => one.from === from.name && one.to === to.name);
  const existing = edge.proposals.filter(({ pullRequest }) => pullRequest.state === 'open');
  const own = existing.find(({ kind }) => kind === 'ours')?.pullRequest;
  const landing = await observer.landingRules(signal);
  const review = await observer.landingReview(to.branch, own, signal);
  const verdict = path && gatesOf(path, source ?? {}, review, prepared.plan.source.commit, observer.clock.now());
  const pipeline = source?.pipeline.kind === 'known' ? source.pipeline : undefined;
  return preparePromotion(
    observer.changeSetting(state),
    { prepared, wish, path, gates: { verdict, pipeline }, isShown: true },
    { environment: to.name, protectedTarget: to.protected, landing, existing, review, owner },
    signal,
  );
}
