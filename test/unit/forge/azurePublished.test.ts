import assert from 'node:assert/strict';
import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api';
import { BuildQueryOrder, BuildResult, BuildStatus } from 'azure-devops-node-api/interfaces/BuildInterfaces';
import {
  CommentThreadStatus,
  CommentType,
  GitPullRequestMergeStrategy,
  GitStatusState,
  GitVersionType,
  PullRequestAsyncStatus,
  PullRequestStatus,
} from 'azure-devops-node-api/interfaces/GitInterfaces';
import { PolicyEvaluationStatus } from 'azure-devops-node-api/interfaces/PolicyInterfaces';
import { AzureClient } from '../../../src/core/forge/azure/client';
import { AzureHosting } from '../../../src/core/forge/azure/hosting';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import type { ForgeHosting } from '../../../src/core/forge/hosting';
import { answer, project } from './azureLocations';
import { aServer, type Asked, type TestServer } from './server';

const signal = new AbortController().signal;
const sha = 'a'.repeat(40);
const other = 'b'.repeat(40);
const cart = { owner: project, name: 'cart' };
const commit = (version: string) => ({ version, versionType: GitVersionType.Commit });

/**
 * What our client asks, beside what the published client of Azure DevOps (`azure-devops-node-api`) asks for the same: its types say
 * which parameters there are. At which address it asks, a server tells it: what it is told here is by hand, from the REST API's
 * pages. What it does not know is named in `beyond`; the version of the API it says in a header.
 */
