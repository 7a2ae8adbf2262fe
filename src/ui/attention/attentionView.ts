import * as vscode from 'vscode';
import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Clock } from '../../core/support/clock';
import { AttentionNode } from './attentionNode';
import { attentionHead } from './head';
import { attentionOf } from './model';

/** Across all services what needs attention, from the snapshot alone. */
export class AttentionView implements vscode.TreeDataProvider<AttentionNode> {
  private snapshot: FleetSnapshot = { catalog: undefined, cells: new Map(), edges: new Map(), problems: [] };
  private readonly redraw = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.redraw.event;
  private readonly view: vscode.TreeView<AttentionNode>;

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
    const { description, message } = attentionHead(snapshot, this.nodes().length, this.clock.now());
    this.view.description = description;
    this.view.message = message;
    this.redraw.fire(undefined);
  }

  getTreeItem(node: AttentionNode): vscode.TreeItem {
    return node.item(this.snapshot, this.clock.now());
  }

  resolveTreeItem(item: vscode.TreeItem, node: AttentionNode): vscode.TreeItem {
    item.tooltip = node.tooltip();
    return item;
  }

  getChildren(node?: AttentionNode): AttentionNode[] {
    return node ? [] : this.nodes();
  }

  dispose(): void {
    this.view.dispose();
    this.redraw.dispose();
  }

  private nodes(): AttentionNode[] {
    return attentionOf(this.snapshot, this.clock.now()).map((one) => new AttentionNode(one));
  }
}
