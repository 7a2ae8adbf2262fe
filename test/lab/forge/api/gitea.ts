import type { Dialect } from '../dialect';
import { joined, landingBody, landingTitle } from '../messages';
import { Refusal } from '../refusal';
import { accountRoutes } from './accounts';
import { contentRoutes } from './contents';
import { discussionRoutes } from './discussion';
import { hookRoutes } from './hooks';
import { pullRequestRoutes } from './pulls';
import { repositoryRoutes } from './repositories';
import { runRoutes } from './runs';
import { statusRoutes } from './statuses';

/** Gitea 1.26, below `/api/v1`. `/repos/search` is no repository, `/pulls/1/merge` no pair of branches. */
export const gitea: Dialect = {
  prefix: '/api/v1',
  routes: [
    ...accountRoutes,
    ...repositoryRoutes,
    ...pullRequestRoutes,
    ...discussionRoutes,
    ...statusRoutes,
    ...runRoutes,
    ...contentRoutes,
    ...hookRoutes,
  ],
  repositoryOf: ({ owner = '', repo = '' }) => `${owner}/${repo}`,
  headers: {},
  errorBody: ({ message }, url) => ({ message, url: `${url}/api/swagger` }),
  words: {
    hidden: "The target couldn't be found.",
    mayNot: 'user should have a permission to write to a repo',
    archived: [423, 'Repo is archived: '],
  },
  asksWhoFirst: 'never',
  refusesToken(account, { path }) {
    const needed = path.startsWith('/orgs/')
      ? 'organization'
      : /\/(?:issues|labels)\b/.test(path)
        ? 'issue'
        : 'repository';
    if (account.scope === 'all' || account.scope === needed) return undefined;
    return new Refusal(403, `token does not have at least one of required scope(s), required=[write:${needed}]`);
  },
  switchedOff: { path: /^\/repos\/:owner\/:repo\/pulls\b/, status: 404 },
  pageOf: ({ fullName }, number) => `/${fullName}/pulls/${number}`,
  landingTexts: (pullRequest, style, { page, commits }) => ({
    message: joined(landingTitle(pullRequest, style), landingBody(pullRequest, style, page, commits)),
  }),
  apiTexts: (pullRequest, style) => ({ message: landingTitle(pullRequest, style) }),
  protection: (options) => options,
};
