import * as vscode from 'vscode';
import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Clock } from '../../core/support/clock';
import { AttentionNode } from './attentionNode';
import { attentionHead } from './head';
import { attentionOf } from './model';
import { isDue } from '../train/need';
import { TrainGroup, TrainNode } from '../train/trainNode';
import type { TrainWatch } from '../train/trainWatch';

type AttentionRow = AttentionNode | TrainGroup | TrainNode;

/** Across all services what needs attention, from the snapshot alone. */
export class AttentionView implements vscode.TreeDataProvider<AttentionRow> {
  private snapshot: FleetSnapshot = { catalog: undefined, cells: new Map(), edges: new Map(), problems: [] };
  private readonly redraw = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.redraw.event;
  private readonly view: vscode.TreeView<AttentionRow>;
  private trains = new TrainGroup([], []);

  constructor(private readonly clock: Clock) {
    this.view = vscode.window.createTreeView('branchline.attention', { treeDataProvider: this });
  }

  get visible(): boolean {
    return this.view.visible;
  }

  get onDidChangeVisibility(): vscode.Event<vscode.TreeViewVisibilityChangeEvent> {
    return this.view.onDidChangeVisibility;
  }

  /** The head of the view says how much there is, as long as it is not folded; and whether that is all that there may be. */
  show(snapshot: FleetSnapshot): void {
    this.snapshot = snapshot;
    const due = this.trains.trains.filter(({ need }) => isDue(need)).length;
    const { description, message } = attentionHead(snapshot, this.nodes().length + due, this.clock.now());
    this.view.description = description;
    this.view.message = message;
    this.redraw.fire(undefined);
  }

  /** Release trains stand above all: several services wait for whoever goes on with one. */
  showTrains({ trains, unsearched, untold }: Pick<TrainWatch, 'trains' | 'unsearched' | 'untold'>): void {
    this.trains = new TrainGroup(trains, unsearched, untold);
    this.show(this.snapshot);
  }

  getTreeItem(node: AttentionRow): vscode.TreeItem {
    if (node instanceof TrainGroup) return node.item();
    return node instanceof TrainNode ? node.item(this.clock.now()) : node.item(this.snapshot, this.clock.now());
  }

  resolveTreeItem(item: vscode.TreeItem, node: AttentionRow): vscode.TreeItem {
    if (node instanceof TrainGroup) {
      if (node.unsearched.length > 0) item.tooltip = node.tooltip();
      return item;
    }
    item.tooltip = node instanceof TrainNode ? node.tooltip(this.clock.now()) : node.tooltip();
    return item;
  }

  getChildren(node?: AttentionRow): AttentionRow[] {
    if (node) return node instanceof TrainGroup ? node.children() : [];
    return this.trains.isThere ? [this.trains, ...this.nodes()] : this.nodes();
  }

  dispose(): void {
    this.view.dispose();
    this.redraw.dispose();
  }

  private nodes(): AttentionNode[] {
    return attentionOf(this.snapshot, this.clock.now()).map((one) => new AttentionNode(one));
  }
}
