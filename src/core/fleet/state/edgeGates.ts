import type { GateVerdict } from '../../change/gates/gate';
import type { ReviewFacts } from '../../change/gates/reviewFacts';
import { gatesOf } from '../../change/gates/verdict';
import type { Instant } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { cellId, type Cell, type CellId, type EdgeSnapshot } from './snapshot';

/**
 * The gates of an edge as the fleet knows it: of the commit that is planned, or else of the source's head.
 * @param of another commit, such as the one that was prepared, and what was read of how it lands
 */
export function gatesOfEdge(
  { service, from, to, plan }: EdgeSnapshot,
  cells: ReadonlyMap<CellId, Cell>,
  now: Instant,
  of?: { readonly commit: Sha | null; readonly review: ReviewFacts | undefined },
): GateVerdict | undefined {
  const edge = service.edges.find((one) => one.from === from.name && one.to === to.name);
  const source = cells.get(cellId(service.name, from.name));
  const { demands } = cells.get(cellId(service.name, to.name)) ?? {};
  const head = source?.head.kind === 'known' ? source.head.commit.sha : null;
  const planned = plan.kind === 'known' ? plan.plan.source.commit : head;
  return edge && gatesOf(edge, source ?? {}, of?.review ?? { demands }, of ? of.commit : planned, now);
}