const asked: readonly {
  readonly what: string;
  readonly ours: (client: ForgeClient, hosting: ForgeHosting) => Promise<unknown>;
  readonly theirs: (api: WebApi) => Promise<unknown>;
  readonly beyond?: readonly string[];
}[] = [
  {
    what: 'a repository',
    ours: (client) => client.repository(cart, signal),
    theirs: async (api) => (await api.getGitApi()).getRepository('cart', project),
  },
  {
    what: 'repositories of a project',
    ours: (client) => client.repositories(project, undefined, signal),
    theirs: async (api) => (await api.getGitApi()).getRepositories(project),
  },
  {
    what: 'its policies',
    ours: (client) => client.heads(cart, ['dev'], signal),
    theirs: async (api) => (await api.getPolicyApi()).getPolicyConfigurations(project),
  },
  {
    what: 'heads of branches',
    ours: (client) => client.heads(cart, ['dev'], signal),
    theirs: async (api) => (await api.getGitApi()).getRefs('cart', project, 'heads/'),
    beyond: ['$top'], // Azure DevOps REST API, "Refs - List"
  },
  {
    what: 'open pull requests of a project',
    ours: (client) => client.headsOf([{ repository: cart, branches: ['dev'] }], signal),
    theirs: async (api) =>
      (await api.getGitApi()).getPullRequestsByProject(
        project,
        { status: PullRequestStatus.Active },
        undefined,
        undefined,
        300,
      ),
  },
  {
    what: 'statuses of a commit',
    ours: (client) => client.checks(cart, sha, signal),
    theirs: async (api) => (await api.getGitApi()).getStatuses(sha, 'cart', project, 100, 0, true),
  },
  {
    what: 'builds of a repository',
    ours: (client) => client.checks(cart, sha, signal),
    theirs: async (api) =>
      (await api.getBuildApi()).getBuilds(
        project,
        ...([
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
        ] as const),
        ...([undefined, undefined, 100, undefined, undefined, undefined] as const),
        BuildQueryOrder.QueueTimeDescending,
        undefined,
        undefined,
        'r1',
        'TfsGit',
      ),
  },
  {
    what: 'statuses of a pull request',
    ours: (client) => client.checks(cart, sha, signal),
    theirs: async (api) => (await api.getGitApi()).getPullRequestStatuses('cart', 7, project),
  },
  {
    what: 'what policies make of a pull request',
    ours: (client) => client.checks(cart, sha, signal),
    theirs: async (api) =>
      (await api.getPolicyApi()).getPolicyEvaluations(project, 'vstfs:///CodeReview/CodeReviewId/p1/7', true, 100, 0),
  },
  {
    what: 'the pushes of a pull request',
    ours: (client) => client.postStatus(cart, sha, { context: 'a/b', state: 'failure', description: 'd' }, signal),
    theirs: async (api) => (await api.getGitApi()).getPullRequestIterations('cart', 7, project),
  },
  {
    what: 'a commit',
    ours: (client) => client.checks(cart, other, signal),
    theirs: async (api) => (await api.getGitApi()).getCommit(other, 'cart', project),
  },
  {
    what: 'a status, posted on a commit',
    ours: (client) =>
      client.postStatus(
        cart,
        sha,
        { context: 'a/b', state: 'failure', description: 'd', url: 'https://ci.example.com' },
        signal,
      ),
    theirs: async (api) =>
      (await api.getGitApi()).createCommitStatus(
        {
          state: GitStatusState.Failed,
          description: 'd',
          targetUrl: 'https://ci.example.com',
          context: { genre: 'a', name: 'b' },
        },
        sha,
        'cart',
        project,
      ),
  },
  {
    what: 'a status, posted on a pull request',
    ours: (client) =>
      client.postStatus(
        cart,
        sha,
        { context: 'a/b', state: 'failure', description: 'd', url: 'https://ci.example.com' },
        signal,
      ),
    theirs: async (api) =>
      (await api.getGitApi()).createPullRequestStatus(
        {
          state: GitStatusState.Failed,
          description: 'd',
          targetUrl: 'https://ci.example.com',
          context: { genre: 'a', name: 'b' },
          iterationId: 2,
        },
        'cart',
        7,
        project,
      ),
  },
  {
    what: 'the pull request between two branches',
    ours: (client) => client.findOpenPullRequest(cart, 'dev', 'prod', signal),
    theirs: async (api) =>
      (await api.getGitApi()).getPullRequests(
        'cart',
        { status: PullRequestStatus.Active, sourceRefName: 'refs/heads/dev', targetRefName: 'refs/heads/prod' },
        project,
        undefined,
        0,
        100,
      ),
  },
  {
    what: 'those that landed',
    ours: (client) => client.mergedPullRequests(cart, 'prod', signal),
    theirs: async (api) =>
      (await api.getGitApi()).getPullRequests(
        'cart',
        { status: PullRequestStatus.Completed, targetRefName: 'refs/heads/prod' },
        project,
        undefined,
        0,
        100,
      ),
  },
  {
    what: 'one of them',
    ours: (client) => client.pullRequest(cart, 7, signal),
    theirs: async (api) => (await api.getGitApi()).getPullRequest('cart', 7, project),
  },
  {
    what: 'a new one',
    ours: (client) => client.createPullRequest(cart, { title: 't', body: 'b', head: 'dev', base: 'prod' }, signal),
    theirs: async (api) =>
      (await api.getGitApi()).createPullRequest(
        { title: 't', description: 'b', sourceRefName: 'refs/heads/dev', targetRefName: 'refs/heads/prod' },
        'cart',
        project,
      ),
  },
  {
    what: 'a change of it',
    ours: (client) => client.updatePullRequest(cart, 7, { title: 't', body: 'b', state: 'closed' }, signal),
    theirs: async (api) =>
      (await api.getGitApi()).updatePullRequest(
        { title: 't', description: 'b', status: PullRequestStatus.Abandoned },
        'cart',
        7,
        project,
      ),
  },
  {
    what: 'that it lands by itself',
    ours: (client) => client.requestMerge(cart, 7, { head: sha, style: 'squash' }, signal),
    theirs: async (api) =>
      (await api.getGitApi()).updatePullRequest(
        {
          autoCompleteSetBy: { id: 'me' },
          completionOptions: {
            mergeStrategy: GitPullRequestMergeStrategy.Squash,
            mergeCommitMessage: 'm',
            deleteSourceBranch: false,
            transitionWorkItems: false,
          },
        },
        'cart',
        7,
        project,
      ),
  },
  {
    what: 'what is said on it',
    ours: (client) => client.comments(cart, 7, signal),
    theirs: async (api) => (await api.getGitApi()).getThreads('cart', 7, project),
  },
  {
    what: 'a comment',
    ours: (client) => client.comment(cart, 7, 'hello', signal),
    theirs: async (api) =>
      (await api.getGitApi()).createThread(
        {
          comments: [{ content: 'hello', parentCommentId: 0, commentType: CommentType.Text }],
          status: CommentThreadStatus.Closed,
        },
        'cart',
        7,
        project,
      ),
  },
  {
    what: 'another text of it',
    ours: (client) => client.updateComment(cart, { number: 7, id: 3_000_001 }, 'hello', signal),
    theirs: async (api) => (await api.getGitApi()).updateComment({ content: 'hello' }, 'cart', 7, 3, 1, project),
  },
  {
    what: 'its end',
    ours: (client) => client.deleteComment(cart, { number: 7, id: 3_000_001 }, signal),
    theirs: async (api) => (await api.getGitApi()).deleteComment('cart', 7, 3, 1, project),
  },
  {
    what: 'how two commits differ',
    ours: (client) => client.compare(cart, sha, other, signal),
    theirs: async (api) =>
      (await api.getGitApi()).getCommitDiffs('cart', project, undefined, 1, undefined, commit(sha), commit(other)),
  },
  {
    what: 'commits of a range',
    ours: (client) => client.compare(cart, sha, other, signal),
    theirs: async (api) =>
      (await api.getGitApi()).getCommits(
        'cart',
        { itemVersion: commit(sha), compareVersion: commit(other), $top: 50 },
        project,
      ),
  },
  {
    what: 'who asks',
    ours: (client) => client.account(signal),
    theirs: async (api) => (await api.getLocationsApi()).getConnectionData(),
  },
  {
    what: 'a project',
    ours: (_, hosting) => hosting.owner(project, signal),
    theirs: async (api) => (await api.getCoreApi()).getProject(project),
  },
  {
    what: 'a new repository',
    ours: (_, hosting) =>
      hosting.create('organisation', cart, { description: 'd', defaultBranch: 'dev', private: true }, signal),
    theirs: async (api) => (await api.getGitApi()).createRepository({ name: 'cart', project: { id: 'p1' } }, project),
  },
  {
    what: 'its default branch',
    ours: (_, hosting) => hosting.setDefaultBranch(cart, 'dev', signal),
    theirs: async (api) => (await api.getGitApi()).updateRepository({ defaultBranch: 'refs/heads/dev' }, 'r1', project),
  },
  {
    what: 'a policy',
    ours: (_, hosting) => hosting.protect(cart, 'dev', protection, signal),
    theirs: async (api) =>
      (await api.getPolicyApi()).createPolicyConfiguration(
        { isEnabled: true, isBlocking: true, type: { id: 'x' }, settings: {} },
        project,
      ),
  },
];

