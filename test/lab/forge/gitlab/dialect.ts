import type { Dialect, Landed } from '../dialect';
import { Refusal } from '../refusal';
import type { RepositoryRecord } from '../state';
import { hostingRoutes } from './hosting';
import { mergeRequestRoutes } from './mergeRequests';
import { noteRoutes } from './notes';
import { projectRoutes } from './projects';
import { runRoutes } from './runs';
import { statusRoutes } from './statuses';

/** Source: GitLab docs, "Commit message templates", the ones in force where a project has none of its own. */
const merged = ({ head, base, title, number }: Landed, { fullName }: Pick<RepositoryRecord, 'fullName'>): string =>
  `Merge branch '${head}' into '${base}'\n\n${title}\n\nSee merge request ${fullName}!${number}`;

const landingTexts: Dialect['landingTexts'] = (pullRequest, style, { repository }) => {
  if (style !== 'squash') return { message: merged(pullRequest, repository) };
  const { title } = pullRequest;
  return repository.landing.has('merge')
    ? { message: merged(pullRequest, repository), squash: title }
    : { message: title };
};

/** GitLab, below `/api`: REST in version 4, GraphQL for heads. Source: GitLab REST API, each group of calls by its name. */
export const gitlab: Dialect = {
  prefix: '/api',
  routes: [...projectRoutes, ...mergeRequestRoutes, ...noteRoutes, ...statusRoutes, ...runRoutes, ...hostingRoutes],
  repositoryOf: ({ id = '' }) => id,
  headers: { 'x-gitlab-meta': '{"correlation_id":"1","version":"1"}' },
  errorBody: ({ status, message }) =>
    status === 403 && message === 'insufficient_scope'
      ? {
          error: message,
          error_description: 'The request requires higher privileges than provided by the access token.',
        }
      : { message: status === 401 ? '401 Unauthorized' : message },
  words: { hidden: '404 Project Not Found', mayNot: '403 Forbidden', archived: [403, '403 Forbidden - '] },
  asksWhoFirst: 'writing',
  refusesToken: ({ scope }) => (scope === 'read' ? new Refusal(403, 'insufficient_scope') : undefined),
  switchedOff: { path: /\/merge_requests\b/, status: 403 },
  pageOf: ({ fullName }, number) => `/${fullName}/-/merge_requests/${number}`,
  landingTexts,
  apiTexts: landingTexts,
  // No check can be required by its name: the pipeline as a whole is.
  protection: (options) =>
    options?.requiredContexts && options.requiredContexts.length > 0
      ? { ...options, requiredContexts: ['**'] }
      : options,
};
