import { delimiter } from 'node:path';
import { contextsVariable } from '../../core/cluster/contextNames';
import { tokensVariable } from '../../core/forge/environmentTokens';
import { forgesVariable } from '../../core/forge/forgeSettings';
import type { TokenSource } from '../../core/forge/tokens';
import { orAborted } from '../../core/support/orAborted';
import { settings } from '../settings';

/** What the command line that ships with the extension is given of this window: tokens, each for its own host, the kinds of forges, the clusters, and what their contexts are called. */
export async function commandLineEnvironment(
  tokens: TokenSource,
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const found = await Promise.all(
    hosts.map(async (host) => {
      const token = await orAborted(tokens.token(host, signal), signal);
      return token ? [[host, token.value] as const] : [];
    }),
  );
  const kubeconfig = settings.kubeconfig();
  const forges = settings.writtenForges();
  const contexts = settings.contexts();
  return {
    [tokensVariable]: JSON.stringify(Object.fromEntries(found.flat())),
    ...(Object.keys(forges).length > 0 && { [forgesVariable]: JSON.stringify(forges) }),
    ...(Object.keys(contexts).length > 0 && { [contextsVariable]: JSON.stringify(contexts) }),
    ...(kubeconfig.length > 0 && { KUBECONFIG: kubeconfig.join(delimiter) }),
  };
}
