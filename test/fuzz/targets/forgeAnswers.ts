import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ForgeError } from '../../../src/core/forge/errors';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import { GiteaClient } from '../../../src/core/forge/gitea/client';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { AzureClient } from '../../../src/core/forge/azure/client';
import { BitbucketClient } from '../../../src/core/forge/bitbucket/client';
import { DataCenterClient } from '../../../src/core/forge/bitbucketDataCenter/client';
import { GitLabClient } from '../../../src/core/forge/gitlab/client';
import { forgeKinds, type ForgeKind } from '../../../src/core/forge/types';
import { assertNoCanary, canary } from '../engine/canary';
import { mutatedJson } from '../engine/mutateJson';
import type { Target } from '../engine/target';

const sha = 'a'.repeat(40);
const repository = { owner: 'gitops', name: 'cart' };
const end = { label: 'dev', ref: 'dev', sha, repo: { full_name: 'gitops/cart' } };
const pull = {
  number: 1,
  title: 't',
  body: 'b',
  state: 'open',
  merged: false,
  mergeable: true,
  user: { login: 'me' },
  html_url: 'https://x/1',
  updated_at: '2026-01-01T00:00:00Z',
  head: end,
  base: { ...end, ref: 'prod' },
};
const repositoryAnswer = {
  owner: { login: 'gitops' },
  name: 'cart',
  default_branch: 'dev',
  clone_url: 'https://x/c.git',
  html_url: 'https://x/c',
  topics: ['t'],
  permissions: { push: true },
  updated_at: '2026-01-01T00:00:00Z',
};
const branch = {
  name: 'dev',
  commit: { id: sha },
  protected: true,
  enable_status_check: true,
  status_check_contexts: ['ci'],
  required_approvals: 1,
  effective_branch_protection_name: 'dev',
};
const status = {
  id: 1,
  status: 'success',
  state: 'success',
  context: 'ci',
  description: '',
  target_url: '',
  created_at: '',
  updated_at: '',
};
const run = {
  id: 1,
  name: 'ci',
  status: 'completed',
  conclusion: 'success',
  details_url: '',
  html_url: '',
  started_at: '',
  completed_at: '',
};
const mergeRequest = {
  iid: 1,
  title: 't',
  state: 'opened',
  sha,
  source_branch: 'dev',
  target_branch: 'prod',
  source_project_id: 1,
  target_project_id: 1,
  merge_status: 'can_be_merged',
  detailed_merge_status: 'mergeable',
  author: { username: 'me' },
  head_pipeline: null,
};
const project = {
  path: 'cart',
  path_with_namespace: 'gitops/cart',
  default_branch: 'dev',
  http_url_to_repo: 'https://x/c.git',
  web_url: 'https://x/c',
  merge_method: 'merge',
  squash_option: 'default_off',
  permissions: { project_access: { access_level: 30 }, group_access: null },
};
const job = { id: 1, name: 'ci', ref: 'dev', status: 'failed', allow_failure: true, pipeline_id: 1 };
const pipeline = { id: 1, sha, ref: 'dev', status: 'success', source: 'push', downstream_pipeline: null, name: 'ci' };
const bitbucketEnd = {
  branch: { name: 'dev' },
  commit: { hash: sha.slice(0, 12) },
  repository: { full_name: 'gitops/cart' },
};

/** Of Bitbucket: an entry that is everything, alone and in a page that names the next one. */
const object = {
  id: 1,
  name: 'dev',
  title: 't',
  state: 'OPEN',
  hash: sha,
  full_name: 'gitops/cart',
  target: { hash: sha },
  source: bitbucketEnd,
  destination: { ...bitbucketEnd, branch: { name: 'prod' } },
  merge_commit: { hash: sha.slice(0, 12) },
  kind: 'push',
  branch_match_kind: 'glob',
  pattern: '*',
  users: [{ uuid: '{a}', nickname: 'a' }],
  participants: [{ user: { uuid: '{a}' }, state: 'approved' }],
  key: 'k',
};

const dataCenterEnd = {
  id: 'refs/heads/dev',
  latestCommit: sha,
  repository: { slug: 'cart', project: { key: 'gitops' } },
};
const matcher = { id: 'refs/heads/dev', type: { id: 'BRANCH' } };

