import * as vscode from 'vscode';
import type { Plan } from '../../../core/promotion/plan';
import { itemAspect } from '../../words/item';
import { keyText } from '../../words/key';

/**
 * Asks by name for what a rollback took away and this promotion would bring back.
 * `false`: nothing comes back, nothing was asked. `true`: the person said so. Nothing: they changed their mind.
 */
export async function confirmReintroduced(plan: Plan): Promise<boolean | undefined> {
  const returning = plan.items.filter(({ reintroduced }) => reintroduced);
  if (returning.length === 0) return false;
  const bringBack = vscode.l10n.t('Bring Back and Preview');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('A rollback took these changes from {to}. Promoting brings them back.', plan.edge),
    {
      modal: true,
      detail: returning.map((item) => `${keyText(item)}: ${itemAspect(item).label}`).join('\n'),
    },
    bringBack,
  );
  return chosen === bringBack ? true : undefined;
}
