import type { GateVerdict } from '../../change/gates/gate';
import { gatesOf } from '../../change/gates/verdict';
import type { Instant } from '../../support/clock';
import { cellId, type Cell, type CellId, type EdgeSnapshot } from './snapshot';

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
