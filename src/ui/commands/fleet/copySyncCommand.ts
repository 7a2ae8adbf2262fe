import * as vscode from 'vscode';
import type { EngineWish } from '../../../core/cluster/gitops';
import { tellInfo } from '../../tell';
import { plainText } from '../../words/markdown';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/**
 * Copies how Argo CD or Flux is asked, by its own program, to look again or to sync: Branchline asks none of them to do
 * anything.
 */
export const copySyncCommand = command('branchline.copySyncCommand', async (app, args) => {
  const title = vscode.l10n.t('A command for the controller of which service and environment?');
  const cell = await pickCell(app, targetsOf(args), title);
  if (!cell) return;
  const { wishes = [] } = cell.controller?.status ?? {};
  if (wishes.length === 0) {
    await tellInfo(vscode.l10n.t('No controller that may be read deploys this branch.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(
    wishes.map((wish) => ({ label: labelOf(wish), detail: plainText(wish.command), wish })),
    { title: vscode.l10n.t('Copy which command?'), ignoreFocusOut: true },
  );
  if (!chosen) return;
  await vscode.env.clipboard.writeText(chosen.wish.command);
  vscode.window.setStatusBarMessage(vscode.l10n.t('The command was copied.'), 5_000);
});

function labelOf({ kind }: EngineWish): string {
  return kind === 'sync' ? vscode.l10n.t('Sync') : vscode.l10n.t('Look again');
}
