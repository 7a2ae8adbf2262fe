import * as vscode from 'vscode';
import type { Past } from '../../core/fleet/past';
import type { CellId, FleetSnapshot } from '../../core/fleet/state/snapshot';
import { isAbort } from '../../core/support/errors';
import type { Clock } from '../../core/support/clock';
import type { Log } from '../../core/support/log';
import type { Sha } from '../../core/support/sha';
import { delay } from '../../core/support/deadline';
import type { DeploymentVerdict } from '../../core/measures/deployment';
import { unknownBecause } from '../../core/support/unknownBecause';
import { plainText } from '../words/markdown';
import { say } from '../words/say';
import { pageSize, ShownDeployments } from './deployments';
import { DeploymentNode, historyNodes, type HistoryNode } from './nodes';

const pinnedKey = 'branchline.historyPinned';
const cellKey = 'branchline.historyCell';
/** Who goes through the rows of the fleet by keyboard passes many: only where the person stays, something is read. */
const followPauseMs = 250;

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
  /** What was final of the rows that were read before the branch moved. */
  private judged: ReadonlyMap<Sha, DeploymentVerdict> = new Map();
  /** The head that the fleet told when it was read. */
  private readFor: Sha | undefined;
  /** How many rows the person has asked for: what is read anew has as many. */
  private wanted = pageSize;
  private hasFailed = false;
  /** How much is under way: what is to be seen no more is ended. */
  private busy = 0;
  private pauseMs = 0;

  constructor(private readonly sources: HistorySources) {
    const { memory } = sources;
    this.isPinned = memory.get<boolean>(pinnedKey) ?? false;
    this.cell = this.isPinned ? memory.get<CellId>(cellKey) : undefined;
    this.view = vscode.window.createTreeView('branchline.history', { treeDataProvider: this });
    this.view.onDidChangeVisibility(({ visible }) => (visible ? this.goOn() : this.pause()));
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
    this.pauseMs = 0;
    this.turnTo(cell);
    await vscode.commands.executeCommand('branchline.history.focus');
  }

  /** Shows what a person looks at elsewhere. */
  follow(cell: CellId): void {
    if (this.isPinned || (cell === this.cell && !this.hasFailed)) return;
    this.pauseMs = followPauseMs;
    this.turnTo(cell);
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
    try {
      await vscode.window.withProgress({ location: { viewId: 'branchline.history' } }, () => shown.more(pageSize));
    } finally {
      this.redraw.fire(undefined);
    }
    await this.judge(shown);
  }

  /** The branch moved: what is shown is read anew. Else only what changed of the fleet is of no matter here. */
  update(snapshot: FleetSnapshot): void {
    if (this.cell !== undefined && !this.reading && this.view.visible && snapshot.catalog) this.redraw.fire(undefined);
    const head = headOf(snapshot, this.cell);
    if (head === undefined || head === this.readFor) return;
    this.readFor = head;
    // What is being read is not begun anew: it may have that head already.
    if (this.shown || this.hasFailed) this.readAnewIfMoved();
    else void this.reading?.then(() => this.readAnewIfMoved());
  }

  private readAnewIfMoved(): void {
    const { shown, cell, hasFailed, readFor } = this;
    if (hasFailed || (shown && readFor !== undefined && (shown.head ?? gone) !== readFor)) this.turnTo(cell, true);
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
    if (!this.sources.fleet.snapshot.catalog) {
      this.view.message = vscode.l10n.t('The catalog is being read.');
      return [];
    }
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
    this.judged = isMoved ? (this.shown?.judged ?? new Map()) : new Map();
    if (isMoved) this.pauseMs = 0;
    else this.readFor = headOf(this.sources.fleet.snapshot, cell);
    this.cell = cell;
    this.reading = undefined;
    this.shown = undefined;
    if (this.isPinned) void this.sources.memory.update(cellKey, cell);
    this.draw();
    this.redraw.fire(undefined);
  }

  /** What is under way goes on when somebody looks again. */
  private pause(): void {
    if (this.busy === 0) return;
    this.ended.abort();
    this.ended = new AbortController();
    this.reading = undefined;
    this.shown = undefined;
  }

  private goOn(): void {
    if (this.cell !== undefined && !this.reading) this.redraw.fire(undefined);
  }

  private async read(cell: CellId, ended: AbortSignal): Promise<ShownDeployments | undefined> {
    const { fleet, log, clock } = this.sources;
    const signal = AbortSignal.any([ended, this.sources.signal]);
    const [service = '', environment = ''] = cell.split('/');
    this.busy += 1;
    try {
      if (this.pauseMs > 0) await delay(this.pauseMs, signal);
      const shown = await ShownDeployments.open(fleet.past, { service, environment }, signal, this.judged);
      await shown.more(this.wanted).catch((error: unknown) => {
        if (signal.aborted || shown.rows.length === 0) throw error;
        log.warn(`[history] versions of ${cell}`, error);
      });
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
    } finally {
      this.busy -= 1;
    }
  }

  private async judge(shown: ShownDeployments): Promise<void> {
    this.busy += 1;
    try {
      await shown.judge();
    } catch (error) {
      if (isAbort(error)) return;
      this.sources.log.warn(`[history] verdicts of ${this.cell ?? ''}`, error);
    } finally {
      this.busy -= 1;
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
    else if (shown?.failure)
      view.message = t('What the forge says of them is not known: {reason}', { reason: say(shown.failure) });
    else view.message = '';
  }
}

const gone = 'gone';

/** The head that the fleet tells, or that there is none; nothing where that is not known. */
function headOf({ cells }: FleetSnapshot, cell: CellId | undefined): Sha | undefined {
  const head = cell === undefined ? undefined : cells.get(cell)?.head;
  if (head?.kind === 'known') return head.commit.sha;
  return head?.reason === 'missing' ? gone : undefined;
}
