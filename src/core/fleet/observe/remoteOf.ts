import { jobToken } from '../../forge/environmentTokens';
import { parseRemote } from '../../forge/remote';
import type { TokenSource } from '../../forge/tokens';
import { parseAddress, shownAddress } from '../../git/address';
import type { Remote } from '../../git/environment';

/** A remote with the token for its host, which is sent to that host alone; without one, git uses what it has. */
export async function remoteOf(url: string, tokens: TokenSource, signal: AbortSignal): Promise<Remote> {
  const where = shownAddress(parseAddress(url, '/'));
  const parsed = parseRemote(url);
  const token = parsed?.transport.startsWith('http') ? await tokens.token(parsed.host, signal) : undefined;
  if (!token) return { url, where };
  // Source: GitLab docs, "CI/CD job token": git is given it under this name alone.
  const user = token.source === jobToken ? { user: 'gitlab-ci-token' } : {};
  return { url, where, token: { url: `${new URL(url).origin}/`, token: token.value, ...user } };
}
