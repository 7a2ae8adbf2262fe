import { gitLogin, pipelineToken } from '../../forge/environmentTokens';
import { isAzureServices } from '../../forge/azureAddress';
import { parseRemote } from '../../forge/remote';
import { isWebToken, type Token, type TokenSource } from '../../forge/tokens';
import { parseAddress, shownAddress } from '../../git/address';
import type { Remote } from '../../git/environment';

/** A remote with the token for its host, which is sent to that host alone; without one, git uses what it has. */
export async function remoteOf(url: string, tokens: TokenSource, signal: AbortSignal): Promise<Remote> {
  const where = shownAddress(parseAddress(url, '/'));
  const parsed = parseRemote(url);
  const token = parsed?.transport.startsWith('http') ? await tokens.token(parsed.host, signal) : undefined;
  if (!token) return { url, where };
  // Source: Azure DevOps docs, "Access repositories, artifacts, and other resources", "Run Git commands in a script".
  const isOfAzure = token.source === pipelineToken || isAzureServices(parsed?.host ?? '');
  const isBearer = isDataCenterToken(parsed, token) || (isOfAzure && isWebToken(token.value));
  const bearer = isBearer ? { isBearer } : {};
  const login = gitLogin(parsed?.host ?? '', token);
  return { url, where, token: { url: `${new URL(url).origin}/`, ...login, ...bearer } };
}

/**
 * Bitbucket Data Center takes tokens of projects and repositories in no other way, and has `scm` in its addresses, as a group of
 * GitLab may be called. Source: Bitbucket Data Center docs, "HTTP access tokens".
 */
function isDataCenterToken(parsed: ReturnType<typeof parseRemote>, { value }: Token): boolean {
  return parsed?.path.at(-3) === 'scm' && !value.includes(':') && !value.startsWith('glpat-');
}
