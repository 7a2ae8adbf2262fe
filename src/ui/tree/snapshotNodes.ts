import type { Cell, CellId, EdgeId, EdgeSnapshot, FleetProblem, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Clock, Instant } from '../../core/support/clock';
import type { Node, NodeSource } from './node';

const empty: FleetSnapshot = { catalog: undefined, cells: new Map(), edges: new Map(), problems: [] };

/** The snapshot that the tree shows, and its nodes by id. */
export class SnapshotNodes implements NodeSource {
  snapshot: FleetSnapshot = empty;
  private readonly nodes = new Map<string, Node>();

  constructor(private readonly clock: Clock) {}

  get now(): Instant {
    return this.clock.now();
  }

  cell(id: CellId): Cell | undefined {
    return this.snapshot.cells.get(id);
  }

  edge(id: EdgeId): EdgeSnapshot | undefined {
    return this.snapshot.edges.get(id);
  }

  trouble(service: string): FleetProblem | undefined {
    return this.snapshot.problems.find(({ subject }) => subject === service);
  }

  node<T extends Node>(id: string, make: () => T): T {
    const known = this.nodes.get(id);
    if (known) return known as T; // an id is made by one class only: it begins with that class's word
    const made = make();
    this.nodes.set(id, made);
    return made;
  }

  known(id: string): Node | undefined {
    return this.nodes.get(id);
  }
}
