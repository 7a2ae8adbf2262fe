import * as vscode from 'vscode';
import type { Disposable } from '../../core/support/disposable';
import type { Instant } from '../../core/support/clock';
import type { PastSources } from './sources';
import { ThenTab } from './thenTab';
import { TimelineTab } from './timelineTab';

/** The tabs of the past: one with the timeline, and one with the fleet as it was. */
export class PastTabs implements Disposable {
  private timeline: TimelineTab | undefined;
  private then: ThenTab | undefined;

  constructor(private readonly sources: PastSources) {}

  /** @param service empty for all */
  showTimeline(service: string): void {
    if (this.timeline) {
      this.timeline.turnTo(service);
      return;
    }
    const panel = this.panel(vscode.l10n.t('Timeline'), 'graph-line');
    const tab = new TimelineTab(panel, this.sources, { range: 'month', environment: '', service });
    this.timeline = tab;
    panel.onDidDispose(() => {
      tab.dispose();
      if (this.timeline === tab) this.timeline = undefined;
    });
  }

  showThen(at: Instant): void {
    if (this.then) {
      this.then.turnTo(at);
      return;
    }
    const panel = this.panel(vscode.l10n.t('The past'), 'history');
    const tab = new ThenTab(panel, this.sources, at);
    this.then = tab;
    panel.onDidDispose(() => {
      tab.dispose();
      if (this.then === tab) this.then = undefined;
    });
  }

  dispose(): void {
    this.timeline?.dispose();
    this.then?.dispose();
  }

  private panel(title: string, icon: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('branchline.timeline', title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
    });
    panel.iconPath = new vscode.ThemeIcon(icon);
    return panel;
  }
}
