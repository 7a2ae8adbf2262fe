import type { ExtensionContext, LogOutputChannel, TreeView } from 'vscode';
import type { StatusBarModel } from './statusBar/model';
import type { FleetTree } from './tree/fleetTree';
import type { Node } from './tree/node';

/** What stands in the window before anything was read. */
export interface Shell {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly tree: FleetTree;
  readonly treeView: TreeView<Node>;
  readonly statusBar: { show(model: StatusBarModel): void };
}
