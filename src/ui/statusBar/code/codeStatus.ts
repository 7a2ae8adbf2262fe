import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { Catalog } from '../../../core/catalog/catalog';
import type { CodeFound } from '../../../core/change/code/where/whereCode';
import type { Fleet } from '../../../core/fleet/fleet';
import type { Clock, Instant } from '../../../core/support/clock';
import { every, type Disposable } from '../../../core/support/disposable';
import { isAbort } from '../../../core/support/errors';
import type { Log } from '../../../core/support/log';
import type { WorkspaceFolders } from '../../app';
import { hasFailed, lookAtEach, type LookedAt } from '../../lookAtEach';
import { settings } from '../../settings';
import { trusted } from '../../words/markdown';
import { headStamp, openHead, type OpenHead } from './head';
import { likelyServices } from './likely';
import { codeStatusModel, type CodeLook } from './model';

const tickMs = 10_000;
/** Registries and forges are asked again after this long, and not before, however often HEAD moves. */
const askAgainMs = 5 * 60_000;
const askSoonestMs = 2 * 60_000;
/** A repository that no image names is looked for again after this long. */
const noneLastsMs = 60 * 60_000;

interface Needs {
  readonly fleet: Pick<Fleet, 'snapshot' | 'whereIsCode'>;
  readonly folders: Pick<WorkspaceFolders, 'codeCheckouts'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** The services that are built from the repository of a folder, as the images said when they were asked. */
interface KnownCode {
  readonly catalog: Catalog;
  readonly services: readonly string[];
  readonly at: Instant;
}

/**
 * Where the commit is that is checked out in a folder of code, in the status bar. Looks only while the window has the focus, in a
 * folder that is trusted, and where the catalog names images. HEAD is only read.
 */
export class CodeStatus implements Disposable {
  private readonly item = vscode.window.createStatusBarItem('branchline.code', vscode.StatusBarAlignment.Left, 49);
  private readonly ticking: Disposable;
  private readonly known = new Map<string, KnownCode>();
  private stamp = '';
  private look: CodeLook | undefined;
  private askedAt = -Infinity;
  private isLooking = false;

  constructor(private readonly needs: Needs) {
    this.item.name = vscode.l10n.t('Branchline: This Commit');
    this.ticking = every(tickMs, () => void this.tick());
  }

  dispose(): void {
    this.ticking.dispose();
    this.item.dispose();
  }

  private async tick(): Promise<void> {
    const { log, signal } = this.needs;
    if (this.isLooking || signal.aborted) return;
    this.isLooking = true;
    try {
      await this.follow();
    } catch (error) {
      if (!isAbort(error)) log.warn('[code]', error);
    } finally {
      this.isLooking = false;
    }
  }

  private async follow(): Promise<void> {
    const { fleet, folders, clock, signal } = this.needs;
    const { catalog } = fleet.snapshot;
    const hasImages = catalog?.services.some(({ updates = [] }) => updates.length > 0) === true;
    if (!settings.codeStatus() || !vscode.workspace.isTrusted || !catalog || !hasImages) {
      this.hide();
      return;
    }
    if (!vscode.window.state.focused) return;
    const folder = chosen(await folders.codeCheckouts());
    if (folder === undefined) {
      this.hide();
      return;
    }
    const now = clock.now();
    const stamp = await headStamp(folder, now);
    if (stamp === this.stamp && now - this.askedAt < askAgainMs) {
      this.draw();
      return;
    }
    const head = await openHead(folder, signal);
    try {
      if (!head) {
        this.hide();
        return;
      }
      const isOurs = (this.known.get(head.origin)?.services.length ?? 0) > 0;
      if (!isOurs) this.hide();
      else if (head.commit !== this.look?.commit) this.look = { commit: head.commit };
      if (now - this.askedAt < askSoonestMs) {
        this.draw();
        return;
      }
      this.askedAt = now;
      this.stamp = stamp;
      await this.ask(head, catalog);
    } finally {
      head?.checkout.dispose();
    }
  }

  private async ask({ commit, origin: repository, checkout }: OpenHead, catalog: Catalog): Promise<void> {
    const { fleet, clock, signal } = this.needs;
    const before = this.known.get(repository);
    const known = before?.catalog === catalog ? before : undefined;
    const isNone = known?.services.length === 0;
    if (isNone && clock.now() - known.at < noneLastsMs) {
      this.hide();
      return;
    }
    const services = known && !isNone ? known.services : likelyServices(catalog, repository);
    const question = { commit, repository, checkout };
    const looked = await lookAtEach(this.needs, services, (name) => fleet.whereIsCode(name, question, signal), signal);
    const built = looked.filter((one) => !hasFailed(one) && one.journeys.length > 0).map(({ service }) => service);
    if (!known || isNone) {
      if (built.length > 0 || looked.every(isAnswered)) {
        this.known.set(repository, { catalog, services: built, at: clock.now() });
      }
      if (built.length === 0) {
        this.hide();
        return;
      }
    }
    const told = looked.filter(({ service }) => built.includes(service) || known?.services.includes(service) === true);
    this.look = { commit, looked: told, at: clock.now() };
    this.draw();
  }

  private draw(): void {
    if (!this.look) return;
    const { text, tooltip, spoken } = codeStatusModel(this.look, this.needs.clock.now());
    this.item.text = text;
    this.item.tooltip = trusted(tooltip, ['branchline.whereIs']);
    this.item.accessibilityInformation = { label: spoken };
    this.item.command = { command: 'branchline.whereIs', arguments: [this.look.commit], title: spoken };
    this.item.show();
  }

  private hide(): void {
    this.look = undefined;
    this.item.hide();
  }
}

function isAnswered(one: LookedAt<CodeFound>): boolean {
  return !hasFailed(one) && one.untold.every(({ isLasting }) => isLasting);
}

/** The folder of the file that is open, else the first. */
function chosen(checkouts: readonly { readonly folder: string }[]): string | undefined {
  const open = vscode.window.activeTextEditor?.document.uri.fsPath;
  const holds = ({ folder }: { readonly folder: string }) => open?.startsWith(folder + sep) === true;
  return (checkouts.find(holds) ?? checkouts[0])?.folder;
}
