import type { Edge } from '../../catalog/catalog';
import type { Instant } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { freezeGate } from './freeze';
import { verdictOf, type Gate, type GateVerdict } from './gate';
import type { GateFacts } from './gateFacts';
import { pipelineGate } from './pipeline';
import { reviewGate, type ReviewFacts } from './review';
import { soakGate } from './soak';

/**
 * Whether a commit may be promoted along an edge: the one place where it is decided. Pure, of what was observed.
 * @see docs/promotion.md, "Gates"
 */
export function gatesOf(
  edge: Edge,
  facts: GateFacts,
  review: ReviewFacts,
  commit: Sha | null,
  now: Instant,
): GateVerdict {
  const { checks, ...pipeline } = pipelineGate(edge, facts, commit);
  const gates: readonly Gate[] = [
    pipeline,
    ...soakGate(edge, facts, commit, now),
    ...freezeGate(edge, now),
    reviewGate(edge, review),
  ];
  return { commit, kind: verdictOf(gates), gates, checks };
}
