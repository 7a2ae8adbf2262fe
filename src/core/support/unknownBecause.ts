import { BranchlineError, reasonOf } from './errors';
import { isTimeout } from './deadline';
import { message } from './message';
import type { Observation, Unknown } from './observation';

const reasons: Readonly<Record<string, Unknown['reason']>> = {
  unauthorised: 'unauthorised',
  sso: 'unauthorised',
  forbidden: 'forbidden',
  notFound: 'missing',
  repositoryGone: 'missing',
  branchMissing: 'missing',
  notARepository: 'missing',
  unreachable: 'unreachable',
  timeout: 'unreachable',
  tls: 'unreachable',
  proxy: 'unreachable',
  html: 'unreachable',
  serverError: 'unreachable',
  rateLimited: 'unreachable',
  rulesUnreadable: 'unjudged',
};

/** A failed look as a state of its own: what is shown instead of the fact, with the reason in people's words. */
export function unknownBecause(error: unknown, observed: Observation): Unknown {
  if (error instanceof BranchlineError) {
    const kind = error.code.split('/')[1] ?? '';
    return { kind: 'unknown', reason: reasons[kind] ?? 'invalid', said: error.said, observed };
  }
  if (isTimeout(error))
    return { kind: 'unknown', reason: 'unreachable', said: message('No answer in time.'), observed };
  return { kind: 'unknown', reason: 'invalid', said: message('{reason}', { reason: reasonOf(error) }), observed };
}
