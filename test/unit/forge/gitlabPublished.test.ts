import assert from 'node:assert/strict';
import { AccessLevel, Gitlab } from '@gitbeaker/rest';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import { GitLabClient } from '../../../src/core/forge/gitlab/client';
import { GitLabHosting } from '../../../src/core/forge/gitlab/hosting';
import type { ForgeHosting } from '../../../src/core/forge/hosting';
import { aServer, type Asked, type Said, type TestServer } from './server';

const signal = new AbortController().signal;
const sha = 'a'.repeat(40);
const cart = { owner: 'gitops/shop', name: 'cart' };
const id = 'gitops/shop/cart';

/** Of every list. Source: GitLab REST API, "Pagination". */
const paging = ['page', 'per_page'];

type Published = InstanceType<typeof Gitlab>;

/**
 * What our client asks, beside what the published client of GitLab's API (`@gitbeaker/rest`) asks for the same: its types say
 * which options there are, and it says at which address. What it does not know is named in `beyond`.
 */
const asked: readonly {
  readonly what: string;
  readonly ours: (client: ForgeClient, hosting: ForgeHosting) => Promise<unknown>;
  readonly theirs: (api: Published) => Promise<unknown>;
  readonly beyond?: readonly string[];
}[] = [
  {
    what: 'a project',
    ours: (client) => client.repository(cart, signal),
    theirs: (api) => api.Projects.show(id),
  },
  {
    what: 'projects of a group',
    ours: (client) => client.repositories('gitops/shop', undefined, signal),
    theirs: (api) =>
      api.Groups.allProjects('gitops/shop', { includeSubgroups: true, withShared: false, page: 1, perPage: 100 }),
  },
  {
    what: 'a branch',
    ours: (client) => client.heads(cart, ['env/dev'], signal),
    theirs: (api) => api.Branches.show(id, 'env/dev'),
  },
  {
    what: 'protected branches',
    ours: (client) => client.heads(cart, ['dev'], signal),
    theirs: (api) => api.ProtectedBranches.all(id, { page: 1, perPage: 100 }),
  },
  {
    what: 'approval rules',
    ours: (client) => client.heads(cart, ['dev'], signal),
    theirs: (api) => api.MergeRequestApprovals.allApprovalRules(id),
    beyond: paging,
  },
  {
    what: 'statuses of a commit',
    ours: (client) => client.checks(cart, sha, signal),
    theirs: (api) => api.Commits.allStatuses(id, sha),
    beyond: paging,
  },
  {
    what: 'pipelines of a commit',
    ours: (client) => client.checks(cart, sha, signal),
    theirs: (api) => api.Pipelines.all(id, { sha, perPage: 100, maxPages: 1 }),
  },
  {
    what: 'jobs that start a child',
    ours: (client) => client.checks(cart, sha, signal),
    theirs: (api) => api.Jobs.allPipelineBridges(id, 9),
    beyond: paging,
  },
  {
    what: 'a status, posted',
    ours: (client) =>
      client.postStatus(
        cart,
        sha,
        { context: 'c', state: 'failure', description: 'd', url: 'https://ci.example.com' },
        signal,
      ),
    theirs: (api) =>
      api.Commits.editStatus(id, sha, 'failed', { name: 'c', description: 'd', targetUrl: 'https://ci.example.com' }),
  },
  {
    what: 'open merge requests',
    ours: (client) => client.openPullRequests(cart, 'prod', signal),
    theirs: (api) =>
      api.MergeRequests.all({ projectId: id, state: 'opened', targetBranch: 'prod', page: 1, perPage: 100 }),
  },
  {
    what: 'the one between two branches',
    ours: (client) => client.findOpenPullRequest(cart, 'dev', 'prod', signal),
    theirs: (api) =>
      api.MergeRequests.all({
        projectId: id,
        state: 'opened',
        sourceBranch: 'dev',
        targetBranch: 'prod',
        page: 1,
        perPage: 100,
      }),
  },
  {
    what: 'merged ones, the newest first',
    ours: (client) => client.mergedPullRequests(cart, 'prod', signal),
    theirs: (api) =>
      api.MergeRequests.all({
        projectId: id,
        state: 'merged',
        targetBranch: 'prod',
        orderBy: 'updated_at',
        sort: 'desc',
        perPage: 100,
        maxPages: 1,
      }),
  },
  {
    what: 'one of them',
    ours: (client) => client.pullRequest(cart, 7, signal),
    theirs: (api) => api.MergeRequests.show(id, 7),
  },
  {
    what: 'a new one',
    ours: (client) =>
      client.createPullRequest(cart, { title: 't', body: 'b', head: 'promote/x', base: 'prod' }, signal),
    theirs: (api) => api.MergeRequests.create(id, 'promote/x', 'prod', 't', { description: 'b' }),
  },
  {
    what: 'a change of it',
    ours: (client) => client.updatePullRequest(cart, 7, { title: 't', body: 'b', state: 'closed' }, signal),
    theirs: (api) => api.MergeRequests.edit(id, 7, { title: 't', description: 'b', stateEvent: 'close' }),
  },
  {
    what: 'that it lands by itself',
    ours: (client) => client.requestMerge(cart, 7, { head: sha, style: 'squash' }, signal),
    theirs: (api) => api.MergeRequests.merge(id, 7, { sha, squash: true, mergeWhenPipelineSucceeds: true }),
    beyond: ['auto_merge'], // the name of GitLab 17.11 and later
  },
  {
    what: 'its approvals',
    ours: (client) => client.reviews(cart, 7, signal),
    theirs: (api) => api.MergeRequestApprovals.showConfiguration(id, { mergerequestIId: 7 }),
  },
  {
    what: 'its reviewers',
    ours: (client) => client.reviews(cart, 7, signal),
    theirs: (api) => api.MergeRequests.showReviewers(id, 7),
  },
  {
    what: 'its notes',
    ours: (client) => client.comments(cart, 7, signal),
    theirs: (api) => api.MergeRequestNotes.all(id, 7, { page: 1, perPage: 100 }),
    beyond: ['activity_filter'], // GitLab REST API, "Notes"
  },
  {
    what: 'a note',
    ours: (client) => client.comment(cart, 7, 'hello', signal),
    theirs: (api) => api.MergeRequestNotes.create(id, 7, 'hello'),
  },
  {
    what: 'another text of it',
    ours: (client) => client.updateComment(cart, { number: 7, id: 3 }, 'hello', signal),
    theirs: (api) => api.MergeRequestNotes.edit(id, 7, 3, { body: 'hello' }),
  },
  {
    what: 'its end',
    ours: (client) => client.deleteComment(cart, { number: 7, id: 3 }, signal),
    theirs: (api) => api.MergeRequestNotes.remove(id, 7, 3),
  },
  {
    what: 'commits of a range',
    ours: (client) => client.compare(cart, sha, sha, signal),
    theirs: (api) => api.Commits.all(id, { refName: `${sha}..${sha}`, page: 1, perPage: 100 }),
  },
  {
    what: 'a commit',
    ours: (client) => client.compare(cart, sha, sha, signal),
    theirs: (api) => api.Commits.show(id, sha),
  },
  {
    what: 'who asks',
    ours: (client) => client.account(signal),
    theirs: (api) => api.Users.showCurrentUser(),
  },
  {
    what: 'a group',
    ours: (_, hosting) => hosting.owner('gitops/shop', signal),
    theirs: (api) => api.Groups.show('gitops/shop', { withProjects: false }),
  },
  {
    what: 'a new project',
    ours: (_, hosting) =>
      hosting.create('organisation', cart, { description: 'd', defaultBranch: 'dev', private: true }, signal),
    theirs: (api) =>
      api.Projects.create({
        name: 'cart',
        path: 'cart',
        namespaceId: 1,
        description: 'd',
        defaultBranch: 'dev',
        visibility: 'private',
        initializeWithReadme: false,
      }),
  },
  {
    what: 'its default branch',
    ours: (_, hosting) => hosting.setDefaultBranch(cart, 'dev', signal),
    theirs: (api) => api.Projects.edit(id, { defaultBranch: 'dev' }),
  },
  {
    what: 'that its pipeline has to succeed',
    ours: (_, hosting) => hosting.protect(cart, 'dev', protection, signal),
    theirs: (api) => api.Projects.edit(id, { onlyAllowMergeIfPipelineSucceeds: true }),
  },
  {
    what: 'webhooks',
    ours: (_, hosting) => hosting.webhooks(cart, signal),
    theirs: (api) => api.ProjectHooks.all(id, { page: 1, perPage: 100 }),
  },
  {
    what: 'a new webhook',
    ours: (_, hosting) =>
      hosting.addWebhook(cart, { url: 'https://hook.example.com', events: ['push'], active: true }, 's', signal),
    theirs: (api) =>
      api.ProjectHooks.add(id, 'https://hook.example.com', {
        token: 's',
        pushEvents: true,
        mergeRequestsEvents: false,
        pipelineEvents: false,
        enableSslVerification: true,
      }),
  },
  {
    what: 'a protected branch',
    ours: (_, hosting) => hosting.protect(cart, 'dev', protection, signal),
    theirs: (api) =>
      api.ProtectedBranches.protect(id, 'dev', {
        pushAccessLevel: AccessLevel.NO_ACCESS,
        mergeAccessLevel: AccessLevel.DEVELOPER,
        allowForcePush: false,
        codeOwnerApprovalRequired: true,
      }),
    beyond: ['push_access_level'],
  },
  {
    what: 'a rule of approvals',
    ours: (_, hosting) => hosting.protect(cart, 'dev', protection, signal),
    theirs: (api) => api.MergeRequestApprovals.createApprovalRule(id, 'Any approver', 1, { ruleType: 'any_approver' }),
    beyond: ['rule_type'],
  },
];

