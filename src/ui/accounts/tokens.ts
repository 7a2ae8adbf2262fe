import * as vscode from 'vscode';
import { isAzureServices } from '../../core/forge/azureAddress';
import { bitbucketCloud, environmentTokens } from '../../core/forge/environmentTokens';
import { GitCredentialTokens } from '../../core/forge/gitCredential';
import { firstOf, type TokenSource } from '../../core/forge/tokens';
import { settings } from '../settings';

const keyPrefix = 'token:';
const usualScopes: readonly string[] = ['repo'];
/** Of GitHub alone: files of its pipelines may be pushed by who was given this, too. */
export const setupScopes: readonly string[] = ['repo', 'workflow'];
const gitCredential = new GitCredentialTokens();

/** A sign-in of the editor itself, which is good for some hosts. */
interface Provider {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly source: () => string;
  /** Whether some may have nothing but a token of their own. */
  readonly takesTokens: boolean;
}

/** Azure DevOps by its id: the editor's client has no narrower scope for it. */
const azureScopes: readonly string[] = ['499b84ac-1321-427f-aa17-267ca6975798/.default', 'offline_access'];

/** Hosts exactly: a session is no other host's. */
function providerOf(host: string, scopes: readonly string[]): Provider | undefined {
  if (host === 'github.com') {
    return { id: 'github', scopes, source: () => vscode.l10n.t('your GitHub sign-in'), takesTokens: false };
  }
  if (!isAzureServices(host)) return undefined;
  const source = () => vscode.l10n.t('your Microsoft sign-in');
  return { id: 'microsoft', scopes: azureScopes, source, takesTokens: true };
}

/** Nothing where the person went away. */
async function wayToSignIn(host: string, { takesTokens }: Provider): Promise<'session' | 'token' | undefined> {
  if (!takesTokens) return 'session';
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('Sign in with Microsoft'), way: 'session' as const },
      { label: vscode.l10n.t('Set a personal access token'), way: 'token' as const },
    ],
    { title: vscode.l10n.t('How to sign in to {host}', { host }), ignoreFocusOut: true },
  );
  return picked?.way;
}

/**
 * Where the editor's tokens come from: set by the person (kept by the system's keychain), a session of the editor that is there
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
  const signedIn: TokenSource = {
    async token(host) {
      const provider = providerOf(host, scopes);
      if (!provider) return undefined;
      const session = await vscode.authentication.getSession(provider.id, provider.scopes, { silent: true });
      return session && { value: session.accessToken, source: provider.source() };
    },
  };
  const git: TokenSource = {
    token: (host) => (settings.useGitCredentials() ? gitCredential.token(host) : Promise.resolve(undefined)),
  };
  return firstOf(stored, signedIn, environmentTokens(process.env, hosts), git);
}

/** Asks the person once, from a click; keeps the token for that host alone. */
export async function signInTo(secrets: vscode.SecretStorage, host: string, scopes = usualScopes): Promise<boolean> {
  const provider = providerOf(host, scopes);
  const way = provider && (await wayToSignIn(host, provider));
  if (provider && way === undefined) return false;
  if (provider && way === 'session') {
    await vscode.authentication.getSession(provider.id, provider.scopes, { createIfNone: true });
    return true;
  }
  const value = await vscode.window.showInputBox({
    title: vscode.l10n.t('Token for {host}', { host }),
    prompt: promptFor(host),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A token has at least one character.') : undefined),
  });
  if (value === undefined) return false;
  await secrets.store(keyPrefix + host, value.trim());
  return true;
}

function promptFor(host: string): string {
  const usual = vscode.l10n.t(
    "It needs to read and write repositories. It is kept in the system's keychain, never in settings.",
  );
  const account = vscode.l10n.t('A token of your own goes with the address of your account: person@example.com:TOKEN.');
  return host === bitbucketCloud ? `${usual} ${account}` : usual;
}

export async function storedHosts(secrets: vscode.SecretStorage): Promise<readonly string[]> {
  const keys = await secrets.keys();
  return keys.filter((key) => key.startsWith(keyPrefix)).map((key) => key.slice(keyPrefix.length));
}

export async function forgetToken(secrets: vscode.SecretStorage, host: string): Promise<void> {
  await secrets.delete(keyPrefix + host);
}
