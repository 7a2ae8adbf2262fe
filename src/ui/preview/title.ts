import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';

/** What a change is called on its page, its diffs and its question. */
export function titleOf({ kind, service, base, plan, title }: PreparedChange): string {
  if (kind === 'return' || kind === 'update') return vscode.l10n.t('{service}: {title}', { service, title });
  if (kind === 'rollback') return vscode.l10n.t('Roll back {service} on {branch}', { service, branch: base.branch });
  return vscode.l10n.t('Promote {service}: {from} → {to}', {
    service,
    from: plan?.edge.from ?? '',
    to: plan?.edge.to ?? base.branch,
  });
}
