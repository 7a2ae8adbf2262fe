import type { Check } from '../../forge/types';
import { isOwnStatus } from '../../pipeline/ownStatus';
import type { Observation, Unknown } from '../../support/observation';
import type { Sha } from '../../support/sha';

/** `unjudged`: it was looked at, and could not be judged; also what the forge calls by a word that nobody knows. */
export type JudgementState = 'success' | 'failure' | 'pending' | 'unjudged';

/**
 * What `branchline judge` has posted on the head of a pull request, as the forge has it. Whoever may post statuses may have posted
 * it: it is told, and nothing is let pass by it. `none`: nothing was posted on that head.
 */
export type Judgement =
  | {
      readonly kind: 'posted';
      readonly commit: Sha;
      readonly state: JudgementState;
      /** In the words of whoever posted it. */
      readonly said: string;
      /** ISO 8601. */
      readonly postedAt: string;
      readonly observed: Observation;
    }
  | { readonly kind: 'none'; readonly commit: Sha; readonly observed: Observation }
  | Unknown;

const gravest: readonly JudgementState[] = ['failure', 'unjudged', 'pending', 'success'];

/** Of a pull request that is judged for several environments the gravest counts. */
export function judgementOf(commit: Sha, checks: readonly Check[], observed: Observation): Judgement {
  const posted = checks.filter(({ context }) => isOwnStatus(context));
  const state = gravest.find((one) => posted.some((check) => stateOf(check) === one));
  const check = posted.find((one) => stateOf(one) === state);
  if (state === undefined || !check) return { kind: 'none', commit, observed };
  return { kind: 'posted', commit, state, said: check.description, postedAt: check.updatedAt, observed };
}

function stateOf({ state }: Check): JudgementState {
  return state === 'success' || state === 'failure' || state === 'pending' ? state : 'unjudged';
}
