import { parseRemote } from '../../forge/remote';
import type { TokenSource } from '../../forge/tokens';
import { parseAddress, shownAddress } from '../../git/address';
import type { Remote } from '../../git/environment';

/** A remote with the token for its host, which is sent to that host alone; without one, git uses what it has. */
export async function remoteOf(url: string, tokens: TokenSource, signal: AbortSignal): Promise<Remote> {
  const where = shownAddress(parseAddress(url, '/'));
  const parsed = parseRemote(url);
  const token = parsed?.transport.startsWith('http') ? await tokens.token(parsed.host, signal) : undefined;
  return { url, where, ...(token ? { token: { url: `${new URL(url).origin}/`, token: token.value } } : {}) };
}
