import * as vscode from 'vscode';
import type { Past } from '../../core/fleet/past';
import type { CellId, FleetSnapshot } from '../../core/fleet/state/snapshot';
import { isAbort } from '../../core/support/errors';
import type { Clock } from '../../core/support/clock';
import type { Log } from '../../core/support/log';
import type { Sha } from '../../core/support/sha';
import { unknownBecause } from '../../core/support/unknownBecause';
import { plainText } from '../words/markdown';
import { say } from '../words/say';
import { pageSize, ShownDeployments } from './deployments';
import { DeploymentNode, historyNodes, type HistoryNode } from './nodes';

const pinnedKey = 'branchline.historyPinned';
const cellKey = 'branchline.historyCell';

export interface HistorySources {
  readonly fleet: { readonly past: Past; readonly snapshot: FleetSnapshot };
  readonly memory: vscode.Memento;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * The deployments of one environment of a service, newest first. It follows what is looked at, unless it was told to stay; and reads
 * nothing before somebody sees it.
 */
export class HistoryView implements vscode.TreeDataProvider<HistoryNode> {
  private readonly redraw = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.redraw.event;
  private readonly view: vscode.TreeView<HistoryNode>;
  private cell: CellId | undefined;
  private isPinned: boolean;
  private reading: Promise<ShownDeployments | undefined> | undefined;
  private shown: ShownDeployments | undefined;
  private ended = new AbortController();
  /** The head that the fleet told when it was read. */
  private readFor: Sha | undefined;
  /** How many rows the person has asked for: what is read anew has as many. */
  private wanted = pageSize;
  private hasFailed = false;

  constructor(private readonly sources: HistorySources) {
    const { memory } = sources;
    this.isPinned = memory.get<boolean>(pinnedKey) ?? false;
    this.cell = this.isPinned ? memory.get<CellId>(cellKey) : undefined;
    this.view = vscode.window.createTreeView('branchline.history', { treeDataProvider: this });
    void vscode.commands.executeCommand('setContext', pinnedKey, this.isPinned);
    this.draw();
  }

  get shows(): CellId | undefined {
    return this.cell;
  }

  get visible(): boolean {
    return this.view.visible;
  }

  get onDidChangeVisibility(): vscode.Event<vscode.TreeViewVisibilityChangeEvent> {
    return this.view.onDidChangeVisibility;
  }

  /** Shows an environment because a person asked for it, also where the view was told to stay. */
  async show(cell: CellId): Promise<void> {
    this.turnTo(cell);
    await vscode.commands.executeCommand('branchline.history.focus');
  }

  /** Shows what a person looks at elsewhere. */
  follow(cell: CellId): void {
    if (!this.isPinned) this.turnTo(cell);
  }

  async pin(isPinned: boolean): Promise<void> {
    this.isPinned = isPinned;
    const { memory } = this.sources;
    await vscode.commands.executeCommand('setContext', pinnedKey, isPinned);
    await memory.update(pinnedKey, isPinned);
    await memory.update(cellKey, isPinned ? this.cell : undefined);
  }

  async more(): Promise<void> {
    const { shown } = this;
    if (!shown) return;
    this.wanted += pageSize;
    await vscode.window.withProgress({ location: { viewId: 'branchline.history' } }, () => shown.more(pageSize));
    this.redraw.fire(undefined);
    await this.judge(shown);
  }

  /** The branch moved: what is shown is read anew. Else only what changed of the fleet is of no matter here. */
  update({ cells }: FleetSnapshot): void {
    const head = this.cell === undefined ? undefined : cells.get(this.cell)?.head;
    if (head?.kind !== 'known' || head.commit.sha === this.readFor) return;
    const { shown } = this;
    this.readFor = head.commit.sha;
    if (shown?.head === head.commit.sha) return;
    if (this.reading) this.turnTo(this.cell, true);
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    return node.item(this.sources.clock.now());
  }

  resolveTreeItem(item: vscode.TreeItem, node: HistoryNode): vscode.TreeItem {
    item.tooltip = node instanceof DeploymentNode ? node.tooltip(this.sources.clock.now()) : node.tooltip();
    return item;
  }

  /** Called by the editor only while the view is to be seen. */
  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    const { cell } = this;
    if (node || cell === undefined) return [];
    this.reading ??= this.read(cell, this.ended.signal);
    const shown = await this.reading;
    return shown && this.cell === cell ? [...historyNodes(cell, shown)] : [];
  }

  dispose(): void {
    this.ended.abort();
    this.view.dispose();
    this.redraw.dispose();
  }

  private turnTo(cell: CellId | undefined, isMoved = false): void {
    // What could not be read is tried again by whoever asks for it again.
    if (cell === this.cell && !isMoved && !this.hasFailed) return;
    this.hasFailed = false;
    this.ended.abort();
    this.ended = new AbortController();
    if (cell !== this.cell) this.wanted = pageSize;
    this.cell = cell;
    this.reading = undefined;
    this.shown = undefined;
    if (this.isPinned) void this.sources.memory.update(cellKey, cell);
    this.draw();
    this.redraw.fire(undefined);
  }

  private async read(cell: CellId, ended: AbortSignal): Promise<ShownDeployments | undefined> {
    const { fleet, log, clock } = this.sources;
    const signal = AbortSignal.any([ended, this.sources.signal]);
    const [service = '', environment = ''] = cell.split('/');
    try {
      const shown = await ShownDeployments.open(fleet.past, { service, environment }, signal);
      await shown.more(this.wanted);
      if (signal.aborted) return undefined;
      this.shown = shown;
      this.draw();
      void this.judge(shown);
      return shown;
    } catch (error) {
      if (signal.aborted || isAbort(error)) return undefined;
      log.warn(`[history] of ${cell}`, error);
      this.hasFailed = true;
      this.view.message = say(unknownBecause(error, { at: clock.now(), source: service }).said);
      return undefined;
    }
  }

  private async judge(shown: ShownDeployments): Promise<void> {
    try {
      await shown.judge();
    } catch (error) {
      if (isAbort(error)) return;
      this.sources.log.warn(`[history] verdicts of ${this.cell ?? ''}`, error);
    }
    if (this.shown !== shown) return;
    this.draw();
    this.redraw.fire(undefined);
  }

  /** What stands above the rows: whose they are, and what is not known of all of them. */
  private draw(): void {
    const { cell, shown, view } = this;
    const { t } = vscode.l10n;
    view.description = cell === undefined ? '' : plainText(cell.replace('/', ' · '));
    if (cell === undefined) view.message = t('Choose a service in the fleet, or open one of its files.');
    else if (shown?.head === undefined && shown) view.message = t('Its branch is not there.');
    else if (shown?.failure) view.message = t('How they went is not known: {reason}', { reason: say(shown.failure) });
    else view.message = '';
  }
}
