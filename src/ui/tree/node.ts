import type { MarkdownString, TreeItem } from 'vscode';
import type { Cell, CellId, EdgeId, EdgeSnapshot, FleetProblem, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';

/**
 * One row. A node knows who it is, not what it says: it reads the snapshot when it is drawn, so nothing on screen can
 * be stale on its own, and the same node object serves every redraw.
 */
export interface Node {
  /** Stable over refreshes; the editor keeps expansion and selection by it. */
  readonly id: string;
  /** The row. Cheap: no tooltip. */
  item(): TreeItem;
  /** Made when the pointer rests on the row. */
  tooltip?(): MarkdownString;
  children(): readonly Node[];
}

/** What nodes read. */
export interface NodeSource {
  readonly snapshot: FleetSnapshot;
  readonly now: Instant;
  cell(id: CellId): Cell | undefined;
  edge(id: EdgeId): EdgeSnapshot | undefined;
  /** Why a service could not be looked at the last time. */
  trouble(service: string): FleetProblem | undefined;
  /** The node of that id; made once. */
  node<T extends Node>(id: string, make: () => T): T;
}
