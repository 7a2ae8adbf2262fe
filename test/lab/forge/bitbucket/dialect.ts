import type { Dialect } from '../dialect';
import { Refusal } from '../refusal';
import { hostingRoutes } from './hosting';
import { pullRequestRoutes } from './pullRequests';
import { repositoryRoutes } from './repositories';

/** Source: Bitbucket docs, "Understanding the Default Pull Request Title, Description and Merge Commit Message". */
const landingTexts: Dialect['landingTexts'] = ({ head, number, title }, style, { commits }) => {
  const merged = `Merged in ${head} (pull request #${number})\n\n${title}`;
  const listed = commits.map(({ message }) => `* ${message.trim()}\n\n`).join('');
  return { message: style === 'squash' ? `${merged}\n\n${listed}`.trim() : merged };
};

/** Bitbucket Cloud, below `/2.0`. Source: its REST API, each group of calls by its name. */
export const bitbucket: Dialect = {
  prefix: '/2.0',
  routes: [...repositoryRoutes, ...pullRequestRoutes, ...hostingRoutes],
  repositoryOf: ({ workspace = '', repo = '' }) => `${workspace}/${repo}`,
  headers: {},
  errorBody: ({ message }) => ({ type: 'error', error: { message } }),
  words: {
    hidden: 'Repository not found',
    mayNot: 'Your credentials lack one or more required privilege scopes.',
    archived: [403, ''],
  },
  asksWhoFirst: 'never',
  refusesToken: ({ scope }) =>
    scope === 'read' ? new Refusal(403, 'Your credentials lack one or more required privilege scopes.') : undefined,
  switchedOff: { path: /^$/, status: 404 },
  pageOf: ({ fullName }, number) => `/${fullName}/pull-requests/${number}`,
  landingTexts,
  apiTexts: landingTexts,
  // No check can be required by its name: builds are counted.
  protection: (options) =>
    options?.requiredContexts && options.requiredContexts.length > 0
      ? { ...options, requiredContexts: ['**'] }
      : options,
};
