import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { forgetToken, storedHosts } from '../../accounts/tokens';
import { command } from '../command';

/** Forgets a token that was set by hand. A sign-in to GitHub belongs to the editor's accounts menu. */
export const signOut = command('branchline.signOut', async (app) => {
  const { secrets } = app.shell.context;
  const hosts = await storedHosts(secrets);
  if (hosts.length === 0)
    throw new BranchlineError('account/none', message('No token was set.'), { nothingToDo: true });
  const host = await vscode.window.showQuickPick([...hosts], {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Forget the token of which forge?'),
  });
  if (host === undefined) return;
  await forgetToken(secrets, host);
  await vscode.commands.executeCommand('branchline.refresh');
});
