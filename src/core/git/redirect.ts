import type { HttpToken, Reach, Remote } from './environment';
import { GitError } from './errors';
import { runGit } from './run';

/** Of a repository that was renamed twice and is served encrypted by now. */
const maxRedirects = 3;

/**
 * Lets git speak to a server that has our token. git would follow a redirect and send the token along, to whatever host it
 * leads: with a token it follows none, and a redirect is gone after here, within the same server.
 * @throws GitError `git/redirected` where it leads to another one
 */
export async function withoutRedirects<T>(
  reach: Reach,
  { where, token }: Remote & { readonly token: HttpToken },
  signal: AbortSignal | undefined,
  act: (reach: Reach) => Promise<T>,
): Promise<T> {
  let here = reach;
  for (let count = 0; ; count++) {
    try {
      return await act(here);
    } catch (error) {
      if (!(error instanceof GitError) || error.code !== 'git/redirected' || count >= maxRedirects) throw error;
      const url = await redirected(here, where, signal);
      if (url === undefined) throw error;
      if (!isSameServer(new URL(here.url), new URL(url))) throw GitError.redirected(where, new URL(url).host, error);
      here = { ...here, url, token: { ...token, url: `${new URL(url).origin}/` } };
    }
  }
}

/** Where the server sends who asks for this repository; nothing where it does not say so in the way that git expects. */
async function redirected(reach: Reach, where: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const { url, ...how } = reach;
  const args = ['ls-remote', '--end-of-options', url];
  const asked = { args, place: { kind: 'none' }, where, signal, answers: [128], showsHeaders: true, ...how } as const;
  const { stderr } = await runGit(asked);
  const location = /<= Recv header: location: *(\S+)/i.exec(stderr)?.[1];
  const service = '/info/refs?service=git-upload-pack';
  const target = location === undefined ? null : URL.parse(location, `${url}${service}`);
  return target?.href.endsWith(service) ? target.href.slice(0, -service.length) : undefined;
}

/** The same name and port, or its encrypted side. */
function isSameServer(from: URL, to: URL): boolean {
  if (to.username !== '' || to.password !== '') return false;
  if (from.origin === to.origin) return true;
  return from.hostname === to.hostname && from.protocol === 'http:' && to.protocol === 'https:' && to.port === '';
}
