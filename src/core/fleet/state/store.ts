import type { Catalog, Service } from '../../catalog/catalog';
import { isDeepStrictEqual } from 'node:util';
import type { RelayStatus } from '../../relay/subscribe/subscriber';
import type { Disposable } from '../../support/disposable';
import { Emitter } from '../../support/emitter';
import { emptyCell, emptyEdge } from './empty';
import { lookedAtEvery } from './seldom';
import {
  cellId,
  edgeId,
  type Cell,
  type CellId,
  type EdgeId,
  type EdgeSnapshot,
  type FleetChange,
  type FleetProblem,
  type FleetSnapshot,
} from './snapshot';

/** What an observer may say of a cell or an edge; who they are is fixed by the catalog. */
export type CellFacts = Partial<Omit<Cell, 'id' | 'service' | 'environment'>>;
export type EdgeFacts = Partial<Omit<EdgeSnapshot, 'id' | 'service' | 'from' | 'to'>>;

const aliveToldMs = 10_000;

/**
 * Holds the one snapshot of the fleet. Observers say facts; views hear which cells changed. Facts said in the same
 * turn are told together, so that a sweep over a thousand cells is one redraw.
 */
export class FleetStore implements Disposable {
  private current: FleetSnapshot = { catalog: undefined, cells: new Map(), edges: new Map(), problems: [] };
  private catalog: Catalog | undefined;
  private cells = new Map<CellId, Cell>();
  private edges = new Map<EdgeId, EdgeSnapshot>();
  /** By service: each look asks for its own several times, of thousands. */
  private edgesOf = new Map<string, EdgeId[]>();
  private readonly problems = new Map<string, FleetProblem>();
  private readonly seldom = new Map<string, number>();
  private relay: RelayStatus | undefined;
  private changedCells = new Set<CellId>();
  private changedEdges = new Set<EdgeId>();
  private shapeChanged = false;
  private telling: NodeJS.Timeout | undefined;
  private readonly changes = new Emitter<FleetChange>();

  /** Fires at most once in `coalesceMs`, with all that changed since. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly coalesceMs = 16) {}

  /** As last told. Facts said since are on their way. */
  get snapshot(): FleetSnapshot {
    return this.current;
  }

  /** With facts that are said and not yet told. For observers; views read the snapshot. */
  latestCell(id: CellId): Cell | undefined {
    return this.cells.get(id);
  }

  latestEdge(id: EdgeId): EdgeSnapshot | undefined {
    return this.edges.get(id);
  }

  latestEdges(service: string): readonly EdgeSnapshot[] {
    return (this.edgesOf.get(service) ?? []).flatMap((id) => this.edges.get(id) ?? []);
  }

  /** Takes a new catalog: known cells keep their facts where service, environment and target are still the same. */
  setCatalog(catalog: Catalog): void {
    const cells = new Map<CellId, Cell>();
    const edges = new Map<EdgeId, EdgeSnapshot>();
    const edgesOf = new Map<string, EdgeId[]>();
    for (const service of catalog.services) {
      for (const environment of service.environments) {
        const id = cellId(service.name, environment.name);
        const known = this.cells.get(id);
        const kept = known && samePlace(known, service.repository, environment) ? known : emptyCell(id);
        cells.set(id, { ...kept, id, service, environment });
      }
      for (const { from, to } of service.edges) {
        const source = service.environments.find(({ name }) => name === from);
        const target = service.environments.find(({ name }) => name === to);
        if (!source || !target) continue;
        const id = edgeId(service.name, from, to);
        const known = this.edges.get(id);
        const kept = known && samePlace(known, service.repository) ? known : emptyEdge();
        edges.set(id, { ...kept, id, service, from: source, to: target });
        edgesOf.set(service.name, [...(edgesOf.get(service.name) ?? []), id]);
      }
    }
    this.cells = cells;
    this.edges = edges;
    this.edgesOf = edgesOf;
    this.catalog = catalog;
    this.shapeChanged = true;
    this.fire();
  }

