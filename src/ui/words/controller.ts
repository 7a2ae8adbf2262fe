import * as vscode from 'vscode';
import { engineName } from '../../core/change/engine/refusal';
import type { GitopsStatus } from '../../core/cluster/gitops';
import type { ControllerState } from '../../core/fleet/cluster/controllers';
import { short } from '../../core/support/sha';
import type { Aspect } from './aspect';
import { plainText } from './markdown';
import { say } from './say';

const { t } = vscode.l10n;

/** What the controller has applied, and what it has tried or wants where that is another. */
export function controllerAspect({ status }: ControllerState): Aspect {
  const { applied, attempted, desired, reason } = status;
  const nothing = isPromoter(status) ? '' : t('Nothing is applied so far.');
  const parts = [
    applied === undefined ? nothing : t('Applied: {revision}.', { revision: short(applied) }),
    attempted === undefined || attempted === applied ? '' : t('Tried: {revision}.', { revision: short(attempted) }),
    desired === undefined || desired === (attempted ?? applied)
      ? ''
      : t('Wanted: {revision}.', { revision: short(desired) }),
    reason === undefined ? '' : plainText(reason),
    ...(status.notes ?? []).map((note) => plainText(say(note))),
  ];
  const look = isPromoter(status) ? promoterLook(status) : lookOf(status);
  const words = parts.filter((part) => part !== '').join(' ');
  return { ...look, sentence: `${engineName(status.source)}: ${look.label}. ${words}` };
}

const leaving = (): Omit<Aspect, 'sentence'> => ({ severity: 'warning', icon: 'trash', label: t('being deleted') });

function lookOf({ operation, paused, sync, health }: GitopsStatus): Omit<Aspect, 'sentence'> {
  if (operation === 'deleting') return leaving();
  if (operation === 'failed' || health === 'degraded') {
    return { severity: 'warning', icon: 'error', colour: 'testing.iconFailed', label: t('the deployment fails') };
  }
  if (paused) return { severity: 'notice', icon: 'debug-pause', label: t('paused') };
  if (operation === 'running' || health === 'progressing') {
    return { severity: 'busy', icon: 'sync', label: t('deploying') };
  }
  if (sync === 'outOfSync') return { severity: 'notice', icon: 'git-compare', label: t('out of sync') };
  if (sync === 'synced') return syncedLook(health);
  return { severity: 'unknown', icon: 'question', label: t('state unknown') };
}

/** In sync is half of it: what is to be fine is known to be well, too. */
function syncedLook(health: GitopsStatus['health']): Omit<Aspect, 'sentence'> {
  switch (health) {
    case 'healthy':
      return { severity: 'fine', icon: 'pass', label: t('synced') };
    case 'missing':
      return { severity: 'warning', icon: 'error', label: t('synced, and parts are missing') };
    case 'suspended':
      return { severity: 'notice', icon: 'debug-pause', label: t('synced, and suspended') };
    default:
      return { severity: 'unknown', icon: 'question', label: t('synced, health unknown') };
  }
}

function isPromoter({ source }: GitopsStatus): boolean {
  return source !== 'argo' && source !== 'flux';
}

/** Whoever moves branches says whether a promotion waits, and whether its checks pass. */
function promoterLook({ operation, paused, sync, health }: GitopsStatus): Omit<Aspect, 'sentence'> {
  if (operation === 'deleting') return leaving();
  if (operation === 'failed') {
    return { severity: 'warning', icon: 'error', colour: 'testing.iconFailed', label: t('the promotion fails') };
  }
  if (health === 'degraded') {
    return { severity: 'warning', icon: 'error', colour: 'testing.iconFailed', label: t('a check fails') };
  }
  if (paused) return { severity: 'notice', icon: 'debug-pause', label: t('held') };
  if (operation === 'running') return { severity: 'busy', icon: 'sync', label: t('a promotion is under way') };
  if (sync === 'outOfSync') return { severity: 'notice', icon: 'git-compare', label: t('a promotion is pending') };
  if (health === 'progressing') return { severity: 'busy', icon: 'sync', label: t('checks are running') };
  if (sync === 'synced' && health === 'healthy') return { severity: 'fine', icon: 'pass', label: t('promoted') };
  if (sync === 'synced') return { severity: 'unknown', icon: 'question', label: t('promoted, health unknown') };
  return { severity: 'unknown', icon: 'question', label: t('state unknown') };
}
