import { jobToken } from '../environmentTokens';
import { authorization, Transport, type ClientOptions } from '../http/transport';

const bearer = authorization('Bearer');

/**
 * How GitLab is asked. Tokens of people, projects, groups and applications are all taken as `Bearer`; that of a job alone
 * has a header of its own. Source: GitLab REST API, "Authentication".
 */
export function gitlabTransport(options: ClientOptions): Transport {
  return new Transport({
    ...options,
    authorise: (token) => (token.source === jobToken ? { 'job-token': token.value } : bearer(token)),
  });
}