const protection = {
  pullRequestsOnly: true,
  mayForcePush: false,
  mayDelete: false,
  requiredChecks: ['x'],
  requiredApprovals: 1,
  needsCodeOwner: true,
};

describe('what is asked of GitLab, beside what its published client asks', () => {
  let server: TestServer;
  before(async () => {
    server = await aServer();
    server.answer = answer;
  });
  after(() => server.stop());

  for (const { what, ours, theirs, beyond = [] } of asked) {
    it(`${what}: the same address, and nothing that it does not know`, async () => {
      const api = new Gitlab({ host: server.url, token: 'published' });
      const published = await recorded(server, () => theirs(api));
      const [meant] = published;
      assert.ok(meant, 'the published client asks nothing');
      const options = {
        identity: { kind: 'gitlab', host: server.host, apiBase: `${server.url}/api/v4` } as const,
        tokens: { token: () => Promise.resolve({ value: 'ours', source: 'test' }) },
      };
      const made = await recorded(server, () => ours(new GitLabClient(options), new GitLabHosting(options)));
      const same = made.find((one) => one.method === meant.method && one.path === meant.path && hasAll(one, meant));
      const shown = made.map(({ method, path }) => `${method} ${path}`).join('\n');
      assert.ok(same, `${meant.method} ${meant.path} is not among\n${shown}`);
      const known = new Set([...namesOf(meant), ...beyond]);
      assert.deepEqual(
        namesOf(same).filter((name) => !known.has(name)),
        [],
      );
    });
  }
});

