import { refusal, type Said } from './serve';

/** What every answer of a registry is: none by a closed connection or by silence, or a refusal. */
export type RegistryFault = 'none' | 'down' | 'silent' | 'unauthorised' | 'rateLimited' | 'error500';

/** The answer of a fault; nothing where the true one, or none, is given. */
export function faultyAnswer(fault: RegistryFault): Said | undefined {
  switch (fault) {
    case 'unauthorised':
      return {
        ...refusal(401, 'UNAUTHORIZED', 'authentication required'),
        headers: { 'www-authenticate': 'Basic realm="lab"' },
      };
    case 'rateLimited':
      return { ...refusal(429, 'TOOMANYREQUESTS', 'too many requests'), headers: { 'retry-after': '30' } };
    case 'error500':
      return refusal(500, 'UNKNOWN', 'unknown error');
    case 'none':
    case 'down':
    case 'silent':
      return undefined;
  }
}
