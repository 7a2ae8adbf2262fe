import { hostsOf } from '../../core/fleet/hosts';
import { environmentTokens } from '../../core/forge/environmentTokens';
import type { TokenSource } from '../../core/forge/tokens';
import type { CliContext } from '../context';

/** The tokens of the environment for the hosts of a catalog. */
export function catalogTokens(
  catalog: Parameters<typeof hostsOf>[0],
  { environment }: Pick<CliContext, 'environment'>,
): TokenSource {
  return environmentTokens(environment, () => hostsOf(catalog));
}

/** The tokens of the environment for a host that a person named, or for the hosts of the catalog that a command goes by. */
export function tokensFor(host: string, { environment, catalogHosts = [] }: CliContext): TokenSource {
  return environmentTokens(environment, () => (catalogHosts.length > 0 ? catalogHosts : [host]));
}
