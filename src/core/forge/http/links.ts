import { ForgeError } from '../errors';

/** No list that matters here is longer; a forge that links without end is not followed. */
export const maxLinks = 200;

/**
 * Where the next page is, as the forge says it: followed only where it lies in the same API of the same host, since the token
 * goes along.
 * @param next address as it stands in the answer
 * @param apiBase of the API, without a trailing slash
 * @throws ForgeError `redirected` where it leads elsewhere
 */
export function nextLink(next: string, apiBase: string, host: string): string {
  const url = URL.parse(next);
  const base = new URL(apiBase);
  const isWithin =
    url?.origin === base.origin && url.pathname.startsWith(`${base.pathname.replace(/(?<!\/)\/+$/, '')}/`);
  if (!isWithin || url.username !== '' || url.password !== '')
    throw ForgeError.redirected(host, url?.host ?? next.slice(0, 200));
  return url.href;
}
