import type { Mirrored } from '../git/mirror';
import { buildPromotion } from '../promotion/candidate';
import { changePreview } from './changePreview';
import type { ChangePreview } from './fleet';
import { gateOf } from './gate';
import type { ServiceObserver } from './serviceObserver';
import type { Cell, EdgeSnapshot } from './snapshot';

export interface PromotionPreviewRequest {
  readonly edge: EdgeSnapshot;
  /** The cell that is promoted from: its pipeline is the gate. */
  readonly source: Cell | undefined;
  readonly includeReintroduced: boolean;
}

/**
 * The candidate of a promotion along an edge, and all that is to be seen before it is pushed.
 * @throws PromotionError where a person has to decide, or nothing is to be done
 */
export async function previewPromotion(
  { plans, service }: ServiceObserver,
  { edge, source, includeReintroduced }: PromotionPreviewRequest,
  mirrored: Mirrored,
  signal: AbortSignal,
): Promise<ChangePreview> {
  const prepared = await plans.plan(edge.from.name, edge.to.name, mirrored, signal);
  const candidate = await buildPromotion(plans.memoryOf(mirrored), prepared, {
    items: { kind: 'all' },
    reintroduced: includeReintroduced ? 'include' : 'refuse',
  });
  const path = service.edges.find(({ from, to }) => from === edge.from.name && to === edge.to.name);
  return changePreview(
    candidate,
    mirrored,
    {
      kind: 'promotion',
      service: service.name,
      plan: prepared.plan,
      existing: edge.proposals.filter(({ pullRequest }) => pullRequest.state === 'open'),
      protectedTarget: edge.to.protected,
      collateral: [],
      ...(path ? { gate: gateOf(path, source, prepared.plan.source.commit) } : {}),
      notes: [],
    },
    signal,
  );
}
