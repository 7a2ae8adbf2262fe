import * as vscode from 'vscode';
import { cellId, type FleetSnapshot } from '../../core/fleet/state/snapshot';
import { needsAttention } from '../words/attention';
import { isUnjudged } from '../words/promotion';

/**
 * The number on the view's icon: cells that fail, are unhealthy or drifted, of which not all could be compared, or to which
 * nothing can be promoted since nothing can be judged. What waits to be promoted is no alarm.
 */
export function badgeOf({ cells, edges }: FleetSnapshot): vscode.ViewBadge | undefined {
  const unjudged = new Set(
    [...edges.values()].filter(isUnjudged).map(({ service, to }) => cellId(service.name, to.name)),
  );
  const troubled = [...cells.values()].filter((cell) =>
    needsAttention(cell, { isUnjudged: unjudged.has(cell.id) }),
  ).length;
  if (troubled === 0) return undefined;
  const tooltip =
    troubled === 1
      ? vscode.l10n.t('One service needs attention in one environment')
      : vscode.l10n.t('{count} environments of services need attention', { count: troubled });
  return { value: troubled, tooltip };
}
