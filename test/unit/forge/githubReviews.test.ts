import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { asGitHub } from './published/fixtures';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;
const repository = { owner: 'o', name: 'r' };
const sha = (letter: string) => letter.repeat(40);

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

  it('counts the last word of each reviewer, and names who is still asked', async () => {
    const said = (login: string, state: string) => ({ user: { login }, state, commit_id: sha('a') });
    answering({
      'GET /repos/o/r/pulls/7/reviews': () => [
        said('ada', 'CHANGES_REQUESTED'),
        said('bob', 'APPROVED'),
        said('ada', 'APPROVED'),
        said('ada', 'COMMENTED'),
        said('bob', 'DISMISSED'),
        said('cy', 'CHANGES_REQUESTED'),
      ],
      'GET /repos/o/r/pulls/7/requested_reviewers': () => ({ users: [{ login: 'dee' }], teams: [{ slug: 'ops' }] }),
    });
    assert.deepEqual(await client.reviews(repository, 7, signal), {
      approvedBy: ['ada'],
      changesRequestedBy: ['cy'],
      requested: ['dee', 'ops'],
    });
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
