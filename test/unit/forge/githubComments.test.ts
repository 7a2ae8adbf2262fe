import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { asGitHub } from './published/fixtures';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;
const repository = { owner: 'o', name: 'r' };

describe('comments on GitHub', () => {
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

  const answering = (routes: Record<string, () => { readonly status?: number; readonly body?: unknown }>) => {
    server.answer = ({ method, path }) =>
      routes[`${method} ${path}`]?.() ?? { status: 404, body: { message: 'Not Found' } };
  };
  const refused = { status: 403, body: { message: 'Resource not accessible by integration' } };

  it('are read with who said them, also where the account is gone', async () => {
    const said = [
      { id: 9, user: null, body: 'b' },
      { id: 7, user: { login: 'github-actions[bot]' } },
    ];
    answering({ 'GET /repos/o/r/issues/12/comments': () => ({ body: said }) });
    assert.deepEqual(await client.comments(repository, 12, signal), [
      { id: 7, author: 'github-actions[bot]', body: '' },
      { id: 9, author: '', body: 'b' },
    ]);
  });

  it('are written, changed and taken away; one that is gone already is no error', async () => {
    answering({
      'POST /repos/o/r/issues/12/comments': () => ({ status: 201, body: { id: 7, user: { login: 'me' }, body: 'a' } }),
      'PATCH /repos/o/r/issues/comments/7': () => ({ body: {} }),
      'DELETE /repos/o/r/issues/comments/7': () => ({ status: 204 }),
    });
    assert.deepEqual(await client.comment(repository, 12, 'a', signal), { id: 7, author: 'me', body: 'a' });
    await client.updateComment(repository, { number: 1, id: 7 }, 'b', signal);
    await client.deleteComment(repository, { number: 1, id: 7 }, signal);
    await client.deleteComment(repository, { number: 1, id: 8 }, signal);
    assert.deepEqual(server.asked.find(({ method }) => method === 'PATCH')?.body, { body: 'b' });
  });

  it('tells whose the token is, also one of an app, which has no user', async () => {
    answering({ 'GET /user': () => ({ body: { login: 'ada' } }) });
    assert.equal(await client.account(signal), 'ada');
    const viewer = { data: { viewer: { login: 'github-actions[bot]' } } };
    answering({ 'GET /user': () => refused, 'POST /graphql': () => ({ body: viewer }) });
    assert.equal(await client.account(signal), 'github-actions[bot]');
    answering({ 'GET /user': () => refused, 'POST /graphql': () => refused });
    await assert.rejects(client.account(signal), { code: 'forge/forbidden' });
    answering({ 'GET /user': () => refused, 'POST /graphql': () => ({ body: { errors: [{ message: 'no' }] } }) });
    await assert.rejects(client.account(signal), { code: 'forge/invalidAnswer' });
  });
});
