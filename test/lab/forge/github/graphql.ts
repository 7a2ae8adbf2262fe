import { execute, extendSchema, GraphQLError, parse, validate } from 'graphql';
import { z } from 'zod';
import { githubSchema } from '../../../unit/forge/published/graphql';
import { json, type Answer } from '../answer';
import { bodyOf, signedIn, type Call, type Route } from '../api/call';
import { readable } from '../api/repositories';
import { mayMerge, protectionOf, unmetDemand } from '../protection';
import { Refusal } from '../refusal';
import type { ForgeParts } from '../parts';
import {
  accessOf,
  atLeast,
  type AccountRecord,
  type RepositoryRecord,
  type PullRequestRecord,
  type StatusRecord,
} from '../state';
import { askedForReview } from '../reviews';
import { latestByContext } from '../statuses';
import { checkRunsOf } from './runs';
import { stateOf } from './views';

export const graphqlRoutes: readonly Route[] = [{ on: 'forge', method: 'POST', path: '/graphql', handle: graphql }];

/** GitHub's published schema, and what a person does on the page. */
const schema = extendSchema(
  githubSchema(),
  parse(`
    extend type Mutation { disablePullRequestAutoMerge(input: DisablePullRequestAutoMergeInput!): DisablePullRequestAutoMergePayload }
    input DisablePullRequestAutoMergeInput { clientMutationId: String, pullRequestId: ID! }
    type DisablePullRequestAutoMergePayload { clientMutationId: String }
  `),
);

const query = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

/** Whatever is asked is answered by the schema itself; nobody without a token is. */
async function graphql(call: Call): Promise<Answer> {
  signedIn(call);
  const { query: text, variables } = await bodyOf(call, query);
  const document = parse(text);
  const problems = validate(schema, document);
  const { data, errors } =
    problems.length > 0
      ? { data: undefined, errors: problems }
      : await execute({ schema, document, rootValue: root, contextValue: call, variableValues: variables });
  const told = errors?.map(({ message, path, extensions }) => ({ message, path, type: extensions['type'] }));
  return json(200, { ...(data !== undefined && { data }), ...(told && { errors: told }) });
}