const protection = {
  pullRequestsOnly: true,
  mayForcePush: false,
  mayDelete: false,
  requiredChecks: ['x'],
  requiredApprovals: 1,
};

describe('what is asked of Azure DevOps, beside what its published client asks', () => {
  let server: TestServer;
  before(async () => {
    server = await aServer();
    server.answer = answer;
  });
  after(() => server.stop());

  for (const { what, ours, theirs, beyond = [] } of asked) {
    it(`${what}: the same address, and nothing that it does not know`, async () => {
      const api = new WebApi(`${server.url}/acme`, getPersonalAccessTokenHandler('published'), { maxRetries: 0 });
      const meant = (await recorded(server, () => theirs(api))).at(-1);
      assert.ok(meant, 'the published client asks nothing');
      const options = {
        identity: { kind: 'azure', host: server.host, apiBase: `${server.url}/acme` } as const,
        tokens: { token: () => Promise.resolve({ value: 'ours', source: 'test' }) },
      };
      const made = await recorded(server, () => ours(new AzureClient(options), new AzureHosting(options)));
      const path = (one: Asked) => decodeURIComponent(one.path).toLowerCase();
      const same = made.find((one) => one.method === meant.method && path(one) === path(meant) && hasAll(one, meant));
      const shown = made.map((one) => `${one.method} ${one.path} ${namesOf(one).join()}`).join('\n');
      assert.ok(same, `${meant.method} ${meant.path} ${namesOf(meant).join()} is not among\n${shown}`);
      const known = new Set([...namesOf(meant), ...beyond, 'api-version']);
      assert.deepEqual(
        namesOf(same).filter((name) => !known.has(name)),
        [],
      );
    });
  }

  /** A word is its enumeration's name, with a small letter. */
  for (const [what, words, published] of [
    ['of a pull request', ['active', 'abandoned', 'completed'], PullRequestStatus],
    [
      'of a trial merge',
      ['conflicts', 'succeeded', 'rejectedByPolicy', 'queued', 'failure', 'notSet'],
      PullRequestAsyncStatus,
    ],
    ['of a status', ['pending', 'succeeded', 'failed', 'error', 'notApplicable', 'notSet'], GitStatusState],
    ['of a landing', ['noFastForward', 'squash', 'rebase', 'rebaseMerge'], GitPullRequestMergeStrategy],
    ['of a build', ['inProgress', 'completed', 'cancelling', 'postponed', 'notStarted'], BuildStatus],
    ['of how it ended', ['succeeded', 'partiallySucceeded', 'failed', 'canceled', 'none'], BuildResult],
    ['of a list of builds', ['queueTimeDescending'], BuildQueryOrder],
    ['of a policy', ['approved', 'rejected', 'running', 'queued', 'notApplicable', 'broken'], PolicyEvaluationStatus],
    ['of a comment', ['text', 'system'], CommentType],
    ['of a thread', ['closed'], CommentThreadStatus],
    ['of a version', ['commit'], GitVersionType],
  ] as const) {
    it(`words ${what} are those that it has`, () => {
      const names = new Set(Object.keys(published).map((name) => name.charAt(0).toLowerCase() + name.slice(1)));
      assert.deepEqual(
        words.filter((word) => !names.has(word)),
        [],
      );
    });
  }
});

/** Of several requests at one address, the one that carries what the published one does. */
function hasAll(one: Asked, meant: Asked): boolean {
  return namesOf(meant).every((name) => namesOf(one).includes(name));
}

const namesOf = ({ query, body }: Asked): readonly string[] => [...query.keys(), ...fieldsOf(body)];

function fieldsOf(body: unknown, place = ''): readonly string[] {
  if (Array.isArray(body)) return body.flatMap((one) => fieldsOf(one, `${place}[]`));
  if (typeof body !== 'object' || body === null) return place === '' ? [] : [place];
  if (place === 'settings') return [place]; // what a policy is about its type alone says
  return Object.entries(body).flatMap(([name, value]) => fieldsOf(value, place === '' ? name : `${place}.${name}`));
}

async function recorded(server: TestServer, work: () => Promise<unknown>): Promise<readonly Asked[]> {
  server.asked.length = 0;
  await work().catch(() => undefined); // what is asked counts, not what the answers lack
  return server.asked.filter(({ method, path }) => method !== 'OPTIONS' && !path.endsWith('/resourceAreas'));
}
