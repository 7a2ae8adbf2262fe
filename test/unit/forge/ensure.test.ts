import assert from 'node:assert/strict';
import { ensurePullRequest, type MarkedPullRequest } from '../../../src/core/forge/ensurePullRequest';
import { GiteaClient } from '../../../src/core/forge/gitea/client';
import { aServer, type Asked, type TestServer } from './server';

const signal = new AbortController().signal;
const marker = '<!-- branchline -->';
const wanted: MarkedPullRequest = { title: 'Promote', body: marker, head: 'branchline/x', base: 'prod', marker };
const aPull = (body: string) => ({
  number: 7,
  title: 'Promote',
  body,
  state: 'open',
  head: { ref: 'branchline/x', sha: 'a'.repeat(40), repo: { full_name: 'o/r' } },
  base: { ref: 'prod', sha: 'b'.repeat(40), repo: { full_name: 'o/r' } },
});

describe('ensuring a pull request on a forge that breaks', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await aServer();
  });
  afterEach(() => server.stop());

  const ensure = (wait: () => void = () => undefined) =>
    ensurePullRequest(
      new GiteaClient({
        identity: { kind: 'gitea', host: server.host, apiBase: `${server.url}/api/v1` },
        tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
      }),
      { owner: 'o', name: 'r' },
      wanted,
      signal,
      {
        wait: () => {
          wait();
          return Promise.resolve();
        },
      },
    );
  const creations = () => server.asked.filter(({ method }) => method === 'POST').length;

  it('does not create again while it cannot know whether the first attempt arrived', async () => {
    server.answer = ({ method }: Asked) => (method === 'POST' || creations() > 0 ? 'reset' : { body: [] });
    await assert.rejects(ensure(), { code: 'forge/unreachable' });
    assert.equal(creations(), 1);
  });

  it('finds what a lost attempt made, even if it shows only after a while', async () => {
    let shown = false;
    server.answer = ({ method }) => (method === 'POST' ? 'reset' : { body: shown ? [aPull(marker)] : [] });
    const ensured = await ensure(() => (shown = true));
    assert.deepEqual([ensured.action, ensured.pullRequest.number, creations()], ['adopted', 7, 1]);
  });

  it('takes somebody’s own that came first for what it is', async () => {
    server.answer = ({ method }) =>
      method === 'POST'
        ? { status: 409, body: { message: 'exists' } }
        : { body: creations() > 0 ? [aPull('By hand')] : [] };
    const ensured = await ensure();
    assert.deepEqual([ensured.action, ensured.pullRequest.body], ['none', 'By hand']);
    assert.ok(server.asked.every(({ method }) => method !== 'PATCH'));
  });

  it('gives up where the forge says that it is there and never shows it', async () => {
    server.answer = ({ method }) => (method === 'POST' ? { status: 409, body: { message: 'exists' } } : { body: [] });
    await assert.rejects(ensure(), { code: 'forge/duplicatePullRequest' });
  });

  it('withdraws its own where somebody came first at the same moment, as none that a person closed', async () => {
    const both = [{ ...aPull(marker), number: 8 }, aPull(marker)];
    server.answer = ({ method }) => ({ body: method === 'GET' ? (creations() > 0 ? both : []) : both[0] });
    const ensured = await ensure();
    assert.deepEqual([ensured.action, ensured.pullRequest.number], ['adopted', 7]);
    const withdrawn = server.asked.filter(({ method }) => method === 'PATCH');
    assert.deepEqual(
      withdrawn.map(({ path, body }) => [path, body]),
      [['/api/v1/repos/o/r/pulls/8', { state: 'closed', body: '#7 was opened for the same at the same moment.' }]],
    );
  });

  it('does not mind how the forge keeps line ends', async () => {
    server.answer = () => ({ body: [aPull(`${marker}\r\n`)] });
    assert.equal((await ensure()).action, 'none');
  });
});
