import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Disposable } from '../../core/support/disposable';
import { titleOf } from '../preview/title';
import type { DecisionSource } from './decider';
import { DecisionPanel, type PanelSources } from './panel';

/** The open pages: one a change that is called the same, so that asking again shows the same tab, on what is there now. */
export class Decisions implements Disposable {
  private readonly open = new Map<string, DecisionPanel>();
  private readonly tabs = new Set<vscode.WebviewPanel>();

  constructor(private readonly sources: PanelSources) {}

  /** Shows what would happen, with the buttons that decide on it. Nothing is pushed before a person pressed one. */
  show(source: DecisionSource): void {
    this.showAs(titleOf(source.change), source);
  }

  /** Shows a change that is decided on elsewhere: its page has nothing to say yes to. */
  look(change: PreparedChange): void {
    this.showAs(vscode.l10n.t('Look: {title}', { title: titleOf(change) }), { change });
  }

  private showAs(title: string, source: DecisionSource): void {
    const known = this.open.get(title);
    if (known) {
      known.show(source);
      return;
    }
    const tab = vscode.window.createWebviewPanel('branchline.decision', title, vscode.ViewColumn.Active, {
      // Whoever looks at the diffs comes back to where they were.
      retainContextWhenHidden: true,
      enableFindWidget: true,
    });
    tab.iconPath = new vscode.ThemeIcon('git-pull-request');
    const page = new DecisionPanel(tab, this.sources, source);
    this.open.set(title, page);
    this.tabs.add(tab);
    tab.onDidDispose(() => {
      page.dispose();
      this.open.delete(title);
      this.tabs.delete(tab);
    });
  }

  dispose(): void {
    for (const tab of [...this.tabs]) tab.dispose();
  }
}