/** Of several requests at one address, the one that carries what the published one does. */
function hasAll(one: Asked, meant: Asked): boolean {
  const own = namesOf(one);
  return namesOf(meant).every((name) => own.includes(name) || ['id', 'max_pages'].includes(name));
}

function namesOf({ query, body }: Asked): readonly string[] {
  return [...query.keys(), ...Object.keys(typeof body === 'object' && body !== null ? body : {})];
}

async function recorded(server: TestServer, work: () => Promise<unknown>): Promise<readonly Asked[]> {
  server.asked.length = 0;
  await work().catch(() => undefined); // what is asked counts, not what the answers lack
  return [...server.asked];
}

const branch = { name: 'dev', commit: { id: sha }, protected: true, can_push: true };
const mergeRequest = {
  iid: 7,
  title: 't',
  state: 'opened',
  sha,
  source_branch: 'dev',
  target_branch: 'prod',
  source_project_id: 1,
  target_project_id: 1,
};
const project = { path: 'cart', path_with_namespace: id, http_url_to_repo: 'x', web_url: 'x' };
const commit = { id: sha, title: 't', message: 't', author_name: 'a', authored_date: '2026-01-01T00:00:00Z' };

function answer({ method, path }: Asked): Said {
  const body = answers.find(([pattern]) => pattern.test(path))?.[1] ?? [];
  return { status: method === 'POST' ? 201 : 200, body };
}

const answers: readonly (readonly [RegExp, unknown])[] = [
  [/\/merge_requests\/7\/approvals$/, { approved_by: [] }],
  [/\/merge_requests\/7\/(?:notes|reviewers)$/, []],
  [/\/merge_requests\/7(?:\/merge)?$/, mergeRequest],
  [/\/branches\/promote%2Fx$/, { ...branch, commit: { id: 'b'.repeat(40) } }],
  [/\/repository\/branches\//, branch],
  [/\/repository\/commits$/, [commit]],
  [/\/repository\/commits\/a+$/, commit],
  [/\/pipelines$/, [{ id: 9, sha, ref: 'dev', status: 'success', source: 'push' }]],
  [/\/groups\/[^/]+$/, { id: 1 }],
  [/\/user$/, { username: 'me' }],
  [/\/projects(?:\/[^/]+)?$/, project],
];
