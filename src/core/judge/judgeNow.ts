import type { Service } from '../catalog/catalog';
import type { PullRequest } from '../forge/types';
import { environmentOf, judgePullRequest, subjectOf, unjudgedBecause } from './judgePullRequest';
import type { JudgedPlace, JudgeOptions } from './place';
import type { LocatedService } from './openPlace';
import { postVerdict, type PostOptions, type Posted } from './post/postVerdict';
import { unjudged, type Verdict } from './verdict';

export interface Judged {
  readonly verdict: Verdict;
  readonly posted?: Posted;
}

export type JudgeNowOptions = JudgeOptions & { readonly post?: PostOptions | undefined };

/** What moves more often while it is looked at is somebody's who pushes. */
const mostTries = 3;

/**
 * Judges one pull request as it is now and, where that is asked for, posts it. Where head or base moved meanwhile, it is
 * judged anew.
 * @throws NothingToJudge; ForgeError where not even the pull request can be read; the signal's reason
 */
export async function judgeNow(
  service: Service,
  located: LocatedService,
  number: number,
  options: JudgeNowOptions,
  signal: AbortSignal,
): Promise<Judged> {
  const { client, repository } = located.forge;
  for (let tries = 1; ; tries += 1) {
    const pullRequest = await client.pullRequest(repository, number, signal);
    const environment = environmentOf(service, pullRequest);
    const subject = subjectOf(service, environment, pullRequest, pullRequest.base.commit);
    let verdict: Verdict;
    try {
      const place = await located.read(signal);
      verdict = await judgeOpen(place, pullRequest, options, signal);
    } catch (error) {
      verdict = unjudgedBecause(error, subject, options.log, signal);
    }
    if (!options.post) return { verdict };
    const posted = await postVerdict(located.forge, verdict, options.post, signal);
    if (posted.kind === 'posted') return { verdict, posted };
    if (tries === mostTries) return { verdict: unjudged(verdict.subject, posted.said), posted };
  }
}

async function judgeOpen(
  place: JudgedPlace,
  pullRequest: PullRequest,
  options: JudgeNowOptions,
  signal: AbortSignal,
): Promise<Verdict> {
  const open = await place.forge.client.openPullRequests(place.forge.repository, undefined, signal);
  return judgePullRequest(place, pullRequest, open, options, signal);
}
