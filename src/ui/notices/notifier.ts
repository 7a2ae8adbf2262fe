import * as vscode from 'vscode';
import * as z from 'zod';
import type { Fleet } from '../../core/fleet/fleet';
import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Clock } from '../../core/support/clock';
import { every, type Disposable } from '../../core/support/disposable';
import type { Attention } from '../attention/kinds';
import { attentionOf } from '../attention/model';
import { settings } from '../settings';
import { due, type Standing, type Told } from './due';
import { isQuiet, parseQuietHours } from './quietHours';
import { noticeText } from './text';

const keptKey = 'branchline.told';
const toldSchema = z.record(z.string(), z.object({ at: z.number(), since: z.number().exactOptional() }));
/** A look at the snapshot costs by the size of the fleet; nobody misses ten seconds. */
const lookEveryMs = 10_000;

/**
 * Tells of what begins to need attention, to whoever asked for it (`branchline.notifications.*`): in the window that has the focus,
 * never in quiet hours, each once, also over several windows and sessions. What came meanwhile is told in one message then.
 */
export class Notifier implements Disposable {
  private standing: Standing = new Map();
  private complainedOf = '';
  private readonly looking: Disposable;

  constructor(
    private readonly fleet: Pick<Fleet, 'snapshot'>,
    private readonly kept: vscode.Memento,
    private readonly clock: Clock,
  ) {
    this.looking = every(lookEveryMs, () => void this.look());
  }

  dispose(): void {
    this.looking.dispose();
  }

  private async look(): Promise<void> {
    const kinds = new Set<string>(settings.notifiedKinds());
    if (kinds.size === 0) return;
    const now = this.clock.now();
    const { snapshot } = this.fleet;
    const places = new Set(settings.notifiedEnvironments());
    const asked = attentionOf(snapshot, now).filter(
      (one) => kinds.has(one.kind) && (places.size === 0 || places.has(environmentOf(one, snapshot))),
    );
    const before = toldSchema.safeParse(this.kept.get(keptKey));
    const told: Told = before.success ? before.data : {};
    const mayTell = vscode.window.state.focused && !this.isQuietNow(now);
    const next = due({ told, standing: this.standing }, asked, { now, mayTell });
    this.standing = next.standing;
    if (Object.keys(next.told).length > 0 || Object.keys(told).length > 0) await this.kept.update(keptKey, next.told);
    if (next.notices.length > 0) await tell(next.notices);
  }

  /** Hours that cannot be read are told once, and count as none: whoever asked to be told is. */
  private isQuietNow(now: number): boolean {
    const text = settings.quietHours();
    const hours = parseQuietHours(text);
    if (hours === 'none') return false;
    if (hours) return isQuiet(hours, new Date(now).getHours() * 60 + new Date(now).getMinutes());
    if (this.complainedOf !== text) {
      this.complainedOf = text;
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'branchline.notifications.quietHours is not a part of a day, such as 22:00-07:00: it counts for nothing.',
        ),
      );
    }
    return false;
  }
}

async function tell(notices: readonly Attention[]): Promise<void> {
  const { text, isGrave } = noticeText(notices);
  const [show, choose] = [vscode.l10n.t('Show'), vscode.l10n.t('Choose What Is Told')];
  const said = isGrave ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const chosen = await said(text, show, choose);
  if (chosen === choose) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'branchline.notifications');
  } else if (chosen === show) {
    const [only] = notices;
    if (notices.length === 1 && only) await vscode.commands.executeCommand('branchline.explainState', only.target);
    else await vscode.commands.executeCommand('branchline.attention.focus');
  }
}

/** Of a way between environments, the one that it leads to. */
function environmentOf({ target }: Attention, { cells, edges }: FleetSnapshot): string {
  const found = 'cell' in target ? cells.get(target.cell)?.environment : edges.get(target.edge)?.to;
  return found?.name ?? '';
}
