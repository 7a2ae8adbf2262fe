import { authorization, Transport, type ClientOptions } from '../http/transport';
import { refusalOf } from './refusals';

const bearer = authorization('Bearer');

/**
 * How Bitbucket Data Center is asked: HTTP access tokens of a person, a project or a repository alike; a person's name and
 * password as `name:password`. Without the header what has no body is refused as forged. Source: its docs, "HTTP access tokens"; its REST API,
 * "XSRF checking".
 */
export function dataCenterTransport(options: ClientOptions): Transport {
  return new Transport({
    ...options,
    headers: { 'x-atlassian-token': 'no-check' },
    refusalOf,
    authorise: (token) =>
      token.value.includes(':')
        ? { authorization: `Basic ${Buffer.from(token.value).toString('base64')}` }
        : bearer(token),
  });
}
