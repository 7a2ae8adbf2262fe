import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { asGitHub } from './published/fixtures';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;
const repository = { owner: 'o', name: 'r' };

describe('reviews on GitHub', () => {
  let server: TestServer;
  let client: GitHubClient;
  beforeEach(async () => {
    server = await aServer(asGitHub);
    client = new GitHubClient({
      identity: { kind: 'github', host: 'github.com', apiBase: server.url },
      tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
    });
  });
  afterEach(() => server.stop());

  const answering = (routes: Record<string, () => unknown>) => {
    server.answer = ({ method, path }) => {
      const answer = routes[`${method} ${path}`]?.();
      return answer === undefined ? { status: 404, body: { message: 'Not Found' } } : { body: answer };
    };
  };

  it('counts the last word of each who may write, and names who is still asked', async () => {
    const said = (login: string, state: string) => ({ author: { login }, state });
    const pullRequest = {
      latestOpinionatedReviews: {
        nodes: [
          said('ada', 'APPROVED'),
          said('bob', 'DISMISSED'),
          said('cy', 'CHANGES_REQUESTED'),
          { state: 'APPROVED', author: null },
        ],
      },
      reviewRequests: {
        nodes: [
          { requestedReviewer: { login: 'dee' } },
          { requestedReviewer: { slug: 'ops' } },
          { requestedReviewer: null },
        ],
      },
    };
    answering({ 'POST /graphql': () => ({ data: { repository: { pullRequest } } }) });
    assert.deepEqual(await client.reviews(repository, 7, signal), {
      approvedBy: ['ada'],
      changesRequestedBy: ['cy'],
      requested: ['dee', 'ops'],
    });
    const { query } = server.asked.at(-1)?.body as { readonly query: string };
    assert.match(query, /latestOpinionatedReviews\(first: 100, writersOnly: true\)/);
  });

  it('says that a pull request is not there, and why none may be seen', async () => {
    answering({ 'POST /graphql': () => ({ data: { repository: { pullRequest: null } } }) });
    await assert.rejects(client.reviews(repository, 7, signal), { code: 'forge/notFound' });
    const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible' }];
    answering({ 'POST /graphql': () => ({ data: { repository: null }, errors }) });
    await assert.rejects(client.reviews(repository, 7, signal), { code: 'forge/forbidden' });
  });

  it('names who may land where it may be seen', async () => {
    const where = 'GET /repos/o/r/branches/env/prod/protection/restrictions';
    answering({ [where]: () => ({ users: [{ login: 'ada' }], teams: [{ slug: 'ops' }] }) });
    assert.deepEqual(await client.mergers(repository, 'env/prod', signal), {
      kind: 'named',
      people: ['ada'],
      teams: ['ops'],
    });
    await assert.rejects(client.mergers(repository, 'dev', signal), { code: 'forge/notFound' });
  });
});
