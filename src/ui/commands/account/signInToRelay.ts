import * as vscode from 'vscode';
import { hostsOf } from '../../../core/fleet/hosts';
import { relayAddress } from '../../../core/relay/subscribe/address';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { agree, type RelayConsent } from '../../relay/consent';
import { settings } from '../../settings';
import { command } from '../command';

/** Asks what may be sent to the relay of the settings; nothing is before that. */
export const signInToRelay = command('branchline.signInToRelay', async (app) => {
  if (settings.relayUrl() === '') throw noRelay();
  const { url, host } = relayAddress(settings.relayUrl());
  const agreed = await askConsent(host, hostsOf(app.fleet.snapshot.catalog));
  if (agreed) await agree(app.shell.context.secrets, url, agreed);
});

async function askConsent(relay: string, forges: readonly string[]): Promise<RelayConsent | undefined> {
  const own = {
    label: vscode.l10n.t('A token of the relay'),
    detail: vscode.l10n.t('Whoever runs {relay} gives it out. It begins with blr_, and is of use there alone.', {
      relay,
    }),
    means: 'own' as const,
  };
  const forge = {
    label: vscode.l10n.t('My tokens for the forges'),
    detail: vscode.l10n.t(
      '{relay} gets the tokens with which you read {forges}, and asks those forges with them what it may tell you. Only for a relay that you trust as you trust them.',
      { relay, forges: forges.join(', ') },
    ),
    means: 'forge' as const,
  };
  const chosen = await vscode.window.showQuickPick([own, forge], {
    ignoreFocusOut: true,
    title: vscode.l10n.t('What may be sent to {relay}?', { relay }),
  });
  if (chosen?.means !== 'own') return chosen && { kind: 'forge' };
  const value = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title: vscode.l10n.t('Token for {host}', { host: relay }),
    prompt: vscode.l10n.t("It is kept in the system's keychain, never in settings."),
    password: true,
    validateInput: (text) => (/^blr_\S+$/.test(text.trim()) ? undefined : vscode.l10n.t('It begins with blr_.')),
  });
  return value === undefined ? undefined : { kind: 'own', value: value.trim() };
}

function noRelay(): BranchlineError {
  return new BranchlineError('relay/none', message('No relay is named in the settings.'), {
    remedy: {
      title: message('Open Settings'),
      command: 'workbench.action.openSettings',
      args: ['branchline.relay.url'],
    },
  });
}
