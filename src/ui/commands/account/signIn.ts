import * as vscode from 'vscode';
import { hostsOf } from '../../../core/fleet/hosts';
import { signInTo } from '../../accounts/tokens';
import type { App } from '../../app';
import { command } from '../command';

/** Asks for the token of one forge, or signs in to GitHub; then looks afresh. */
export const signIn = command('branchline.signIn', async (app, [named]) => {
  const host = typeof named === 'string' ? named : await pickHost(app);
  if (host === undefined) return;
  if (await signInTo(app.shell.context.secrets, host)) await vscode.commands.executeCommand('branchline.refresh');
});

async function pickHost(app: App): Promise<string | undefined> {
  const hosts = hostsOf(app.fleet.snapshot.catalog);
  if (hosts.length === 1) return hosts[0];
  if (hosts.length > 1)
    return vscode.window.showQuickPick(hosts, {
      ignoreFocusOut: true,
      title: vscode.l10n.t('Sign in to which forge?'),
    });
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Sign in to which forge?'),
    prompt: vscode.l10n.t('Its host, with the port where it has one: git.example.com'),
    ignoreFocusOut: true,
  });
}
