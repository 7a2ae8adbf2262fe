import * as vscode from 'vscode';
import type { FleetSnapshot } from '../../core/fleet/snapshot';
import { isDrifted, isFailing, isUnhealthy } from '../words/cell';

/** The number on the view's icon: cells that fail, are unhealthy or drifted. What waits to be promoted is no alarm. */
export function badgeOf({ cells }: FleetSnapshot): vscode.ViewBadge | undefined {
  const troubled = [...cells.values()].filter((cell) => isFailing(cell) || isUnhealthy(cell) || isDrifted(cell)).length;
  if (troubled === 0) return undefined;
  const tooltip =
    troubled === 1
      ? vscode.l10n.t('One service needs attention in one environment')
      : vscode.l10n.t('{count} environments of services need attention', { count: troubled });
  return { value: troubled, tooltip };
}