  /** Says facts of a cell; said of a cell that the catalog no longer has, they are dropped. */
  updateCell(id: CellId, facts: CellFacts): void {
    const cell = this.cells.get(id);
    if (!cell) return;
    this.cells.set(id, { ...cell, ...lookedAtEvery(facts, this.seldom.get(cell.service.name)) });
    this.changedCells.add(id);
    this.tell();
  }

  updateEdge(id: EdgeId, facts: EdgeFacts): void {
    const edge = this.edges.get(id);
    if (!edge) return;
    this.edges.set(id, { ...edge, ...lookedAtEvery(facts, this.seldom.get(edge.service.name)) });
    this.changedEdges.add(id);
    this.tell();
  }

  /** Says facts of an edge that nobody has observed yet. */
  updateUntouchedEdge(id: EdgeId, facts: EdgeFacts): void {
    const edge = this.edges.get(id);
    if (edge?.plan.kind === 'unknown' && edge.plan.reason === 'pending') this.updateEdge(id, facts);
  }

  /** Says how often a service is looked at; nothing: as often as usual. What is known of it grows stale by that. */
  setLookedAtEvery({ name, environments, edges }: Service, everyMs: number | undefined): void {
    if (this.seldom.get(name) === everyMs) return;
    if (everyMs === undefined) this.seldom.delete(name);
    else this.seldom.set(name, everyMs);
    for (const environment of environments) {
      const cell = this.latestCell(cellId(name, environment.name));
      if (cell) this.updateCell(cell.id, cell);
    }
    for (const { from, to } of edges) {
      const edge = this.latestEdge(edgeId(name, from, to));
      if (edge) this.updateEdge(edge.id, edge);
    }
  }

  /** Says how the relay stands. That it still lives is told now and then. */
  setRelay(relay: RelayStatus | undefined): void {
    const before = this.relay;
    const isOnlyAlive =
      relay?.kind === 'live' && before?.kind === 'live' && relay.heardAt - before.heardAt < aliveToldMs;
    if (isDeepStrictEqual(isOnlyAlive ? { ...relay, heardAt: before.heardAt } : relay, before)) return;
    this.relay = relay;
    this.tell();
  }

  /** Says or withdraws the trouble of one subject. */
  setProblem(subject: string, problem: FleetProblem | undefined): void {
    const known = this.problems.get(subject);
    if (!problem && !known) return;
    if (problem) this.problems.set(subject, problem);
    else this.problems.delete(subject);
    this.shapeChanged = true;
    this.tell();
  }

  /** Tells at once what was said, for whoever reads the snapshot next. */
  flush(): void {
    if (this.telling) this.fire();
  }

  dispose(): void {
    clearTimeout(this.telling);
    this.changes.dispose();
  }

  private tell(): void {
    this.telling ??= setTimeout(() => this.fire(), this.coalesceMs);
  }

  private fire(): void {
    clearTimeout(this.telling);
    this.telling = undefined;
    this.current = {
      catalog: this.catalog,
      cells: new Map(this.cells),
      edges: new Map(this.edges),
      problems: [...this.problems.values()],
      ...(this.relay ? { relay: this.relay } : {}),
    };
    const change: FleetChange = {
      snapshot: this.current,
      cells: this.changedCells,
      edges: this.changedEdges,
      shape: this.shapeChanged,
    };
    this.changedCells = new Set();
    this.changedEdges = new Set();
    this.shapeChanged = false;
    this.changes.fire(change);
  }
}

function samePlace(known: Cell | EdgeSnapshot, repository: string, environment?: Cell['environment']): boolean {
  if (known.service.repository !== repository) return false;
  if (!environment || !('environment' in known)) return true;
  return (
    known.environment.branch === environment.branch &&
    JSON.stringify(known.environment.cluster) === JSON.stringify(environment.cluster)
  );
}
