import type * as vscode from 'vscode';
import * as z from 'zod';
import type { TokenSource } from '../../core/forge/tokens';
import { relayOfEnvironment } from '../../core/relay/subscribe/environment';

/** What a person agreed to send to one relay: their own tokens for forges, or one of the relay's own. */
const consent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('forge') }),
  z.object({ kind: z.literal('own'), value: z.string().min(1) }),
]);
export type RelayConsent = z.infer<typeof consent>;

const keyPrefix = 'relay:';

/** Kept by the system's keychain, by the whole address: what was agreed for one relay is for no other. */
export async function agree(secrets: vscode.SecretStorage, url: string, agreed: RelayConsent): Promise<void> {
  await secrets.store(keyPrefix + url, JSON.stringify(agreed));
}

/** The addresses of relays that something is sent to. */
export async function agreedRelays(secrets: vscode.SecretStorage): Promise<readonly string[]> {
  const keys = await secrets.keys();
  return keys.filter(isOfRelay).map((key) => key.slice(keyPrefix.length));
}

export async function withdraw(secrets: vscode.SecretStorage, url: string): Promise<void> {
  await secrets.delete(keyPrefix + url);
}

export function isOfRelay(key: string): boolean {
  return key.startsWith(keyPrefix);
}

/**
 * What is sent to a relay for the host of a forge; nothing where nobody agreed to it. Who started the editor may have, by variables
 * that name that very relay.
 */
export async function tokenForRelay(
  secrets: vscode.SecretStorage,
  url: string,
  ofForges: TokenSource,
  host: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const agreed = read(await secrets.get(keyPrefix + url));
  if (!agreed) return relayOfEnvironment(process.env)?.tokenFor(url);
  return agreed.kind === 'own' ? agreed.value : (await ofForges.token(host, signal))?.value;
}

function read(text: string | undefined): RelayConsent | undefined {
  if (text === undefined) return undefined;
  try {
    return consent.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // nobody has written it so: as good as none
  }
}
