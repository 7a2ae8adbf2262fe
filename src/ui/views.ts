import * as vscode from 'vscode';
import type { Fleet } from '../core/fleet/fleet';
import type { FleetSnapshot } from '../core/fleet/state/snapshot';
import type { Clock } from '../core/support/clock';
import { DisposableStore, every, type Disposable } from '../core/support/disposable';
import { AttentionView } from './attention/attentionView';
import type { FleetBoard } from './board/board';
import type { WorkspaceFolders } from './app';
import { cellOfFile, cellOfRow } from './history/follow';
import type { HistoryView } from './history/historyView';
import { settings } from './settings';
import type { Shell } from './shell';
import { statusBarModel } from './statusBar/model';
import { lookedAtEveryMs } from '../core/fleet/state/lookedAt';
import type { Grouping } from './tree/fleetTree';
import { badgeOf } from './tree/badge';
import { dueTrains } from './train/dueTrains';
import type { TrainWatch } from './train/trainWatch';

const groupingKey = 'branchline.grouping';
/** Ages in rows and in the status bar grow by themselves. */
const redrawAgesMs = 30_000;

/** What else of the window shows the fleet. */
interface ShownBeside {
  readonly board: FleetBoard;
  readonly history: HistoryView;
  readonly trains: Pick<TrainWatch, 'trains' | 'unsearched' | 'untold' | 'onDidChange'>;
}

/** Brings each change of the fleet to the tree, its badge and the status bar; tells the fleet who looks. */
export class FleetViews implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly attention: AttentionView;

  constructor(
    private readonly shell: Shell,
    private readonly fleet: Fleet,
    private readonly shown: ShownBeside,
    private readonly folders: WorkspaceFolders,
    private readonly clock: Clock,
  ) {
    this.attention = this.owned.add(new AttentionView(clock));
    const { treeView, tree, context } = shell;
    const { board, history, trains } = shown;
    void this.setGrouping(context.workspaceState.get<Grouping>(groupingKey) ?? 'service');
    this.owned.add(
      fleet.onDidChange((change) => {
        tree.show(change);
        this.draw(change.snapshot);
        this.attention.show(change.snapshot);
        history.update(change.snapshot);
        if (change.shape && history.shows === undefined) void this.followFile(openFile());
      }),
    );
    this.owned.add(
      trains.onDidChange(() => {
        this.attention.showTrains(trains);
        this.draw(fleet.snapshot);
      }),
    );
    this.owned.add(treeView.onDidChangeVisibility(() => this.tellAttention()));
    this.owned.add(this.attention.onDidChangeVisibility(() => this.tellAttention()));
    this.owned.add(history.onDidChangeVisibility(() => this.tellAttention()));
    this.owned.add(board.onDidChangeVisibility(() => this.tellAttention()));
    this.owned.add(vscode.window.onDidChangeWindowState(() => this.tellAttention()));
    this.owned.add(
      treeView.onDidChangeSelection(({ selection: [row] }) => {
        const cell = cellOfRow(row, fleet.snapshot);
        if (cell !== undefined) history.follow(cell);
      }),
    );
    this.owned.add(vscode.window.onDidChangeActiveTextEditor((editor) => void this.followFile(editor?.document.uri)));
    void this.followFile(openFile());
    this.owned.add(
      every(redrawAgesMs, () => {
        if (treeView.visible) tree.redrawAges();
        this.draw(fleet.snapshot);
        this.attention.show(fleet.snapshot);
      }),
    );
    this.tellAttention();
  }

  async setGrouping(grouping: Grouping): Promise<void> {
    this.shell.tree.group = grouping;
    await this.shell.context.workspaceState.update(groupingKey, grouping);
    await vscode.commands.executeCommand('setContext', groupingKey, grouping);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private draw(snapshot: FleetSnapshot): void {
    const watch = settings.watchedEnvironments();
    const trains = dueTrains(this.shown.trains.trains);
    const options = { watch, trains, now: this.clock.now(), intervalMs: lookedAtEveryMs };
    this.shell.statusBar.show(statusBarModel(snapshot, options));
    this.shell.treeView.badge = badgeOf(snapshot);
    this.shell.treeView.description = snapshot.relay?.kind === 'away' ? vscode.l10n.t('the relay is away') : '';
  }

  private async followFile(uri: vscode.Uri | undefined): Promise<void> {
    const file = uri && (await this.folders.fileOf(uri));
    const cell = cellOfFile(file, this.fleet.snapshot);
    if (cell !== undefined) this.shown.history.follow(cell);
  }

  private tellAttention(): void {
    const { focused } = vscode.window.state;
    const { board, history } = this.shown;
    const isLookedAt = this.shell.treeView.visible || this.attention.visible || board.visible || history.visible;
    this.fleet.setAttention({ treeVisible: isLookedAt, focused });
  }
}

function openFile(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri;
}
