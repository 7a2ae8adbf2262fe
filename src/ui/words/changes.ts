import * as vscode from 'vscode';
import type { DeploymentRow } from '../../core/fleet/fleet';

/** How many changes a deployment brought, and how long the slowest took from commit to deployment; nothing for one that brought none. */
export function changesWords(changes: DeploymentRow['changes']): string | undefined {
  const count = changes.length;
  if (count === 0) return undefined;
  const times = changes.flatMap(({ leadTimeMs }) => leadTimeMs ?? []);
  if (times.length === 0) return vscode.l10n.t('changes: {count}', { count });
  const hours = Math.max(...times) / 3_600_000;
  return hours < 48
    ? vscode.l10n.t('changes: {count}, lead time up to {hours} h', { count, hours: Math.max(1, Math.ceil(hours)) })
    : vscode.l10n.t('changes: {count}, lead time up to {days} days', { count, days: Math.round(hours / 24) });
}
