import * as vscode from 'vscode';
import * as z from 'zod';
import type { Fleet } from '../../core/fleet/fleet';
import type { CellId, EdgeId, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Clock } from '../../core/support/clock';
import { every, type Disposable } from '../../core/support/disposable';
import { isAnswered } from '../attention/head';
import type { Attention } from '../attention/kinds';
import { attentionOf } from '../attention/model';
import { isSeenLongAgo } from '../attention/stale';
import { settings } from '../settings';
import { due, type Standing, type Told } from './due';
import { isQuiet, parseQuietHours } from './quietHours';
import { noticeText } from './text';
import { tellInfo, tellWarning } from '../tell';

const keptKey = 'branchline.told';
const once = z.object({ at: z.number(), since: z.number().exactOptional(), goneAt: z.number().exactOptional() });
/** By the catalog, then by what it was about: the same may need attention in two fleets. */
const toldSchema = z.record(z.string(), z.record(z.string(), once));
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
    private readonly catalogPath: () => string | undefined,
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
    const of = this.catalogPath();
    if (kinds.size === 0 || of === undefined) return;
    const now = this.clock.now();
    const { snapshot } = this.fleet;
    const places = new Set(settings.notifiedEnvironments());
    const asked = attentionOf(snapshot, now).filter(
      (one) => kinds.has(one.kind) && (places.size === 0 || places.has(environmentOf(one, snapshot))),
    );
    const all = toldSchema.safeParse(this.kept.get(keptKey)).data ?? {};
    const told: Told = all[of] ?? {};
    const next = due({ told, standing: this.standing }, asked, {
      now,
      mayTell: vscode.window.state.focused && !this.isQuietNow(now),
      isGone: (id) => isLookedAt(id, snapshot, now),
    });
    this.standing = next.standing;
    if (JSON.stringify(next.told) !== JSON.stringify(told))
      await this.kept.update(keptKey, { ...all, [of]: next.told });
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
      void tellWarning(
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
  const said = isGrave ? tellWarning : tellInfo;
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

/** Whether what an id is about is known as it is now: then what does not stand there is gone. */
function isLookedAt(id: string, { cells, edges }: FleetSnapshot, now: number): boolean {
  const place = id.slice(id.indexOf(':') + 1).replace(/#\d+$/, '');
  const cell = cells.get(place as CellId);
  const edge = edges.get(place as EdgeId);
  const facts = cell ? [cell.head, cell.pipeline, cell.health, cell.drift] : edge ? [edge.plan, edge.pullRequests] : [];
  return facts.every((fact) => isAnswered(fact) && !isSeenLongAgo(fact, now));
}