/** Of Bitbucket Data Center, the same. */
const dataCenterObject = {
  ...dataCenterEnd.repository,
  ...{
    version: 1,
    title: 't',
    description: '',
    message: 'm',
    state: 'OPEN',
    type: 'read-only',
    key: 'ci',
    parent: 'p',
  },
  fromRef: dataCenterEnd,
  toRef: { ...dataCenterEnd, id: 'refs/heads/prod' },
  reviewers: [{ user: { name: 'a' }, status: 'APPROVED' }],
  users: [{ name: 'a' }],
  groups: ['g'],
  matcher,
  refMatcher: matcher,
  buildParentKeys: ['ci'],
  requiredApprovers: { enabled: true, count: '2' },
  canMerge: true,
  outcome: 'CLEAN',
  vetoes: [{ summaryMessage: 'no' }],
  action: 'COMMENTED',
  comment: { id: 1, version: 1, text: 't', author: { name: 'a' }, comments: [] },
};
const dataCenterBodies = [1, 'refs/heads/dev', sha].flatMap((id) => [
  { ...dataCenterObject, id },
  { values: [{ ...dataCenterObject, id }], isLastPage: true },
  { values: [{ ...dataCenterObject, id }], isLastPage: false, nextPageStart: 1 },
]);

function azureList(...value: readonly object[]) {
  return { count: value.length, value };
}

const bodies = [
  ...dataCenterBodies,
  { errors: [{ message: 'no', exceptionName: 'com.atlassian.bitbucket.AuthorisationException', vetoes: [] }] },
  object,
  { values: [object, { ...object, state: 'MERGED' }], next: 'https://git.example.com/api/v1/x?page=2' },
  { values: [object], next: 'https://elsewhere.example.com/api/v1/x' },
  [mergeRequest],
  { ...mergeRequest, ...project, name: 'dev', commit: { id: sha }, approved_by: [{ user: { username: 'a' } }] },
  [{ ...project, ...job, ...pipeline }],
  { data: { projects: { nodes: [{ fullPath: 'gitops/cart', repository: { b0: { sha } } }] } }, errors: [] },
  [pull],
  pull,
  repositoryAnswer,
  [repositoryAnswer],
  [branch],
  branch,
  [status],
  { statuses: [status], check_runs: [run] },
  [{ user: { login: 'a' }, state: 'APPROVED', official: true, commit_id: sha }],
  { users: [{ login: 'a' }], teams: [{ slug: 't' }], enable_merge_whitelist: true, merge_whitelist_usernames: ['a'] },
  {
    data: {
      r0: {
        viewerPermission: 'WRITE',
        pullRequests: { totalCount: 1 },
        b0: { target: { oid: sha }, rules: { nodes: [] } },
      },
    },
  },
  { data: null, errors: [{ type: 'NOT_FOUND', message: 'no', path: ['r0'] }] },
  azureList(
    { name: 'refs/heads/dev', objectId: sha },
    {
      id: 'r1',
      name: 'cart',
      project: { id: 'p1', name: 'gitops' },
      remoteUrl: 'https://x@git.example.com/cart',
      webUrl: '',
    },
    {
      pullRequestId: 1,
      status: 'active',
      sourceRefName: 'refs/heads/dev',
      targetRefName: 'refs/heads/prod',
      repository: {},
    },
  ),
  azureList({ name: 'refs/heads/dev', objectId: sha }),
  azureList({ id: 'r1', name: 'cart', project: { id: 'p1', name: 'gitops' } }),
  azureList({ state: 'succeeded', context: { name: 'ci', genre: null }, targetUrl: 'vstfs:///Build/Build/1' }),
  azureList({ id: 1, isEnabled: true, isBlocking: true, type: { id: 'x' }, settings: { scope: [{ refName: null }] } }),
  {
    pullRequestId: 1,
    status: 'active',
    sourceRefName: 'x',
    targetRefName: 'y',
    repository: {},
    reviewers: [{ vote: 10 }],
  },
  { message: 'no commits between', errors: [{ field: 'head', code: 'invalid' }, 'text'] },
];

const signal = new AbortController().signal;
const none = Promise.resolve();
const calls: Readonly<Record<string, (client: ForgeClient) => Promise<unknown>>> = {
  repository: (client) => client.repository(repository, signal),
  repositories: (client) => client.repositories('gitops', undefined, signal),
  heads: (client) => client.headsOf([{ repository, branches: ['dev'] }], signal),
  checks: (client) => client.checks(repository, sha, signal),
  open: (client) => client.openPullRequests(repository, 'prod', signal),
  merged: (client) => client.mergedPullRequests(repository, 'prod', signal),
  closed: (client) => client.closedPullRequests(repository, 'prod', signal),
  find: (client) => client.findOpenPullRequest(repository, 'dev', 'prod', signal),
  pull: (client) => client.pullRequest(repository, 1, signal),
  reviews: (client) => client.reviews(repository, 1, signal),
  mergers: (client) => client.mergers(repository, 'dev', signal),
  judged: (client) => client.judged?.(repository, { number: 1, base: { branch: 'prod', commit: sha } }, signal) ?? none,
  comments: (client) => client.comments(repository, 1, signal),
  mergeRequest: (client) => client.mergeRequest(repository, 1, signal),
  compare: (client) => client.compare(repository, sha, sha, signal),
  create: (client) =>
    client.createPullRequest(repository, { title: 't', body: 'b', head: 'dev', base: 'prod' }, signal),
};

