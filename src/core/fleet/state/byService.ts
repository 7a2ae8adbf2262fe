import type { Cell, EdgeSnapshot, FleetSnapshot } from './snapshot';

/** What a snapshot holds of one service, in promotion order. */
export interface ServiceParts {
  readonly cells: readonly Cell[];
  readonly edges: readonly EdgeSnapshot[];
}

const nothing: ServiceParts = { cells: [], edges: [] };
const indices = new WeakMap<FleetSnapshot, ReadonlyMap<string, ServiceParts>>();

/** The cells and edges of one service. A snapshot is sorted once, so that a row costs as much in a fleet of thousands. */
export function partsOf(snapshot: FleetSnapshot, service: string): ServiceParts {
  let index = indices.get(snapshot);
  if (!index) {
    index = indexOf(snapshot);
    indices.set(snapshot, index);
  }
  return index.get(service) ?? nothing;
}

function indexOf({ cells, edges }: FleetSnapshot): ReadonlyMap<string, ServiceParts> {
  const index = new Map<string, { cells: Cell[]; edges: EdgeSnapshot[] }>();
  const of = (service: string) => {
    const known = index.get(service);
    if (known) return known;
    const fresh = { cells: [], edges: [] };
    index.set(service, fresh);
    return fresh;
  };
  for (const cell of cells.values()) of(cell.service.name).cells.push(cell);
  for (const edge of edges.values()) of(edge.service.name).edges.push(edge);
  return index;
}
