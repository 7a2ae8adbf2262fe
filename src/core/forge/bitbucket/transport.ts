import { authorization, Transport, type ClientOptions } from '../http/transport';

const bearer = authorization('Bearer');

/**
 * How Bitbucket Cloud is asked. The token of a person goes with the address of their account (`person@example.com:token`), that
 * of a workspace, project or repository alone. Source: Bitbucket docs, "Using API tokens", "Access tokens".
 */
export function bitbucketTransport(options: ClientOptions): Transport {
  return new Transport({
    ...options,
    authorise: (token) =>
      token.value.includes(':')
        ? { authorization: `Basic ${Buffer.from(token.value).toString('base64')}` }
        : bearer(token),
  });
}
