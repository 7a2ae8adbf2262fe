import * as vscode from 'vscode';
import type { PreparedChange } from '../../../core/change/preparedChange';
import { gravityOf } from './outcome';

/** Asks once more where an environment is protected or a gate has not passed, with repository, head and base of each. */
export async function isSureOfGrave(changes: readonly PreparedChange[]): Promise<boolean> {
  const grave = changes.filter((change) => gravityOf(change).length > 0);
  if (grave.length === 0) return true;
  const yes = vscode.l10n.t('Open the Pull Requests');
  const chosen = await vscode.window.showWarningMessage(
    grave.length === 1
      ? vscode.l10n.t('One of them asks for a second look.')
      : vscode.l10n.t('{count} of them ask for a second look.', { count: grave.length }),
    { modal: true, detail: grave.map(detailOf).join('\n\n') },
    yes,
  );
  return chosen === yes;
}

function detailOf(change: PreparedChange): string {
  const { service, repository, head, base } = change;
  const way = vscode.l10n.t('{repository}: {head} → {base}', { repository, head: head.branch, base: base.branch });
  return [service, way, ...gravityOf(change)].join('\n');
}
