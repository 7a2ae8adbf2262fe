import type { LocatedService } from '../fleet/observe/readService';
import type { PullRequest } from '../forge/types';
import { environmentOf, judgePullRequest, subjectOf, unjudgedBecause } from './judgePullRequest';
import type { JudgeOptions } from './options';
import { deadline } from '../support/deadline';
import { postVerdict, type PostOptions, type Posted } from './post/postVerdict';
import { unjudged, type Verdict } from './verdict';

export interface Judged {
  readonly verdict: Verdict;
  readonly posted?: Posted;
}

export type JudgeNowOptions = JudgeOptions & {
  readonly post?: PostOptions | undefined;
  /** For looking at it; posting has time of its own, so that what took too long is said. */
  readonly timeoutMs: number;
};

/** What moves more often while it is looked at is somebody's who pushes. */
const mostTries = 3;
const postMs = 60_000;

/**
 * Judges one pull request as it is now and, where that is asked for, posts it. Where head or base moved meanwhile, it is
 * judged anew.
 * @param open all open pull requests of the repository, where they were read already
 * @throws NothingToJudge; ForgeError where not even the pull request can be read; the signal's reason
 */
export async function judgeNow(
  located: LocatedService,
  number: number,
  options: JudgeNowOptions,
  signal: AbortSignal,
  open?: readonly PullRequest[],
): Promise<Judged> {
  const { service } = located;
  const { client, repository } = located.forge;
  for (let tries = 1; ; tries += 1) {
    const inTime = deadline(signal, options.timeoutMs);
    const pullRequest = await client.pullRequest(repository, number, inTime);
    const environment = environmentOf(service, pullRequest);
    const verdict = await verdictOn(located, pullRequest, options, inTime, open).catch((error: unknown) => {
      signal.throwIfAborted();
      const subject = subjectOf(service, environment, pullRequest, pullRequest.base.commit);
      return unjudgedBecause(error, subject, options.log, inTime);
    });
    if (!options.post) return { verdict };
    const posted = await postVerdict(located.forge, verdict, options.post, deadline(signal, postMs));
    if (posted.kind === 'posted') return { verdict, posted };
    if (tries < mostTries) continue;
    // Where the head is still the same, what was said of an older base would go on standing.
    const moving = unjudged(verdict.subject, posted.said);
    return {
      verdict: moving,
      posted: await postVerdict(located.forge, moving, options.post, deadline(signal, postMs)),
    };
  }
}

async function verdictOn(
  located: LocatedService,
  pullRequest: PullRequest,
  options: JudgeNowOptions,
  signal: AbortSignal,
  open: readonly PullRequest[] | undefined,
): Promise<Verdict> {
  const { client, repository } = located.forge;
  const others = open ?? (await client.openPullRequests(repository, undefined, signal));
  return judgePullRequest(await located.read(signal), pullRequest, others, options, signal);
}
