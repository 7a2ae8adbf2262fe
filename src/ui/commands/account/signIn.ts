import * as vscode from 'vscode';
import { parseRemote } from '../../../core/forge/remote';
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
  const hosts = [...new Set(hostsOf(app))];
  if (hosts.length === 1) return hosts[0];
  if (hosts.length > 1) return vscode.window.showQuickPick(hosts, { title: vscode.l10n.t('Sign in to which forge?') });
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Sign in to which forge?'),
    prompt: vscode.l10n.t('Its host, with the port where it has one: git.example.com'),
    ignoreFocusOut: true,
  });
}

/** Hosts of the catalog's repositories and discoveries. */
function hostsOf(app: App): readonly string[] {
  const { catalog } = app.fleet.snapshot;
  const urls = [
    ...(catalog?.services.map(({ repository }) => repository) ?? []),
    ...(catalog?.discoveries.map(({ forge }) => `${forge}/x/x`) ?? []),
  ];
  return urls.flatMap((url) => parseRemote(url)?.host ?? []);
}
