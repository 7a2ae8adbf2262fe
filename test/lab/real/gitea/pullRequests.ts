import { z } from 'zod';
import type { NewPullRequest, PullRequestSummary, RepositoryName } from '../../forge';
import { Refusal } from '../../forge/refusal';
import type { LandingStyle } from '../../lab';
import type { OperatorApi } from './api';
import type { Pages } from './page';
import { until } from './patience';

const end = z.object({ ref: z.string(), label: z.string() });
const pullRequest = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['open', 'closed']),
  merged: z.boolean(),
  merge_commit_sha: z.string().nullish(),
  head: end,
  base: end,
});

export class PullRequests {
  constructor(
    private readonly api: OperatorApi,
    private readonly pages: Pages,
    private readonly signal: AbortSignal,
  ) {}

  async open(name: RepositoryName, { title, body = '', head, base }: NewPullRequest, as: string): Promise<number> {
    const create = (): Promise<unknown> =>
      this.api.call('POST', `/repos/${name}/pulls`, { as, body: { title, body, head, base } });
    // A branch that was just pushed is not found yet.
    const created = await until(`a pull request of ${head}`, () => unless(404, create), this.signal);
    return pullRequest.parse(created).number;
  }

  async close(name: RepositoryName, number: number, as: string): Promise<void> {
    await this.api.call('PATCH', `/repos/${name}/pulls/${number}`, { as, body: { state: 'closed' } });
  }

  /** Returns the base branch. */
  async merge(
    name: RepositoryName,
    number: number,
    style: LandingStyle,
    as: string,
    by: 'button' | 'API',
  ): Promise<string> {
    const merge = async (): Promise<true> => {
      const message = by === 'API' ? undefined : await this.pages.proposedMessage(name, number, style);
      const fields = message ? { MergeTitleField: message.title, MergeMessageField: message.body } : {};
      await this.api.call('POST', `/repos/${name}/pulls/${number}/merge`, { as, body: { Do: style, ...fields } });
      return true;
    };
    // Whether it can be merged is found out after it was opened, and again after each push to its base.
    await until(`merging ${name}#${number}`, () => unless(405, merge, /try again later/), this.signal);
    return pullRequest.parse(await this.api.call('GET', `/repos/${name}/pulls/${number}`)).base.ref;
  }

  async all(name: RepositoryName): Promise<readonly PullRequestSummary[]> {
    const listed = z.array(pullRequest).parse(await this.api.list(`/repos/${name}/pulls?state=all`));
    return listed
      .toSorted((a, b) => a.number - b.number)
      .map(({ number, title, body, state, merged, merge_commit_sha: mergeCommit, head, base }) => ({
        number,
        title,
        body,
        head: head.label,
        base: base.label,
        state: merged ? 'merged' : state,
        mergeCommit: merged ? (mergeCommit ?? undefined) : undefined,
      }));
  }
}

/** Undefined where it is refused with that status, in those words. */
async function unless<T>(status: number, work: () => Promise<T>, words = /(?:)/): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.status === status && words.test(error.message)) return undefined;
    throw error;
  }
}
