import type { Edge } from '../../catalog/catalog';
import type { Instant } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { cellId, type Cell, type CellId, type EdgeSnapshot } from '../snapshot';
import { freezeGate } from './freeze';
import { verdictOf, type Gate, type GateVerdict } from './gate';
import { pipelineGate } from './pipeline';
import { reviewGate, type ReviewFacts } from './review';
import { soakGate } from './soak';

/** What is known of the environment that is promoted from; of a command without a fleet only what it found out. */
export type GateFacts = Partial<Pick<Cell, 'pipeline' | 'originPipeline' | 'sameContent'>> &
  Partial<Pick<Cell, 'connection' | 'live' | 'health' | 'steadySince' | 'controller'>>;

/** The gates of an edge as the fleet knows it: of the commit that is planned, or else of the source's head. */
export function gatesOfEdge(
  { service, from, to, plan }: EdgeSnapshot,
  cells: ReadonlyMap<CellId, Cell>,
  now: Instant,
): GateVerdict | undefined {
  const edge = service.edges.find((one) => one.from === from.name && one.to === to.name);
  const source = cells.get(cellId(service.name, from.name));
  const { demands } = cells.get(cellId(service.name, to.name)) ?? {};
  const head = source?.head.kind === 'known' ? source.head.commit.sha : null;
  const commit = plan.kind === 'known' ? plan.plan.source.commit : head;
  return edge && gatesOf(edge, source ?? {}, { demands }, commit, now);
}

/**
 * Whether a commit may be promoted along an edge: the one place where it is decided. Pure, of what was observed.
 * @see research: promotion §3.11
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
