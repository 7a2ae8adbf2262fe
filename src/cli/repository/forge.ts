import type { Remote } from '../../core/git/environment';
import { ForgeConnections } from '../../core/forge/connect';
import type { ForgeClient } from '../../core/forge/forgeClient';
import { GitCredentialTokens } from '../../core/forge/gitCredential';
import { ForgeFinder } from '../../core/forge/identify';
import { parseRemote, repositoryOf } from '../../core/forge/remote';
import { firstOf } from '../../core/forge/tokens';
import type { RepositoryRef } from '../../core/forge/types';
import type { CliContext } from '../context';
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
  const found = await new ForgeFinder({}).identify(parsed, context.signal);
  const repository = found.kind === 'forge' ? repositoryOf(parsed, found.basePath) : undefined;
  if (found.kind !== 'forge' || !repository) return { kind: 'none', said: 'is on no forge that is known' };
  const tokens = firstOf(tokensFor(parsed.host, context), new GitCredentialTokens());
  const client = new ForgeConnections({ tokens }).client(found.identity);
  return { kind: 'forge', client, repository, basePath: found.basePath };
}
