import type { Dialect } from '../dialect';
import { Refusal } from '../refusal';
import { Invalid } from './call';
import { graphqlRoutes } from './graphql';
import { hostingRoutes } from './hosting';
import { landingTexts } from './landing';
import { pullRequestRoutes } from './pulls';
import { repositoryRoutes } from './repositories';
import { runRoutes } from './runs';

/** GitHub Enterprise Server, below `/api`: REST in version 3, and GraphQL. Source: GitHub REST API, each group of calls by its name. */
export const github: Dialect = {
  prefix: '/api',
  routes: [...graphqlRoutes, ...repositoryRoutes, ...runRoutes, ...pullRequestRoutes, ...hostingRoutes],
  repositoryOf: ({ owner = '', repo = '' }) => `${owner}/${repo}`,
  headers: { 'x-github-enterprise-version': '3.17.0' },
  errorBody: (refusal) => ({
    message: refusal.status === 401 ? 'Bad credentials' : refusal.message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(refusal.status),
    ...(refusal instanceof Invalid && { errors: refusal.errors }),
  }),
  words: {
    hidden: 'Not Found',
    mayNot: 'Must have push access to view repository collaborators.',
    archived: [403, 'Repository was archived so is read-only: '],
  },
  asksWhoFirst: 'never',
  refusesToken: ({ scope }) =>
    scope === 'read' ? new Refusal(403, 'Resource not accessible by personal access token') : undefined,
  switchedOff: { path: /^$/, status: 404 },
  pageOf: ({ fullName }, number) => `/${fullName}/pull/${number}`,
  landingTexts,
  apiTexts: landingTexts,
  rebasesAnew: true,
  protection: (options) => options,
};
