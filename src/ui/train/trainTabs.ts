import * as vscode from 'vscode';
import type { Disposable } from '../../core/support/disposable';
import type { NamedTrain, TrainWish } from './trainCalls';
import { TrainTab, type TrainSources } from './trainTab';

/** The tabs of release trains: one a train, and one for each that is being prepared. */
export class TrainTabs implements Disposable {
  private readonly tabs = new Set<TrainTab>();

  constructor(private readonly sources: TrainSources) {}

  /** Shows the preview of all that would go together; nothing is opened before a person says so there. */
  prepare(wish: TrainWish): void {
    this.open(wish, undefined);
  }

  show(train: NamedTrain): void {
    const there = [...this.tabs].find(({ id }) => id === train.id);
    if (there) there.reveal();
    else this.open(undefined, train);
  }

  dispose(): void {
    for (const tab of this.tabs) tab.dispose();
  }

  private open(wish: TrainWish | undefined, train: NamedTrain | undefined): void {
    const title = vscode.l10n.t('Release Train');
    const panel = vscode.window.createWebviewPanel('branchline.train', title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
    });
    panel.iconPath = new vscode.ThemeIcon('rocket');
    const tab = new TrainTab(panel, this.sources, wish, train);
    this.tabs.add(tab);
    panel.onDidDispose(() => {
      tab.dispose();
      this.tabs.delete(tab);
    });
  }
}
