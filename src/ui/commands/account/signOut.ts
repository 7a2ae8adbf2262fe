import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { forgetToken, storedHosts } from '../../accounts/tokens';
import { agreedRelays, withdraw } from '../../relay/consent';
import { command } from '../command';

/** Forgets a token that was set by hand. A sign-in to GitHub belongs to the editor's accounts menu. */
export const signOut = command('branchline.signOut', async (app) => {
  const { secrets } = app.shell.context;
  const [hosts, relays] = await Promise.all([storedHosts(secrets), agreedRelays(secrets)]);
  if (hosts.length + relays.length === 0)
    throw new BranchlineError('account/none', message('No token was set.'), { nothingToDo: true });
  const chosen = await vscode.window.showQuickPick([...hosts, ...relays], {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Forget the token of which forge or relay?'),
  });
  if (chosen === undefined) return;
  await (relays.includes(chosen) ? withdraw(secrets, chosen) : forgetToken(secrets, chosen));
  await vscode.commands.executeCommand('branchline.refresh');
});