function problem(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

const root = {
  viewer: (_: object, call: Call) => ({ login: signedIn(call).name }),
  repository({ owner, name }: { readonly owner: string; readonly name: string }, call: Call) {
    const found = readable(call).find(({ fullName }) => fullName.toLowerCase() === `${owner}/${name}`.toLowerCase());
    if (found) return repositoryNode(call, found);
    throw problem('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  },
  async enablePullRequestAutoMerge({ input }: { readonly input: Enabling }, call: Call) {
    const { repository, pull } = pullOf(call, input.pullRequestId);
    const by = writing(call, repository);
    const head = (await call.forge.branches.refs(repository)).get(`refs/heads/${pull.head}`) ?? '';
    if (!mayMerge(by, repository, pull.base)) throw problem('FORBIDDEN', 'You may not merge this pull request.');
    if (input.expectedHeadOid !== head) throw problem('UNPROCESSABLE', 'Head sha was modified.');
    if (unmetDemand(repository, pull, head) === undefined)
      throw problem('UNPROCESSABLE', 'Pull request Pull request is in clean status');
    const style = { MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const;
    const scheduled = { by, style: style[input.mergeMethod], deleteBranch: repository.deleteBranchAfterMerge };
    await call.forge.pulls.schedule(repository, pull, scheduled, call.forge.now()).catch((error: unknown) => {
      throw error instanceof Refusal ? problem('UNPROCESSABLE', error.message) : error;
    });
    return { clientMutationId: null };
  },
  disablePullRequestAutoMerge({ input }: { readonly input: Pick<Enabling, 'pullRequestId'> }, call: Call) {
    const { repository, pull } = pullOf(call, input.pullRequestId);
    writing(call, repository);
    call.forge.pulls.unschedule(pull);
    return { clientMutationId: null };
  },
};

interface Enabling {
  readonly pullRequestId: string;
  readonly expectedHeadOid: string;
  readonly mergeMethod: 'MERGE' | 'SQUASH' | 'REBASE';
}

function writing(call: Call, repository: RepositoryRecord) {
  const by = signedIn(call);
  if (by.scope === 'read') throw problem('FORBIDDEN', 'Resource not accessible by personal access token');
  if (accessOf(by, repository) === 'read') throw problem('FORBIDDEN', `${by.name} does not have the permission.`);
  return by;
}

/** Opaque to clients. */
const pullId = (repository: RepositoryRecord, number: number) => `PR_${repository.fullName}/${number}`;

function pullOf(call: Call, id: string): { repository: RepositoryRecord; pull: PullRequestRecord } {
  for (const repository of readable(call))
    for (const pull of repository.pullRequests) if (pullId(repository, pull.number) === id) return { repository, pull };
  throw problem('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

function repositoryNode(call: Call, repository: RepositoryRecord) {
  const { branches } = call.forge;
  return {
    viewerPermission: { none: null, read: 'READ', write: 'WRITE', admin: 'ADMIN' }[accessOf(call.account, repository)],
    pullRequests: () => ({ totalCount: repository.pullRequests.filter(({ state }) => state.kind === 'open').length }),
    pullRequest: ({ number }: { readonly number: number }) => pullNode(repository, number),
    ref: async ({ qualifiedName }: { readonly qualifiedName: string }) => {
      const commit = (await branches.refs(repository)).get(qualifiedName);
      return commit === undefined ? null : refNode(call, repository, qualifiedName, commit);
    },
    object: async ({ oid }: { readonly oid: string }) =>
      (await branches.resolve(repository, oid)) === undefined ? null : commitNode(call.forge, repository, oid),
  };
}

function pullNode(repository: RepositoryRecord, number: number) {
  const pull = repository.pullRequests.find((one) => one.number === number);
  if (!pull) throw problem('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
  const asked = askedForReview(pull);
  const mayWrite = (account: AccountRecord) => atLeast(accessOf(account, repository), 'write');
  return {
    id: pullId(repository, number),
    autoMergeRequest: pull.scheduled ? { enabledAt: pull.updatedAt.toISOString() } : null,
    latestOpinionatedReviews: ({ writersOnly }: { readonly writersOnly: boolean }) => ({
      nodes: asked
        .filter(({ state, reviewer }) => state !== 'REQUEST_REVIEW' && (!writersOnly || mayWrite(reviewer)))
        .map(({ reviewer, state }) => ({
          state: state === 'APPROVED' ? state : 'CHANGES_REQUESTED',
          author: { __typename: 'User', login: reviewer.name },
        })),
    }),
    reviewRequests: {
      nodes: asked
        .filter(({ state }) => state === 'REQUEST_REVIEW')
        .map(({ reviewer }) => ({ requestedReviewer: { __typename: 'User', login: reviewer.name } })),
    },
    timelineItems: { totalCount: pull.timeline.filter((type) => type === 'pull_cancel_scheduled_merge').length },
  };
}

function refNode({ account, forge }: Call, repository: RepositoryRecord, name: string, commit: string) {
  const branch = name.replace('refs/heads/', '');
  const rule = protectionOf(repository, branch);
  return {
    target: commitNode(forge, repository, commit),
    refUpdateRule: rule && {
      requiredStatusCheckContexts: rule.requiredContexts,
      requiredApprovingReviewCount: rule.requiredApprovals,
      requiresCodeOwnerReviews: false,
      requiresConversationResolution: rule.demandsMore,
      requiresSignatures: false,
      viewerCanPush: rule.mergers === undefined || rule.mergers.includes(account?.name ?? ''),
    },
    rules: { totalCount: 0, nodes: [] },
  };
}

function commitNode(forge: ForgeParts, repository: RepositoryRecord, oid: string) {
  const checks = checkRunsOf(forge, repository, oid).map(checkNode);
  const posted = latestByContext(repository, oid).map(statusNode);
  const nodes = [...checks, ...posted];
  const states = [...posted.map(({ state }) => state), ...checks.map(stateOfCheck)];
  return {
    __typename: 'Commit',
    oid,
    statusCheckRollup:
      nodes.length === 0
        ? null
        : {
            state: ['ERROR', 'FAILURE', 'PENDING'].find((state) => states.includes(state)) ?? 'SUCCESS',
            contexts: ({ first }: { readonly first: number }) => ({
              totalCount: nodes.length,
              checkRunCountsByState: counted(checks.map(({ conclusion, status }) => conclusion ?? status)),
              statusContextCountsByState: counted(posted.map(({ state }) => state)),
              nodes: nodes.slice(0, first),
            }),
          },
  };
}

function counted(states: readonly string[]) {
  return [...new Set(states)].map((state) => ({ state, count: states.filter((one) => one === state).length }));
}

function statusNode(status: StatusRecord) {
  return {
    __typename: 'StatusContext',
    context: status.context,
    state: stateOf(status.state).toUpperCase(),
    description: status.description,
    targetUrl: status.targetUrl === '' ? null : status.targetUrl,
    createdAt: status.createdAt.toISOString(),
  };
}

function checkNode(check: ReturnType<typeof checkRunsOf>[number]) {
  return {
    __typename: 'CheckRun',
    databaseId: check.id,
    name: check.name,
    status: check.status.toUpperCase(),
    conclusion: check.conclusion?.toUpperCase() ?? null,
    detailsUrl: check.details_url,
    permalink: check.html_url,
    startedAt: check.started_at,
    completedAt: check.completed_at,
    title: check.output.title,
    checkSuite: { databaseId: check.check_suite.id },
  };
}

function stateOfCheck({ conclusion }: ReturnType<typeof checkNode>): string {
  if (conclusion === null) return 'PENDING';
  return ['SUCCESS', 'SKIPPED'].includes(conclusion) ? 'SUCCESS' : 'FAILURE';
}