const header = fc.constantFrom(
  {},
  { link: '<https://git.example.com/x?page=2>; rel="next"' },
  { 'x-total-count': '1' },
  { 'x-total-count': '99999999999' },
  { 'retry-after': '1e9', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999999' },
  { location: 'http://elsewhere.example.com/' },
  { location: '::' },
  { location: 'https://app.vssps.visualstudio.com/_signin' },
  { 'x-ms-continuationtoken': 'x' },
  { 'x-github-sso': 'required; url=javascript:x' },
  { etag: '"a"' },
  { 'x-ausername': '%E0%A4%A' },
  { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; login-url=javascript:x' },
  {
    'x-ratelimit-limit': '9',
    'x-ratelimit-remaining': '1',
    'x-ratelimit-interval-seconds': '99999999999999999',
    'x-ratelimit-fillrate': '0',
  },
);

/** The first line says how it is answered, the rest is the answer: `gitea open 200 application/json {}`. */
export const forgeAnswers: Target = {
  name: 'forgeAnswers',
  inputs: fc
    .tuple(
      fc.constantFrom(...forgeKinds),
      fc.constantFrom(...Object.keys(calls)),
      fc.constantFrom(200, 200, 200, 200, 200, 201, 203, 204, 301, 304, 307, 400, 401, 403, 404, 409, 422, 429, 500),
      fc.constantFrom('application/json', 'application/json', 'application/json', 'text/html', ''),
      header,
      mutatedJson(bodies),
    )
    .map(
      ([kind, call, code, type, headers, body]) => `${JSON.stringify({ kind, call, code, type, headers })}\n${body}`,
    ),
  weight: 30,
  async law(text) {
    const how = scriptIn(text);
    const call = how && Object.hasOwn(calls, how.call) ? calls[how.call] : undefined;
    if (!how || !call) return;
    const log: string[] = [];
    const client = clientOf(how, text.slice(text.indexOf('\n') + 1), log);
    try {
      assertNoCanary('an answer', await call(client));
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      assertNoCanary('an error', [error.message, error.remedy, String(error.cause)]);
      if (error.kind === 'invalidAnswer') assert.match(error.message, /\(.*(?:\/|graphql).*\)/s, 'names no place');
    }
    assertNoCanary('the log', log.join('\n'));
  },
};

interface Script {
  readonly kind: ForgeKind;
  readonly call: string;
  readonly code: number;
  readonly headers: Record<string, string>;
}

function scriptIn(text: string): Script | undefined {
  try {
    const { kind, call, code, type, headers } = JSON.parse(text.split('\n', 1)[0] ?? '') as Script & { type: string };
    const all = new Headers({ ...headers, ...(type === '' ? {} : { 'content-type': type }) });
    return code >= 200 && code <= 599 && forgeKinds.includes(kind)
      ? { kind, call, code: Math.floor(code), headers: Object.fromEntries(all) }
      : undefined;
  } catch {
    return undefined; // what no server can send
  }
}

function clientOf({ kind, code, headers }: Script, body: string, log: string[]): ForgeClient {
  const isEmpty = [204, 205, 304].includes(code);
  const write = (line: string, error?: unknown) => log.push(`${line} ${String(error)}`);
  const options = {
    identity: {
      kind,
      host: 'git.example.com',
      apiBase: 'https://git.example.com/api/v1',
    },
    tokens: { token: () => Promise.resolve({ value: canary, source: 'test' }) },
    fetch: () => Promise.resolve(new Response(isEmpty ? null : body, { status: code, headers })),
    writeGapMs: 0,
    log: { debug: write, info: write, warn: write, error: write },
  };
  switch (kind) {
    case 'bitbucket':
      return new BitbucketClient(options);
    case 'bitbucketDataCenter':
      return new DataCenterClient(options);
    case 'github':
      return new GitHubClient(options);
    case 'gitlab':
      return new GitLabClient(options);
    case 'gitea':
      return new GiteaClient(options);
    case 'azure':
      return new AzureClient(options);
  }
}
