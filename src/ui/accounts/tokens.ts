import * as vscode from 'vscode';
import { environmentTokens } from '../../core/forge/environmentTokens';
import { GitCredentialTokens } from '../../core/forge/gitCredential';
import { firstOf, type TokenSource } from '../../core/forge/tokens';
import { settings } from '../settings';

const keyPrefix = 'token:';
const usualScopes: readonly string[] = ['repo'];
/** Of GitHub alone: files of its pipelines may be pushed by who was given this, too. */
export const setupScopes: readonly string[] = ['repo', 'workflow'];
const gitCredential = new GitCredentialTokens();

/**
 * Where the editor's tokens come from: set by the person (kept by the system's keychain), a GitHub session that is there
 * already, the environment, and git's helpers where the person asked for it. Nothing here ever prompts.
 * @param hosts of the fleet
 * @param scopes that a GitHub session has to have
 */
export function editorTokens(
  secrets: vscode.SecretStorage,
  hosts: () => readonly string[],
  scopes = usualScopes,
): TokenSource {
  const stored: TokenSource = {
    async token(host) {
      const value = await secrets.get(keyPrefix + host);
      return value === undefined ? undefined : { value, source: vscode.l10n.t('the token that you set') };
    },
  };
  const gitHub: TokenSource = {
    async token(host) {
      if (host !== 'github.com') return undefined;
      const session = await vscode.authentication.getSession('github', scopes, { silent: true });
      return session && { value: session.accessToken, source: vscode.l10n.t('your GitHub sign-in') };
    },
  };
  const git: TokenSource = {
    token: (host) => (settings.useGitCredentials() ? gitCredential.token(host) : Promise.resolve(undefined)),
  };
  return firstOf(stored, gitHub, environmentTokens(process.env, hosts), git);
}

/** Asks the person once, from a click; keeps the token for that host alone. */
export async function signInTo(secrets: vscode.SecretStorage, host: string, scopes = usualScopes): Promise<boolean> {
  if (host === 'github.com') {
    await vscode.authentication.getSession('github', scopes, { createIfNone: true });
    return true;
  }
  const value = await vscode.window.showInputBox({
    title: vscode.l10n.t('Token for {host}', { host }),
    prompt: vscode.l10n.t(
      "It needs to read and write repositories. It is kept in the system's keychain, never in settings.",
    ),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A token has at least one character.') : undefined),
  });
  if (value === undefined) return false;
  await secrets.store(keyPrefix + host, value.trim());
  return true;
}

export async function storedHosts(secrets: vscode.SecretStorage): Promise<readonly string[]> {
  const keys = await secrets.keys();
  return keys.filter((key) => key.startsWith(keyPrefix)).map((key) => key.slice(keyPrefix.length));
}

export async function forgetToken(secrets: vscode.SecretStorage, host: string): Promise<void> {
  await secrets.delete(keyPrefix + host);
}
