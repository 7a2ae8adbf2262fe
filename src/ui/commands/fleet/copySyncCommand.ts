import * as vscode from 'vscode';
import type { EngineWish } from '../../../core/cluster/gitops';
import { openWeb } from '../../openWeb';
import { tellInfo } from '../../tell';
import { plainText } from '../../words/markdown';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/**
 * Copies how Argo CD or Flux is asked, by its own program, to look again or to sync, or leads to the page of an Application: Branchline asks none of
 * them to do anything.
 */
export const copySyncCommand = command('branchline.copySyncCommand', async (app, args) => {
  const title = vscode.l10n.t('A command for the controller of which service and environment?');
  const cell = await pickCell(app, targetsOf(args), title);
  if (!cell) return;
  const { wishes = [], page } = cell.controller?.status ?? {};
  if (wishes.length === 0 && page === undefined) {
    await tellInfo(vscode.l10n.t('No controller that may be read deploys this branch.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(
    [
      ...wishes.map((wish) => ({ label: labelOf(wish), detail: plainText(wish.command), act: () => copy(wish) })),
      ...(page === undefined
        ? []
        : [{ label: vscode.l10n.t('Open its page in Argo CD'), detail: plainText(page), act: () => openWeb(page) }]),
    ],
    { title: vscode.l10n.t('Copy which command?'), ignoreFocusOut: true },
  );
  await chosen?.act();
});

async function copy({ command: text }: EngineWish): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('The command was copied.'), 5_000);
}

function labelOf({ kind }: EngineWish): string {
  return kind === 'sync' ? vscode.l10n.t('Sync') : vscode.l10n.t('Look again');
}
