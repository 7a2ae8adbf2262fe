import * as vscode from 'vscode';
import type { FleetSnapshot } from '../../core/fleet/snapshot';
import { driftAspect, healthAspect } from '../words/cluster';
import { pipelineAspect } from '../words/pipeline';

/** The number on the view's icon: cells that fail, are unhealthy or drifted. What waits to be promoted is no alarm. */
export function badgeOf({ cells }: FleetSnapshot): vscode.ViewBadge | undefined {
  const troubled = [...cells.values()].filter(
    ({ pipeline, health, drift }) =>
      pipelineAspect(pipeline).severity === 'error' ||
      healthAspect(health).severity === 'error' ||
      driftAspect(drift).severity === 'warning',
  ).length;
  if (troubled === 0) return undefined;
  const tooltip =
    troubled === 1
      ? vscode.l10n.t('One service needs attention in one environment')
      : vscode.l10n.t('{count} environments of services need attention', { count: troubled });
  return { value: troubled, tooltip };
}
