import * as vscode from 'vscode';
import type { CellId, FleetChange, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Clock } from '../../core/support/clock';
import { EnvironmentNode, problemNode, ServiceNode } from './groupNodes';
import type { Node } from './node';
import { SnapshotNodes } from './snapshotNodes';

export type Grouping = 'service' | 'environment';

/** Rows from the snapshot, and nothing else: it never fetches. */
export class FleetTree implements vscode.TreeDataProvider<Node> {
  private readonly tree: SnapshotNodes;
  private grouping: Grouping = 'service';
  private readonly redraw = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.redraw.event;

  constructor(clock: Clock) {
    this.tree = new SnapshotNodes(clock);
  }

  /** Shows the snapshot and redraws the smallest rows that changed. */
  show(change: Pick<FleetChange, 'snapshot' | 'cells' | 'edges' | 'shape'>): void {
    this.tree.snapshot = change.snapshot;
    if (change.shape) {
      this.redraw.fire(undefined);
      return;
    }
    const services = new Set<string>();
    for (const id of change.cells) services.add(id.slice(0, id.lastIndexOf('/')));
    for (const id of change.edges) services.add(id.slice(0, id.lastIndexOf('/')));
    for (const node of this.group === 'service' ? this.serviceRows(services) : this.cellRows(change)) {
      this.redraw.fire(node);
    }
  }

  get group(): Grouping {
    return this.grouping;
  }

  set group(grouping: Grouping) {
    this.grouping = grouping;
    this.redraw.fire(undefined);
  }

  get snapshot(): FleetSnapshot {
    return this.tree.snapshot;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.item();
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const tooltip = node.tooltip?.();
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  getChildren(node?: Node): Node[] {
    return [...(node ? node.children() : this.roots())];
  }

  /** The ages in the rows grow; called while somebody looks. */
  redrawAges(): void {
    this.redraw.fire(undefined);
  }

  /** The row of a cell in the present grouping. */
  nodeOf(cell: CellId): Node | undefined {
    const children = this.roots().flatMap((root) => [...root.children()]);
    return children.find(({ id }) => id === `cell:${this.grouping === 'service' ? 'environment' : 'service'}:${cell}`);
  }

  /** Needed to reveal a row. */
  getParent(node: Node): Node | undefined {
    return this.roots().find((root) => root.children().includes(node));
  }

  dispose(): void {
    this.redraw.dispose();
  }

  private roots(): readonly Node[] {
    const { catalog, problems } = this.tree.snapshot;
    if (!catalog) return [];
    // That of a service stands in its row.
    const services = new Set(catalog.services.map(({ name }) => name));
    const troubles = problems
      .filter(({ subject }) => !services.has(subject))
      .map((problem) => problemNode(problem, this.tree.now));
    if (this.grouping === 'service') return [...troubles, ...catalog.services.map(({ name }) => this.service(name))];
    const names = new Set(catalog.services.flatMap(({ environments }) => environments.map(({ name }) => name)));
    return [...troubles, ...[...names].map((name) => this.environment(name))];
  }

  private service(name: string): Node {
    return this.tree.node(`service:${name}`, () => new ServiceNode(this.tree, name));
  }

  private environment(name: string): Node {
    return this.tree.node(`environment:${name}`, () => new EnvironmentNode(this.tree, name));
  }

  private serviceRows(services: ReadonlySet<string>): readonly Node[] {
    return [...services].map((name) => this.service(name));
  }

  private cellRows({ cells, edges, snapshot }: Pick<FleetChange, 'cells' | 'edges' | 'snapshot'>): readonly Node[] {
    const sources = [...edges].flatMap((id) => {
      const edge = snapshot.edges.get(id);
      return edge ? [`${edge.service.name}/${edge.from.name}`] : [];
    });
    return [...new Set([...cells, ...sources])].flatMap((id) => this.tree.known(`cell:service:${id}`) ?? []);
  }
}
