import { gatesOfEdge } from '../../core/fleet/state/edgeGates';
import { cellId, type EdgeSnapshot, type FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Plan } from '../../core/promotion/plan';
import type { Instant } from '../../core/support/clock';
import { placeOnEdge, proposalBranches } from '../tree/proposalNode';
import type { Aspect } from '../words/aspect';
import { asSeen } from '../words/cell';
import { isUnjudged, promotionAspect } from '../words/promotion';
import { proposalAspect } from '../words/proposal';
import type { Attention, AttentionKind } from './kinds';
import { earliest, isSeenLongAgo, staleOnes } from './stale';

/** What asks for a person on one way between environments. @param isTroubled as in `cellAttention` */
export function edgeAttention(
  edge: EdgeSnapshot,
  cells: FleetSnapshot['cells'],
  isTroubled: boolean,
  now: Instant,
): readonly Attention[] {
  const { id, service, from, to, plan, pullRequests } = edge;
  const where = `${from.name} → ${to.name}`;
  const at = (kind: AttentionKind, aspect: Aspect, isOld: boolean, since?: Instant): Attention => ({
    ...{ id: `${kind}:${id}`, kind, service: service.name, where, isOld, target: { edge: id } },
    look: asSeen(aspect, { old: isOld }),
    ...(since === undefined ? {} : { since }),
  });
  const isOld = isTroubled || isSeenLongAgo(plan, now);
  const stale = staleOnes(edge.proposals).map((proposal): Attention => {
    const { number, updatedAt } = proposal.pullRequest;
    const aspect = proposalAspect(proposal, proposalBranches(placeOnEdge(edge), proposal));
    const row = at('stale', aspect, isTroubled || isSeenLongAgo(pullRequests, now), earliest([updatedAt]));
    return { ...row, id: `stale:${id}#${number}`, number };
  });
  const look = promotionAspect(plan);
  if (plan.kind === 'unknown') return [...(isUnjudged(edge) ? [at('unjudged', look, isOld)] : []), ...stale];
  const waits = earliest(plan.plan.commits.map(({ time }) => time));
  const hotfix = earliest(plan.plan.hotfixes.map(({ time }) => time));
  return [
    ...(plan.plan.brokenRollback ? [at('brokenRollback', look, isOld)] : []),
    ...stateAttention(plan.plan).map((kind) => at(kind, look, isOld, kind === 'hotfix' ? hotfix : waits)),
    ...(!isOld && isReady(edge, cells, now) ? [at('ready', look, isOld, waits)] : []),
    ...stale,
  ];
}

function stateAttention({ state }: Plan): readonly AttentionKind[] {
  switch (state) {
    case 'conflict':
      return ['conflict'];
    case 'unknownBaseline':
      return ['unknownBaseline'];
    case 'pendingReintroducesRollback':
      return ['hold'];
    case 'downstreamOnly':
    case 'diverged':
      return ['hotfix'];
    case 'inSync':
    case 'pending':
    case 'branchMissing':
      return [];
  }
}

/** Something waits, every gate that is required has passed, and it is known that nobody has opened it: as it is now. */
function isReady(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: Instant): boolean {
  const { plan, pullRequests, service, from } = edge;
  if (plan.kind === 'unknown' || plan.plan.brokenRollback) return false;
  if (plan.plan.state !== 'pending' && plan.plan.state !== 'diverged') return false;
  if (pullRequests.kind === 'unknown' || pullRequests.open.length > 0 || isSeenLongAgo(pullRequests, now)) return false;
  const source = cells.get(cellId(service.name, from.name));
  if (source && isSeenLongAgo(source.pipeline, now)) return false;
  return gatesOfEdge(edge, cells, now)?.kind === 'passed';
}
