import * as vscode from 'vscode';
import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Clock } from '../../core/support/clock';
import { AttentionNode } from './attentionNode';
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

  /** The head of the view says how much there is, as long as it is not folded. */
  show(snapshot: FleetSnapshot): void {
    this.snapshot = snapshot;
    const count = this.nodes().length;
    this.view.description = snapshot.catalog ? String(count) : '';
    const isCalm = snapshot.catalog !== undefined && count === 0;
    this.view.message = isCalm ? vscode.l10n.t('Nothing needs attention, as far as is known.') : '';
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
