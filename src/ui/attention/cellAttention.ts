import type { Cell } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';
import { placeAtCell, proposalBranches } from '../tree/proposalNode';
import type { Aspect } from '../words/aspect';
import { asSeen, isDrifted, isFailing, isUnhealthy } from '../words/cell';
import { driftAspect, healthAspect, isPartlyUnknown } from '../words/cluster';
import { pipelineAspect } from '../words/pipeline';
import { proposalAspect } from '../words/proposal';
import type { Attention, AttentionKind } from './kinds';
import { earliest, isSeenLongAgo, staleOnes } from './stale';

/**
 * What asks for a person in one environment of a service.
 *
 * @param isTroubled the service could not be looked at: what its forge said is of before
 */
export function cellAttention(cell: Cell, isTroubled: boolean, now: Instant): readonly Attention[] {
  const { id, service, environment, pipeline, health, drift, connection } = cell;
  const at = (kind: AttentionKind, aspect: Aspect, isOld: boolean, since?: Instant): Attention => ({
    ...{ id: `${kind}:${id}`, kind, service: service.name, where: environment.name, isOld, target: { cell: id } },
    look: asSeen(aspect, { old: isOld }),
    ...(since === undefined ? {} : { since }),
  });
  const failed = pipeline.kind === 'known' ? pipeline.contexts.filter(({ verdict }) => isBad(verdict)) : [];
  const fields = drift.kind === 'known' ? drift.report.objects.flatMap((object) => object.fields) : [];
  const isOld = {
    pipeline: isTroubled || isSeenLongAgo(pipeline, now),
    health: connection.kind !== 'live' || isSeenLongAgo(health, now),
    drift: connection.kind !== 'live' || isSeenLongAgo(drift, now),
    proposals: isTroubled || isSeenLongAgo(cell.head, now),
  };
  const failing = earliest(failed.map(({ updatedAt }) => updatedAt));
  const drifted = earliest(fields.map(({ since }) => since));
  return [
    ...(isFailing(cell) ? [at('failing', pipelineAspect(pipeline), isOld.pipeline, failing)] : []),
    // What does not run because its pipeline failed is said once.
    ...(isUnhealthy(cell) && !isFailing(cell) ? [at('unhealthy', healthAspect(health), isOld.health)] : []),
    ...(isDrifted(cell) ? [at('drifted', driftAspect(drift), isOld.drift, drifted)] : []),
    ...(isPartlyUnknown(drift) && !isDrifted(cell) ? [at('uncompared', driftAspect(drift), isOld.drift)] : []),
    ...staleOnes(cell.proposals ?? []).map((proposal): Attention => {
      const { number, updatedAt } = proposal.pullRequest;
      const aspect = proposalAspect(proposal, proposalBranches(placeAtCell(cell), proposal));
      const row = at('stale', aspect, isOld.proposals, earliest([updatedAt]));
      return { ...row, id: `stale:${id}#${number}`, number };
    }),
  ];
}

function isBad(verdict: string): boolean {
  return verdict === 'failure' || verdict === 'error';
}
