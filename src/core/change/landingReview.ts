import { demandsOf } from '../forge/demandsOf';
import type { Mergers, PullRequest, ToldDemands } from '../forge/types';
import { checksState } from '../pipeline/rollUp';
import type { Clock, Instant } from '../support/clock';
import { deadline } from '../support/deadline';
import type { Unknown } from '../support/observation';
import { message } from '../support/message';
import { unknownBecause } from '../support/unknownBecause';
import type { ReviewFacts } from './gates/reviewFacts';
import type { ServiceLocation } from './location';

/** How a pull request lands on a branch: what is asked for, who may, and how the open one stands. */
export interface LandingReview extends ReviewFacts {
  readonly demands: ToldDemands | undefined;
  /** When it was read. */
  readonly at: Instant;
  /** Who may land there; many may not see it. */
  readonly mergers: Mergers | Unknown;
}

/** A person waits for it. */
const patienceMs = 8_000;

/**
 * Read afresh, since somebody looks. What may not be seen, or fails, or takes too long, does so alone.
 * @param held what the forge asked for when the branch was last looked at
 */
export async function landingReview(
  { forge }: ServiceLocation,
  branch: string,
  { open, held }: { readonly open: PullRequest | undefined; readonly held: ToldDemands | undefined },
  clock: Clock,
  signal: AbortSignal,
): Promise<LandingReview> {
  const at = clock.now();
  if (forge.kind === 'unknown') return { at, demands: undefined, mergers: forge };
  const { client, repository } = forge;
  const observed = { at, source: client.identity.host };
  const limited = deadline(signal, patienceMs);
  const settled = <T>(read: Promise<T>): Promise<T | Unknown> =>
    read.catch((error: unknown) => {
      if (signal.aborted) throw error;
      return unknownBecause(error, observed);
    });
  const [heads, mergers, reviews, checks, judged] = await Promise.all([
    settled(client.heads(repository, [branch], limited)),
    settled(client.mergers(repository, branch, limited)),
    open ? settled(client.reviews(repository, open.number, limited)) : notAsked,
    open ? settled(client.checks(repository, open.head.commit, limited)) : notAsked,
    open && client.judged ? settled(client.judged(repository, open, limited)) : undefined,
  ]);
  const told = 'kind' in heads ? undefined : heads[0] && demandsOf(heads[0], observed);
  return {
    at,
    ...('kind' in heads ? { demands: held, isHeld: true } : { demands: told }),
    mergers,
    ...(open
      ? {
          open: {
            number: open.number,
            mergeable: open.mergeable,
            judged,
            reviews,
            checks: 'kind' in checks ? checks : checksState(open.head.commit, checks, observed),
          },
        }
      : {}),
  };
}

const notAsked: Unknown = {
  kind: 'unknown',
  reason: 'pending',
  said: message('There is no open pull request.'),
};
