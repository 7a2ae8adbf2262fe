import * as vscode from 'vscode';
import { short } from '../../core/support/sha';
import { unreadOf } from '../../core/drift/report';
import type { HealthVerdict } from '../../core/cluster/live';
import type { Cell, DriftState, HealthState, Live } from '../../core/fleet/state/snapshot';
import type { Aspect } from './aspect';
import { engineName } from '../../core/change/engine/refusal';
import { plainText } from './markdown';
import { unknownAspect } from './unknown';

/** Which deployment the cluster runs, beside the head that the branch has. */
export function liveAspect(live: Live, head: Cell['head']): Aspect {
  if (live.kind === 'unknown') return unknownAspect(live);
  if (live.kind === 'mixed') {
    return {
      severity: 'busy',
      icon: 'layers',
      label: vscode.l10n.t('live: mixed'),
      sentence: vscode.l10n.t('The cluster runs a mixture of deployments; {count} objects differ from the newest.', {
        count: live.differing.length,
      }),
    };
  }
  const revision = short(live.deployment.sha);
  const by =
    live.by === undefined ? '' : ` ${vscode.l10n.t('So says {controller}.', { controller: engineName(live.by) })}`;
  if (head.kind === 'known' && head.commit.sha === live.deployment.sha) {
    return {
      severity: 'fine',
      icon: 'pass-filled',
      label: vscode.l10n.t('live {revision}', { revision }),
      sentence: vscode.l10n.t('The cluster runs the head of the branch, {revision}.', { revision }) + by,
    };
  }
  return {
    severity: 'busy',
    icon: 'history',
    label: vscode.l10n.t('live {revision}, behind the head', { revision }),
    sentence:
      vscode.l10n.t('The cluster runs {revision}, an earlier deployment than the head of the branch.', { revision }) +
      by,
  };
}

/**
 * Whether something else than Secrets could not be compared. That Secrets may not be read is usual (the role `view` lacks
 * them): it is told, and asks nobody for a look.
 */
export function isPartlyUnknown(drift: DriftState): boolean {
  return drift.kind === 'known' && unreadOf(drift.report).some(({ kind }) => !/^(Sealed)?Secret$/.test(kind));
}

/** Drift that counts: what a controller owns is not in the number. */
export function driftAspect(drift: DriftState): Aspect {
  if (drift.kind === 'unknown') return unknownAspect(drift);
  const { counts } = drift.report;
  const drifted = counts.changed + counts.missing + counts.extra + counts.masked + counts.absent;
  if (drifted > 0) {
    return {
      severity: 'warning',
      icon: 'diff',
      colour: 'branchline.drift.changed',
      label: vscode.l10n.t('{count} drifted', { count: drifted }),
      sentence: vscode.l10n.t('Objects in the cluster that differ from what the branch says: {count}.', {
        count: drifted,
      }),
    };
  }
  const open = counts.unknown + counts.invalid;
  if (open > 0 && counts.none + counts.managed > 0) {
    return {
      severity: isPartlyUnknown(drift) ? 'notice' : 'unknown',
      unseen: vscode.l10n.t('{count} not compared', { count: open }),
      icon: 'question',
      label: vscode.l10n.t('no drift, {count} not comparable', { count: open }),
      sentence: vscode.l10n.t('No drift in what could be compared; objects that could not be: {count}.', {
        count: open,
      }),
    };
  }
  if (open > 0) {
    return {
      severity: 'unknown',
      unseen: vscode.l10n.t('{count} not compared', { count: open }),
      icon: 'question',
      label: vscode.l10n.t('{count} not comparable', { count: open }),
      sentence: vscode.l10n.t('Nothing could be compared; objects: {count}.', { count: open }),
    };
  }
  return {
    severity: 'fine',
    icon: 'check',
    label: vscode.l10n.t('no drift'),
    sentence: vscode.l10n.t('What runs is what the branch says.'),
  };
}

export function healthAspect(health: HealthState): Aspect {
  if (health.kind === 'unknown') return unknownAspect(health);
  const reasons = health.workloads
    .filter(({ verdict }) => verdict === health.verdict)
    .flatMap(({ reason }) => reason ?? []);
  const stages = health.workloads.flatMap(({ verdict, stage }) => (verdict === health.verdict ? (stage ?? []) : []));
  const usual = looks[health.verdict]();
  // Of several nobody reads each in a row; all of them stand below it.
  const [stage, ...others] = stages;
  const label = stage !== undefined && others.length === 0 ? `${usual.label}, ${plainText(stage)}` : usual.label;
  const look = { ...usual, label };
  return { ...look, sentence: reasons.length > 0 ? `${usual.label}: ${reasons.join('; ')}` : `${usual.label}.` };
}

const looks: Record<HealthVerdict, () => Omit<Aspect, 'sentence'>> = {
  healthy: () => ({ severity: 'fine', icon: 'heart', label: vscode.l10n.t('healthy') }),
  progressing: () => ({ severity: 'busy', icon: 'sync~spin', label: vscode.l10n.t('rolling out') }),
  degraded: () => ({
    severity: 'error',
    icon: 'heart-filled',
    colour: 'testing.iconFailed',
    label: vscode.l10n.t('unhealthy'),
  }),
  suspended: () => ({ severity: 'notice', icon: 'debug-pause', label: vscode.l10n.t('suspended') }),
  unknown: () => ({ severity: 'unknown', icon: 'question', label: vscode.l10n.t('health unknown') }),
};
