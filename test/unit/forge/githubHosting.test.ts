import assert from 'node:assert/strict';
import { GitHubHosting } from '../../../src/core/forge/github/hosting';
import type { Protection } from '../../../src/core/forge/hosting';
import { asGitHub } from './published/fixtures';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;
const repository = { owner: 'o', name: 'r' };
const answer = {
  owner: { login: 'o' },
  name: 'r',
  description: null,
  default_branch: 'main',
  private: true,
  permissions: { admin: true },
};
const protection: Protection = {
  pullRequestsOnly: true,
  mayForcePush: false,
  mayDelete: false,
  requiredChecks: ['branchline/promotion'],
  requiredApprovals: 2,
  needsCodeOwner: true,
};

describe('setting up on GitHub', () => {
  let server: TestServer;
  let hosting: GitHubHosting;
  beforeEach(async () => {
    server = await aServer(asGitHub);
    hosting = new GitHubHosting({
      identity: { kind: 'github', host: 'github.com', apiBase: server.url },
      tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
      writeGapMs: 0,
    });
  });
  afterEach(() => server.stop());

  const answering = (routes: Record<string, { readonly status?: number; readonly body?: unknown }>) => {
    server.answer = ({ method, path }) =>
      routes[`${method} ${path}`] ?? { status: 404, body: { message: 'Not Found' } };
  };
  const sent = (method: string) => server.asked.find((one) => one.method === method);

  it('tells whose repositories may lie where', async () => {
    answering({
      'GET /users/o': { body: { login: 'o', type: 'Organization' } },
      'GET /users/ada': { body: { login: 'Ada', type: 'User' } },
      'GET /users/bob': { body: { login: 'bob', type: 'User' } },
      'GET /user': { body: { login: 'Ada' } },
    });
    const kinds = await Promise.all(['o', 'ada', 'bob', 'none'].map((name) => hosting.owner(name, signal)));
    assert.deepEqual(kinds, ['organisation', 'self', 'person', undefined]);
  });

  it('creates one of an organisation, or of one’s own, with nothing in it', async () => {
    answering({
      'POST /orgs/o/repos': { status: 201, body: answer },
      'POST /user/repos': { status: 201, body: answer },
    });
    const wanted = { description: 'd', defaultBranch: 'dev', private: true };
    const made = await hosting.create('organisation', repository, wanted, signal);
    assert.deepEqual(made, {
      ...repository,
      description: '',
      defaultBranch: 'main',
      archived: false,
      private: true,
      mayAdminister: true,
    });
    assert.deepEqual(sent('POST')?.body, { name: 'r', description: 'd', private: true, auto_init: false });
    await hosting.create('self', repository, wanted, signal);
    assert.equal(server.asked.at(-1)?.path, '/user/repos');
  });

  it('says who may not, and what it does not take', async () => {
    answering({
      'POST /orgs/o/repos': { status: 403, body: { message: 'You need admin access to the organization' } },
      'PUT /repos/o/r/branches/dev/protection': { status: 403, body: { message: 'Upgrade to GitHub Pro' } },
      'POST /repos/o/r/hooks': {
        status: 422,
        body: { message: 'Validation Failed', errors: [{ message: 'Hook already exists' }] },
      },
    });
    const wanted = { description: '', defaultBranch: 'dev', private: true };
    await assert.rejects(hosting.create('organisation', repository, wanted, signal), { code: 'forge/forbidden' });
    await assert.rejects(hosting.protect(repository, 'dev', protection, signal), /Upgrade to GitHub Pro/);
    const hook = { url: 'https://example.com', events: ['push'], active: true } as const;
    await assert.rejects(hosting.addWebhook(repository, hook, undefined, signal), /Hook already exists/);
    assert.equal(await hosting.find(repository, signal), undefined);
  });

  it('protects a branch so that nobody is past it, and reads the same back', async () => {
    answering({ 'PUT /repos/o/r/branches/env/prod/protection': { body: {} } });
    await hosting.protect(repository, 'env/prod', protection, signal);
    assert.deepEqual(sent('PUT')?.body, {
      required_status_checks: { strict: false, contexts: ['branchline/promotion'] },
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 2, require_code_owner_reviews: true },
      restrictions: null,
      allow_force_pushes: false,
      allow_deletions: false,
    });
    const read = {
      required_status_checks: { contexts: ['branchline/promotion'], strict: false },
      enforce_admins: { enabled: true },
      required_pull_request_reviews: { required_approving_review_count: 2, require_code_owner_reviews: true },
      allow_force_pushes: { enabled: false },
      allow_deletions: { enabled: false },
    };
    const where = 'GET /repos/o/r/branches/env/prod/protection';
    answering({ [where]: { body: read } });
    assert.deepEqual(await hosting.protection(repository, 'env/prod', signal), protection);
    answering({ [where]: { body: { ...read, enforce_admins: { enabled: false } } } });
    assert.equal((await hosting.protection(repository, 'env/prod', signal))?.pullRequestsOnly, false);
    const { required_pull_request_reviews: reviews } = read;
    const bypassedBy = async (who: object) => {
      const bypassed = { ...reviews, bypass_pull_request_allowances: { users: [], teams: [], apps: [], ...who } };
      answering({ [where]: { body: { ...read, required_pull_request_reviews: bypassed } } });
      return !(await hosting.protection(repository, 'env/prod', signal))?.pullRequestsOnly;
    };
    assert.equal(await bypassedBy({}), false);
    for (const kind of ['users', 'teams', 'apps']) assert.ok(await bypassedBy({ [kind]: [{ id: 1 }] }), kind);
    answering({});
    assert.equal(await hosting.protection(repository, 'env/prod', signal), undefined);
  });

  it('adds a webhook that checks certificates, and lists what there is', async () => {
    const config = { url: 'https://example.com', content_type: 'json', insecure_ssl: '0', secret: '********' };
    const listed = [
      { config, events: ['push'], active: true },
      { config, events: ['*'], active: true },
      { config: { ...config, content_type: 'form' }, events: ['push'], active: true },
      { config: { ...config, insecure_ssl: '1' }, events: ['push'], active: true },
      { config: { ...config, insecure_ssl: 1 }, events: ['push'], active: true },
    ];
    answering({ 'POST /repos/o/r/hooks': { status: 201, body: {} }, 'GET /repos/o/r/hooks': { body: listed } });
    const hook = { url: 'https://example.com', events: ['push'], active: true } as const;
    await hosting.addWebhook(repository, hook, 's', signal);
    assert.deepEqual(sent('POST')?.body, {
      name: 'web',
      active: true,
      events: ['push'],
      config: { url: 'https://example.com', content_type: 'json', insecure_ssl: '0', secret: 's' },
    });
    const events = ['push', 'pull_request', 'status'];
    assert.deepEqual(await hosting.webhooks(repository, signal), [
      { ...hook, isUsual: true },
      { ...hook, events, isUsual: true },
      ...[1, 2, 3].map(() => ({ ...hook, isUsual: false })),
    ]);
  });

  it('sets the default branch', async () => {
    answering({ 'PATCH /repos/o/r': { body: answer } });
    await hosting.setDefaultBranch(repository, 'dev', signal);
    assert.deepEqual(sent('PATCH')?.body, { default_branch: 'dev' });
  });
});
