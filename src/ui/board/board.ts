import * as vscode from 'vscode';
import type { EdgeId } from '../../core/fleet/state/snapshot';
import type { Disposable } from '../../core/support/disposable';
import { BoardPanel, boardType, type BoardSources } from './panel';

/** The board of the window: one tab at most. It is there again after the window was loaded anew. */
export class FleetBoard implements Disposable {
  private panel: BoardPanel | undefined;
  private readonly visibility = new vscode.EventEmitter<void>();
  readonly onDidChangeVisibility = this.visibility.event;
  private readonly revived: Disposable;

  constructor(private readonly sources: BoardSources) {
    this.revived = vscode.window.registerWebviewPanelSerializer(boardType, {
      deserializeWebviewPanel: (panel) => {
        // The person has opened it already: of two tabs nobody could tell which one is told what.
        if (this.panel) panel.dispose();
        else this.adopt(panel);
        return Promise.resolve();
      },
    });
  }

  get visible(): boolean {
    return this.panel?.visible ?? false;
  }

  open(): void {
    this.panel ??= this.create();
    this.panel.show();
  }

  /** Shows the table for promoting many, with these paths chosen. */
  choose(edges: readonly EdgeId[]): void {
    this.panel ??= this.create();
    this.panel.choose(edges);
  }

  dispose(): void {
    this.revived.dispose();
    this.panel?.dispose();
    this.visibility.dispose();
  }

  private create(): BoardPanel {
    closeLeftOver();
    const title = vscode.l10n.t('Fleet Board');
    return this.adopt(vscode.window.createWebviewPanel(boardType, title, vscode.ViewColumn.Active));
  }

  private adopt(panel: vscode.WebviewPanel): BoardPanel {
    const board = new BoardPanel(panel, this.sources);
    panel.iconPath = new vscode.ThemeIcon('table');
    panel.onDidChangeViewState(() => this.visibility.fire());
    panel.onDidDispose(() => {
      board.dispose();
      if (this.panel === board) this.panel = undefined;
      this.visibility.fire();
    });
    this.panel = board;
    this.visibility.fire();
    return board;
  }
}

/** A tab of the last session that was not shown since has no page, and nobody to tell it anything: it makes room. */
function closeLeftOver(): void {
  const left = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(boardType));
  if (left.length > 0) void vscode.window.tabGroups.close(left);
}
