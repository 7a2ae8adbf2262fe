import type { Remote } from '../../core/git/environment';
import { ForgeConnections } from '../../core/forge/connect';
import type { ForgeClient } from '../../core/forge/forgeClient';
import { GitCredentialTokens } from '../../core/forge/gitCredential';
import { environmentForges } from '../../core/forge/forgeSettings';
import { ForgeFinder } from '../../core/forge/identify';
import { parseRemote, repositoryOf } from '../../core/forge/remote';
import { firstOf } from '../../core/forge/tokens';
import type { RepositoryRef } from '../../core/forge/types';
import type { CliContext, ForgeAccess } from '../context';
import { tokensFor } from './tokens';

export type FoundForge =
  | {
      readonly kind: 'forge';
      readonly client: ForgeClient;
      readonly repository: RepositoryRef;
      /** Where its web pages lie below its host. */
      readonly basePath: string;
    }
  | { readonly kind: 'none'; readonly said: string };

/** The forge that a remote is on. @throws ForgeError where an unknown host does not answer */
export async function forgeOf({ url }: Remote, context: CliContext): Promise<FoundForge> {
  const parsed = parseRemote(url);
  if (!parsed) return { kind: 'none', said: 'is not on a forge' };
  const { finder, connections } = accessTo(parsed.host, context);
  const found = await finder.identify(parsed, context.signal);
  const repository = found.kind === 'forge' ? repositoryOf(parsed, found.basePath, found.identity.kind) : undefined;
  if (found.kind !== 'forge' || !repository) return { kind: 'none', said: 'is on no forge that is known' };
  const client = connections.client(found.identity);
  return { kind: 'forge', client, repository, basePath: found.basePath };
}

/** By host, since a token is of one; kept for as long as the command wants. */
function accessTo(host: string, context: CliContext): ForgeAccess {
  const kept = context.forges?.get(host);
  if (kept) return kept;
  const tokens = firstOf(tokensFor(host, context), new GitCredentialTokens());
  const access = {
    finder: new ForgeFinder(environmentForges(context.environment)),
    connections: new ForgeConnections({ tokens }),
  };
  context.forges?.set(host, access);
  return access;
}
