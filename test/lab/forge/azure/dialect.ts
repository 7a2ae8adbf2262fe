import type { Dialect } from '../dialect';
import { Refusal } from '../refusal';
import { guid } from './call';
import { collection } from './collection';
import { policyRoutes } from './policies';
import { pullRequestRoutes } from './pullRequests';
import { repositoryRoutes } from './repositories';
import { statusRoutes } from './statuses';
import { threadRoutes } from './threads';

/** Azure DevOps, with one collection; an owner is a project in it. Source: Azure DevOps REST API, each group of calls by its name. */
export const azure: Dialect = {
  prefix: `/${collection}`,
  mark: '/_apis/',
  routes: [...repositoryRoutes, ...pullRequestRoutes, ...threadRoutes, ...statusRoutes, ...policyRoutes],
  repositoryOf: ({ project = '', repo = '' }, all) =>
    `${project}/${all.find(({ id }) => guid('repository', id) === repo)?.name ?? repo}`,
  headers: { 'x-vss-e2eid': guid('project', 9), 'x-tfs-processid': guid('project', 9) },
  errorBody: ({ message }) => ({
    $id: '1',
    innerException: null,
    message,
    typeName: 'Microsoft.TeamFoundation.Git.Server.GitException',
    typeKey: 'GitException',
    errorCode: 0,
    eventId: 3000,
  }),
  words: {
    hidden:
      'TF401019: The Git repository does not exist or you do not have permissions for the operation you are attempting.',
    mayNot: 'TF401027: You need the Git "GenericContribute" permission to perform this action.',
    archived: [403, 'TF401019: The repository is disabled: '],
  },
  asksWhoFirst: 'always',
  countsAll: true,
  refusesToken: ({ scope }) =>
    scope === 'read' ? new Refusal(403, 'The token does not have the scope that this asks for.') : undefined,
  switchedOff: { path: /^$/, status: 404 },
  pageOf: ({ owner, name }, number) => `/${collection}/${owner.name}/_git/${name}/pullrequest/${number}`,
  // Source: the message that its page proposes.
  landingTexts: ({ number, title, body }) => ({
    message: body === '' ? `Merged PR ${number}: ${title}` : `Merged PR ${number}: ${title}\n\n${body}`,
    isPlain: true,
  }),
  apiTexts: ({ number, title, head, base }, style) => ({
    message:
      style === 'squash' ? `Merged PR ${number}: ${title}` : `Merge pull request ${number} from ${head} into ${base}`,
    isPlain: true,
  }),
  protection: (options) => options,
};
