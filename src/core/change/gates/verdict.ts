import type { Edge } from '../../catalog/catalog';
import type { Instant } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { verdictOf, type Gate, type GateVerdict } from './gate';
import type { GateFacts } from './gateFacts';
import { pipelineGate } from './pipeline';
import { reviewGate } from './review';
import type { ReviewFacts } from './reviewFacts';
import { rolloutGate } from './rollout';
import { soakGate } from './soak';
import { frozenAt } from '../../catalog/freeze';
import { instantText } from './times';

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
    ...rolloutGate(edge, facts, commit),
    ...soakGate(edge, facts, commit, now),
    ...freezeGate(edge, now),
    reviewGate(edge, review, now),
  ];
  return { commit, kind: verdictOf(gates), gates, checks };
}

/** Whether the catalog says that nothing is to be promoted now. */
export function freezeGate({ gates, to }: Edge, now: Instant): readonly Gate[] {
  if (!gates.freeze || gates.freeze.length === 0) return [];
  const about = { name: 'freeze', required: true } as const;
  const frozen = frozenAt(gates.freeze, now);
  if (!frozen) return [{ ...about, kind: 'passed', said: `No freeze of ${to} is on.` }];
  const { until, reason } = frozen;
  const why = reason === undefined ? '' : ` (${reason})`;
  return [{ ...about, kind: 'notPassed', said: `${to} is frozen until ${instantText(until)}${why}.`, until }];
}
