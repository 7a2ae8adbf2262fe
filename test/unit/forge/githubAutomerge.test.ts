import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { asGitHub } from './published/fixtures';
import { aServer, type Asked, type TestServer } from './server';

const signal = new AbortController().signal;
const repository = { owner: 'o', name: 'r' };
const head = 'a'.repeat(40);

describe('asking GitHub to merge by itself', () => {
  let server: TestServer;
  let client: GitHubClient;
  beforeEach(async () => {
    server = await aServer(asGitHub);
    client = new GitHubClient({
      identity: { kind: 'github', host: 'github.com', apiBase: server.url },
      tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
      writeGapMs: 0,
    });
  });
  afterEach(() => server.stop());

  const isMutation = ({ body }: Asked) => JSON.stringify(body).includes('mutation');
  const answering = (asked: boolean, disabled = 0, mutation: object = { data: {} }) => {
    const pullRequest = {
      id: 'PR_1',
      autoMergeRequest: asked ? { enabledAt: '2026-01-01T00:00:00Z' } : null,
      timelineItems: { totalCount: disabled },
    };
    server.answer = (one) => ({ body: isMutation(one) ? mutation : { data: { repository: { pullRequest } } } });
  };

  for (const [asked, disabled, state] of [
    [true, 1, 'asked'],
    [false, 1, 'withdrawn'],
    [false, 0, 'none'],
  ] as const) {
    it(`tells that it is ${state}`, async () => {
      answering(asked, disabled);
      assert.equal(await client.mergeRequest(repository, 12, signal), state);
    });
  }

  it('names the head that is meant, and the way in which it lands', async () => {
    answering(false);
    await client.requestMerge(repository, 12, { head, style: 'squash' }, signal);
    const sent = server.asked.find(isMutation)?.body as { readonly variables: unknown };
    assert.deepEqual(sent.variables, { id: 'PR_1', head, method: 'SQUASH' });
  });

  it('asks no second time for what is asked', async () => {
    answering(true);
    await client.requestMerge(repository, 12, { head, style: 'merge' }, signal);
    assert.equal(server.asked.some(isMutation), false);
  });

  it('tells GitHub’s own reason where it does not', async () => {
    answering(false, 0, { data: null, errors: [{ type: 'UNPROCESSABLE', message: 'Auto merge is not allowed' }] });
    await assert.rejects(client.requestMerge(repository, 12, { head, style: 'merge' }, signal), {
      code: 'forge/notMergeable',
      message: /Auto merge is not allowed/,
    });
  });

  it('is not found where the pull request is not', async () => {
    server.answer = () => ({ body: { data: { repository: null }, errors: [{ type: 'NOT_FOUND', message: 'no' }] } });
    await assert.rejects(client.mergeRequest(repository, 12, signal), { code: 'forge/notFound' });
  });
});
