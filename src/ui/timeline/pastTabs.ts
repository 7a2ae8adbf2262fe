import * as vscode from 'vscode';
import { cellId, type CellId } from '../../core/fleet/state/snapshot';
import type { Mark } from '../../core/bisect/search';
import type { Disposable } from '../../core/support/disposable';
import type { Instant } from '../../core/support/clock';
import type { Sha } from '../../core/support/sha';
import { Answers } from '../bisect/answers';
import { BisectTab } from '../bisect/bisectTab';
import type { PastSources } from './sources';
import { ThenTab } from './thenTab';
import { TimelineTab } from './timelineTab';

/** What somebody says of a deployment as they ask what broke it. */
export interface SaidBefore {
  readonly commit: Sha;
  readonly mark: Mark;
}

/** The tabs of the past: one with the timeline, one with the fleet as it was, and one that looks for what broke something. */
export class PastTabs implements Disposable {
  private timeline: TimelineTab | undefined;
  private then: ThenTab | undefined;
  private bisect: BisectTab | undefined;
  /** What was said outlives the tab. */
  private readonly answers = new Map<CellId, Answers>();

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

  /** Goes on with the search of an environment, or begins it. */
  showBisect(service: string, environment: string, said?: SaidBefore): void {
    const cell = cellId(service, environment);
    const answers = this.answers.get(cell) ?? new Answers();
    this.answers.set(cell, answers);
    if (said) answers.answer(said.commit, said.mark);
    const place = { service, environment, answers };
    if (this.bisect) {
      this.bisect.turnTo(place);
      return;
    }
    const panel = this.panel(vscode.l10n.t('Which deployment broke it?'), 'search-fuzzy');
    const tab = new BisectTab(panel, this.sources, place);
    this.bisect = tab;
    panel.onDidDispose(() => {
      tab.dispose();
      if (this.bisect === tab) this.bisect = undefined;
    });
  }

  dispose(): void {
    this.timeline?.dispose();
    this.then?.dispose();
    this.bisect?.dispose();
  }

  private panel(title: string, icon: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('branchline.timeline', title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
    });
    panel.iconPath = new vscode.ThemeIcon(icon);
    return panel;
  }
}
