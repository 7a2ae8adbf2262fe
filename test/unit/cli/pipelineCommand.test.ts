import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../src/cli/run';
import { aServer, type TestServer } from '../forge/server';

const sha = 'a'.repeat(40);
const below = '/api/v1/repos/gitops/cart';
const escape = String.fromCharCode(27);
const again = `POST ${below}/actions/runs/3/rerun-failed-jobs`;

describe('branchline pipeline', () => {
  let server: TestServer;
  let folder: string;
  let runsAgain = false;

  beforeEach(async () => {
    [server, folder] = await Promise.all([aServer(), mkdtemp(join(tmpdir(), 'branchline-pipeline-'))]);
    runsAgain = false;
    const branch = { name: 'test', commit: { id: sha }, protected: false, user_can_push: true, user_can_merge: true };
    const run = { id: 3, head_sha: sha, head_branch: 'test', path: 'deploy.yml', event: 'push' };
    const job = () => ({
      ...{ id: 5, name: `deploy${escape}[31m`, html_url: 'javascript:alert(1)', started_at: '2026-01-01T00:00:00Z' },
      ...(runsAgain ? { status: 'queued', conclusion: null } : { status: 'completed', conclusion: 'failure' }),
    });
    const log = { headers: { 'content-type': 'text/plain' }, body: `one\n${escape}[31mError: no image${escape}[0m\n` };
    server.answer = ({ method, path }) => {
      if (path === '/api/v1/version') return { body: { version: '1.26.4' } };
      if (path === '/api/v1/user') return { body: { login: 'maya' } };
      if (path === `${below}/branches`) return { headers: { 'x-total-count': '1' }, body: [branch] };
      if (path === `${below}/actions/runs`) return { body: { total_count: 1, workflow_runs: [run] } };
      if (path === `${below}/actions/runs/3/jobs`) return { body: { total_count: 1, jobs: [job()] } };
      if (path === `${below}/actions/jobs/5/logs`) return log;
      if (`${method} ${path}` !== again) return { status: 404, body: { message: 'no' } };
      runsAgain = true;
      return { status: 201 };
    };
    await writeFile(
      join(folder, 'branchline.yaml'),
      `version: 1
environments: [{ name: test, branch: test }]
services: [{ name: cart, repository: "${server.url}/gitops/cart.git" }]
`,
    );
  });
  afterEach(() => Promise.all([server.stop(), rm(folder, { recursive: true })]));

  const called = async (...args: readonly string[]) => {
    const printed: string[] = [];
    const code = await runCli(['pipeline', ...args], {
      environment: { ...process.env, GITEA_TOKEN: 'token-of-mine' },
      folder,
      signal: new AbortController().signal,
      print: (text) => printed.push(text),
      warn: () => undefined,
    });
    return { code, text: printed.join('\n') };
  };
  const writes = () => server.asked.filter(({ method }) => method !== 'GET').length;

  it('log prints the log of the job that failed, and nothing that a terminal obeys', async () => {
    assert.deepEqual(await called('log', 'cart', 'test'), { code: 0, text: 'one\nError: no image\n' });
  });

  it('log --json says where the first error may be', async () => {
    const document = JSON.parse((await called('log', 'cart', 'test', '--json')).text) as Record<string, unknown>;
    assert.deepEqual([document['firstErrorLine'], document['commit'], document['isWhole']], [2, sha, true]);
  });

  it('rerun says what would run, where and as whom, that it may deploy, and writes nothing', async () => {
    const { code, text } = await called('rerun', 'cart', 'test');
    assert.equal(code, 2);
    assert.match(text, new RegExp(`test at ${sha}, on 127\\.0\\.0\\.1:\\d{2,5} as maya`));
    assert.match(text, /They may deploy/);
    assert.doesNotMatch(text, /javascript|(?!\n)\p{Cc}/u);
    assert.equal(writes(), 0);
  });

  it('rerun --yes asks once, and tells what the forge tells; after it there is nothing to run', async () => {
    const { code, text } = await called('rerun', 'cart', 'test', '--yes', '--json');
    const { ran, jobs } = JSON.parse(text) as { readonly ran: boolean; readonly jobs: readonly { state: string }[] };
    assert.deepEqual([code, ran, jobs.map(({ state }) => state), writes()], [0, true, ['queued'], 1]);
    assert.equal((await called('rerun', 'cart', 'test', '--yes')).code, 0);
    assert.equal(writes(), 1);
  });

  it('what is not in the catalog is an error', async () => {
    assert.equal((await called('log', 'cart', 'nowhere')).code, 1);
    assert.equal((await called('log', 'nothing', 'test')).code, 1);
  });
});
