import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { GiteaClient } from '../../../src/core/forge/gitea/client';
import { GitLabClient } from '../../../src/core/forge/gitlab/client';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import type { ForgeKind } from '../../../src/core/forge/types';
import { azureOn, below, list, usual } from './azureWorld';
import { aServer, type Asked, type Said, type TestServer } from './server';

const signal = new AbortController().signal;
const sha = 'a'.repeat(40);
const other = 'b'.repeat(40);
const cart = { owner: 'gitops', name: 'cart' };
const on = '/repos/gitops/cart/actions';
const run = (id: number, more: object = {}) => ({
  ...{ id, head_sha: sha, head_branch: 'dev', path: '.github/workflows/deploy.yml', event: 'push' },
  ...more,
});
const job = (id: number, name: string, conclusion: string | null, more: object = {}) => ({
  ...{ id, name, status: conclusion === null ? 'in_progress' : 'completed', conclusion },
  ...{ html_url: `https://github.com/gitops/cart/runs/${id}`, started_at: '2026-01-01T00:00:00Z', ...more },
});

describe('what a forge runs for a commit', () => {
  let server: TestServer;
  let storage: TestServer;
  beforeEach(async () => {
    [server, storage] = await Promise.all([aServer(), aServer()]);
  });
  afterEach(() => Promise.all([server.stop(), storage.stop()]));

  const options = (kind: ForgeKind) => ({
    identity: { kind, host: server.host, apiBase: server.url },
    tokens: { token: () => Promise.resolve({ value: 'secret-of-mine', source: 'test' }) },
    writeGapMs: 0,
    timeoutMs: 120_000,
  });
  const answering = (said: Readonly<Record<string, Said | 'reset'>>) => {
    server.answer = ({ method, path }: Asked) => said[`${method} ${path}`] ?? { status: 404, body: { message: 'no' } };
  };
  const logged = { id: '5', run: '3', name: 'deploy', state: 'failure', mayFail: false, hasLog: true };

  for (const [name, client] of [
    ['GitHub', () => new GitHubClient(options('github'))],
    ['Gitea', () => new GiteaClient(options('gitea'))],
  ] as const satisfies readonly (readonly [string, () => ForgeClient])[]) {
    describe(`on ${name}`, () => {
      it('is the newest run of each workflow at exactly that commit', async () => {
        const ofAnother = [
          run(9, { head_sha: other }),
          run(10, { head_branch: 'test' }),
          run(11, { event: 'pull_request' }),
        ];
        const runs = [run(3), run(2), run(4, { path: 'test.yml' }), ...ofAnother];
        answering({
          [`GET ${on}/runs`]: { body: { total_count: 6, workflow_runs: runs } },
          [`GET ${on}/runs/3/jobs`]: { body: { total_count: 1, jobs: [job(30, 'deploy', 'failure')] } },
          [`GET ${on}/runs/4/jobs`]: { body: { total_count: 1, jobs: [job(40, 'test', null)] } },
        });
        const jobs = await client().runs.jobs(cart, { branch: 'dev', commit: sha }, signal);
        assert.deepEqual(
          jobs.map((one) => [one.run, one.id, one.name, one.state, one.hasLog]),
          [
            ['3', '30', 'deploy', 'failure', true],
            ['4', '40', 'test', 'in_progress', true],
          ],
        );
        assert.equal(server.asked[0]?.query.get('head_sha'), sha);
      });

      it('has a log on another host, where no token goes', async () => {
        storage.answer = () => ({ headers: { 'content-type': 'text/plain' }, body: 'line 1\n##[error]no\n' });
        answering({ [`GET ${on}/jobs/5/logs`]: { status: 302, headers: { location: `${storage.url}/blob?sig=s` } } });
        const { text, leftOutBytes, isWhole } = await client().runs.log(cart, logged, signal);
        assert.deepEqual([text, leftOutBytes, isWhole], ['line 1\n##[error]no\n', 0, true]);
        assert.match(String(server.asked[0]?.headers['authorization']), /secret-of-mine/);
        assert.equal(storage.asked.length, 1);
        assert.doesNotMatch(JSON.stringify(storage.asked), /secret-of-mine/);
      });

      it('is run again with one request', async () => {
        answering({ [`POST ${on}/runs/3/rerun-failed-jobs`]: { status: 201 } });
        await client().runs.runFailedAgain(cart, '3', signal);
        assert.equal(server.asked.length, 1);
      });
    });
  }

  it('of a log of ten megabytes the end is kept, from the beginning of a line', async () => {
    const line = 'x'.repeat(99);
    answering({
      [`GET ${on}/jobs/5/logs`]: {
        headers: { 'content-type': 'text/plain' },
        body: `${line}\n`.repeat(100_000) + 'end',
      },
    });
    const { text, leftOutBytes, isWhole } = await new GitHubClient(options('github')).runs.log(cart, logged, signal);
    assert.equal(text.startsWith(`${line}\n`) && text.endsWith('\nend'), true);
    assert.equal(text.length + leftOutBytes, 10_000_003);
    assert.equal(text.length <= 2_000_000 && text.length > 1_990_000 && isWhole, true);
  });

  for (const [what, said, code] of [
    ['a page for people', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'forge/html'],
    ['one that expired', { status: 410, body: { message: 'Gone' } }, 'forge/notFound'],
    ['one that is not there', { status: 404, body: { message: 'Not Found' } }, 'forge/notFound'],
    ['one that may not be read', { status: 403, body: { message: 'Must have admin rights' } }, 'forge/forbidden'],
    ['one that leads nowhere', { status: 302, headers: { location: 'file:///etc/passwd' } }, 'forge/redirected'],
  ] as const) {
    it(`a log that is ${what} is ${code}`, async () => {
      answering({ [`GET ${on}/jobs/5/logs`]: said });
      await assert.rejects(new GitHubClient(options('github')).runs.log(cart, logged, signal), { code });
    });
  }

  describe('on GitLab', () => {
    const project = '/projects/gitops%2Fcart';
    const child = { id: 8, sha, project_id: 1, status: 'failed', web_url: '', updated_at: '' };
    const failed = (id: number, name: string, more: object = {}) => ({
      ...{ id, name, status: 'failed', allow_failure: false, web_url: `https://gitlab.com/j/${id}` },
      ...{ started_at: '2026-01-01T00:00:00Z', ...more },
    });

    it('is the jobs of its newest pipeline and of children in the same project', async () => {
      const pipeline = (id: number, more: object = {}) => ({
        id,
        sha,
        ref: 'dev',
        status: 'failed',
        source: 'push',
        ...more,
      });
      answering({
        [`GET ${project}/pipelines`]: {
          body: [pipeline(9, { ref: 'test' }), pipeline(7), pipeline(6), pipeline(5, { source: 'external', ref: 'x' })],
        },
        [`GET ${project}/pipelines/7/jobs`]: { body: [failed(70, 'lint', { allow_failure: true })] },
        [`GET ${project}/pipelines/7/bridges`]: {
          body: [{ downstream_pipeline: child }, { downstream_pipeline: { ...child, id: 9, sha: other } }],
        },
        [`GET ${project}/pipelines/8/jobs`]: { body: [failed(80, 'deploy')] },
        [`GET ${project}/pipelines/8/bridges`]: { body: [] },
      });
      const jobs = await new GitLabClient(options('gitlab')).runs.jobs(cart, { branch: 'dev', commit: sha }, signal);
      assert.deepEqual(
        jobs.map((one) => [one.run, one.id, one.name, one.mayFail]),
        [
          ['7', '70', 'lint', true],
          ['8', '80', 'deploy', false],
        ],
      );
    });

    it('has a trace, and is retried as a pipeline', async () => {
      answering({
        [`GET ${project}/jobs/5/trace`]: { headers: { 'content-type': 'text/plain' }, body: 'ERROR: Job failed' },
        [`POST ${project}/pipelines/3/retry`]: { status: 201, body: {} },
      });
      const { runs } = new GitLabClient(options('gitlab'));
      assert.equal((await runs.log(cart, logged, signal)).text, 'ERROR: Job failed');
      await runs.runFailedAgain(cart, '3', signal);
    });
  });

  describe('on Azure DevOps', () => {
    const build = {
      id: 12,
      status: 'completed',
      result: 'failed',
      definition: { id: 1, name: 'deploy' },
      sourceVersion: sha,
      sourceBranch: 'refs/heads/dev',
    };
    const shop = { owner: 'My Shop', name: 'cart' };
    const records = [
      { id: 's', type: 'Stage', identifier: 'Deploy', name: 'Deploy', state: 'completed', result: 'failed' },
      { id: 'p', parentId: 's', type: 'Phase', name: 'p', state: 'completed', result: 'failed' },
      { id: 'j', parentId: 'p', type: 'Job', name: 'to test', state: 'completed', result: 'failed', log: { id: 4 } },
      { id: 't', parentId: 'j', type: 'Task', name: 'kubectl', state: 'completed', result: 'failed', log: { id: 3 } },
    ];

    it('is the jobs of its builds, with their logs, and is run again by stages', async () => {
      const { client, answering: onAzure } = azureOn(server, () => 0);
      onAzure({
        ...usual(),
        [`${below}/build/builds`]: list(build, { ...build, id: 13, sourceBranch: 'refs/heads/test' }),
        [`${below}/build/builds/12/timeline`]: { records },
        [`PATCH ${below}/build/builds/12/stages/Deploy`]: {},
      });
      const { runs } = client();
      const jobs = await runs.jobs(shop, { branch: 'dev', commit: sha }, signal);
      assert.deepEqual(
        jobs.map(({ id, run: again, name, state }) => [id, again, name, state]),
        [['12/4', '12/Deploy', 'to test', 'failed']],
      );
      await runs.runFailedAgain(shop, '12/Deploy', signal);
      assert.deepEqual(server.asked.at(-1)?.body, { state: 'retry', forceRetryAllJobs: false });
      server.answer = () => ({ headers: { 'content-type': 'text/plain' }, body: 'no' });
      const [first] = jobs;
      assert.ok(first);
      assert.equal((await runs.log(shop, first, signal)).text, 'no');
      assert.equal(server.asked.at(-1)?.path, `${below}/build/builds/12/logs/4`);
      assert.equal(server.asked.at(-1)?.headers.accept, 'text/plain');
    });
  });
});
