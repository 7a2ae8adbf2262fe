import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import type { HeadsAnswer } from '../../../src/core/forge/types';
import { asGitHub } from './published/fixtures';
import { aServer, type Asked, type TestServer } from './server';

const signal = new AbortController().signal;
const repository = { owner: 'o', name: 'r' };
const sha = (letter: string) => letter.repeat(40);

const aPull = (number: number, more: object = {}) => ({
  number,
  title: `Promote ${number}`,
  body: null,
  state: 'open',
  draft: false,
  merged_at: null,
  merge_commit_sha: sha('e'),
  user: { login: 'octo' },
  html_url: `https://github.com/o/r/pull/${number}`,
  updated_at: '2026-01-01T00:00:00Z',
  head: { ref: 'branchline/x', sha: sha('a'), repo: { full_name: 'o/r' } },
  base: { ref: 'prod', sha: sha('b'), repo: { full_name: 'o/r' } },
  ...more,
});

const aRun = (id: number, name: string, status: string, conclusion: string | null, suite = 1) => ({
  id,
  name,
  status,
  conclusion,
  details_url: `https://github.com/o/r/actions/runs/${id}`,
  html_url: '',
  started_at: '2026-01-01T00:00:00Z',
  completed_at: conclusion === null ? null : '2026-01-01T00:01:00Z',
  output: { title: null },
  check_suite: { id: suite },
});

describe('a GitHub client', () => {
  let server: TestServer;
  let client: GitHubClient;
  beforeEach(async () => {
    server = await aServer(asGitHub);
    client = new GitHubClient({
      identity: { kind: 'github', host: 'github.com', apiBase: server.url },
      tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
      writeGapMs: 0,
      timeoutMs: 2_000,
    });
  });
  afterEach(() => server.stop());

  const answering = (routes: Record<string, (asked: Asked) => unknown>) => {
    server.answer = (asked) => {
      const answer = routes[`${asked.method} ${asked.path}`]?.(asked);
      const status = asked.method === 'POST' ? 201 : 200;
      return answer === undefined ? { status: 404, body: { message: 'Not Found' } } : { status, body: answer };
    };
  };

  it('posts a status on the commit, with no more than what it takes', async () => {
    answering({ 'POST /repos/o/r/statuses/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa': () => ({ id: 1 }) });
    const status = { context: 'branchline/verify', state: 'failure', description: 'x'.repeat(200) } as const;
    await client.postStatus(repository, sha('a'), { ...status, url: 'https://ci.example.com/1' }, signal);
    const { description, ...rest } = server.asked[0]?.body as Record<string, string>;
    assert.deepEqual(rest, { context: 'branchline/verify', state: 'failure', target_url: 'https://ci.example.com/1' });
    assert.equal(description, `${'x'.repeat(139)}…`);
    await assert.rejects(client.postStatus(repository, sha('b'), status, signal), { code: 'forge/notFound' });
  });

  it('gives the merged ones of the closed pull requests towards a branch, newest first, in one request', async () => {
    const merged = { state: 'closed', merged_at: '2026-01-02T00:00:00Z' };
    answering({
      'GET /repos/o/r/pulls': ({ query }) => {
        assert.deepEqual(
          ['state', 'base', 'sort', 'direction'].map((name) => query.get(name)),
          ['closed', 'prod', 'updated', 'desc'],
        );
        const ofFork = { ref: 'a', sha: sha('a'), repo: { full_name: 'stranger/r' } };
        return [
          aPull(4, { state: 'closed', head: ofFork }),
          aPull(3, merged),
          aPull(2, { state: 'closed' }),
          aPull(1, merged),
        ];
      },
    });
    const closed = await client.closedPullRequests(repository, 'prod', signal);
    assert.deepEqual(
      closed.map(({ number }) => number),
      [2],
    );
    const found = await client.mergedPullRequests(repository, 'prod', signal);
    assert.deepEqual(
      found.map(({ number, mergeCommit }) => [number, mergeCommit]),
      [
        [3, sha('e')],
        [1, sha('e')],
      ],
    );
  });

  describe('reading heads', () => {
    const graphql = (answer: (variables: Record<string, string>) => object) => {
      server.answer = ({ body }) => ({ body: answer((body as { variables: Record<string, string> }).variables) });
    };
    const aRef = (oid: string, more: object = {}) => ({
      target: { oid, statusCheckRollup: { state: 'SUCCESS', contexts: { totalCount: 1 } } },
      refUpdateRule: null,
      rules: { nodes: [] },
      ...more,
    });

    it('takes protection and required checks from rules of both kinds', async () => {
      graphql(() => ({
        data: {
          r0: {
            b0: aRef(sha('a')),
            b1: aRef(sha('b'), {
              refUpdateRule: { requiredStatusCheckContexts: ['ci', null] },
              rules: {
                nodes: [
                  { parameters: {} },
                  { parameters: { requiredStatusChecks: [{ context: 'ci' }, { context: 'deploy' }] } },
                  null,
                ],
              },
            }),
            b2: null,
          },
        },
      }));
      const heads = await client.heads(repository, ['dev', 'prod', 'gone'], signal);
      assert.deepEqual(
        heads.map(({ branch, commit, protected: isProtected, requiredChecks }) => [
          branch,
          commit,
          isProtected,
          requiredChecks,
        ]),
        [
          ['dev', sha('a'), false, []],
          ['prod', sha('b'), true, ['ci', 'deploy']],
        ],
      );
    });

    it('takes the stricter of two demands, and tells whether the person may land', async () => {
      graphql(() => ({
        data: {
          r0: {
            viewerPermission: 'WRITE',
            pullRequests: { totalCount: 3 },
            b0: aRef(sha('a'), {
              refUpdateRule: { requiredApprovingReviewCount: 1, requiresCodeOwnerReviews: false },
              rules: {
                nodes: [{ parameters: { requiredApprovingReviewCount: 2, requireCodeOwnerReview: true } }, null],
              },
            }),
          },
          r1: { viewerPermission: 'READ', b0: aRef(sha('b')) },
        },
      }));
      const requests = ['r', 's'].map((name) => ({ repository: { owner: 'o', name }, branches: ['prod'] }));
      const answers = await client.headsOf(requests, signal);
      const told = answers.map((answer) => {
        const head = answer.kind === 'known' ? answer.heads[0] : undefined;
        return [head?.requiredApprovals, head?.needsCodeOwner, head?.mayMerge];
      });
      assert.deepEqual(
        answers.map((answer) => answer.kind === 'known' && answer.openPullRequests),
        [3, undefined],
      );
      assert.deepEqual(told, [
        [2, true, 'yes'],
        [0, false, 'no'],
      ]);
    });

    it('marks a head anew when its checks change, and only then', async () => {
      const mark = async (rollup: object | null) => {
        graphql(() => ({
          data: { r0: { b0: aRef(sha('a'), { target: { oid: sha('a'), statusCheckRollup: rollup } }) } },
        }));
        return (await client.heads(repository, ['dev'], signal))[0]?.checksMark;
      };
      assert.equal(await mark({ state: 'PENDING' }), await mark({ state: 'PENDING' }));
      assert.notEqual(await mark({ state: 'PENDING' }), await mark({ state: 'SUCCESS' }));
      assert.notEqual(await mark(null), await mark({ state: 'SUCCESS' }));
    });

    it('asks for thirty repositories at a time, and names are never part of the query', async () => {
      graphql((variables) => ({
        data: Object.fromEntries(
          Object.keys(variables)
            .filter((name) => name.startsWith('n'))
            .map((name) => [`r${name.slice(1)}`, { b0: aRef(sha('a')) }]),
        ),
      }));
      const requests = Array.from({ length: 300 }, (_, number) => ({
        repository: { owner: 'o', name: `r"}${number}` },
        branches: ['dev'],
      }));
      const answers = await client.headsOf(requests, signal);
      assert.equal(server.asked.length, 10);
      assert.deepEqual(
        answers.map((answer) => answer.repository.name),
        requests.map((request) => request.repository.name),
      );
      assert.ok(answers.every((answer) => answer.kind === 'known'));
      for (const { body } of server.asked) assert.doesNotMatch((body as { query: string }).query, /r"\}/);
    });

    it('lets a repository that is hidden, forbidden or behind single sign-on fail alone', async () => {
      graphql(() => ({
        data: { r0: { b0: aRef(sha('a')) }, r1: null, r2: null, r3: null },
        errors: [
          { type: 'NOT_FOUND', path: ['r1'], message: 'Could not resolve' },
          {
            type: 'FORBIDDEN',
            path: ['r2'],
            message: 'Resource protected by organization SAML enforcement.',
            extensions: { saml_failure: true },
          },
          { type: 'FORBIDDEN', path: ['r3'], message: 'Resource not accessible' },
        ],
      }));
      const requests = ['a', 'b', 'c', 'd'].map((name) => ({ repository: { owner: 'o', name }, branches: ['dev'] }));
      const codes = (await client.headsOf(requests, signal)).map((answer: HeadsAnswer) =>
        answer.kind === 'known' ? 'known' : answer.error.code,
      );
      assert.deepEqual(codes, ['known', 'forge/notFound', 'forge/sso', 'forge/forbidden']);
    });

    it('halves a batch that is too much for the forge', async () => {
      server.answer = ({ body }) => {
        const { variables } = body as { variables: Record<string, string> };
        const names = Object.entries(variables).filter(([key]) => key.startsWith('n'));
        if (names.length > 3) return { status: 502, body: '<html>', headers: { 'content-type': 'text/html' } };
        if (names.some(([, name]) => name === 'heavy') && names.length > 1) return { status: 502, body: '' };
        return {
          body: { data: Object.fromEntries(names.map(([key]) => [`r${key.slice(1)}`, { b0: aRef(sha('a')) }])) },
        };
      };
      const requests = ['a', 'b', 'heavy', 'c', 'd', 'e', 'f'].map((name) => ({
        repository: { owner: 'o', name },
        branches: ['dev'],
      }));
      const answers = await client.headsOf(requests, signal);
      assert.deepEqual(
        answers.map((answer) => `${answer.repository.name} ${answer.kind}`),
        requests.map(({ repository: { name } }) => `${name} known`),
      );
    });

    it('is told to slow down by a good answer too', async () => {
      graphql(() => ({ data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] }));
      await assert.rejects(client.heads(repository, ['dev'], signal), { code: 'forge/rateLimited' });
      await assert.rejects(client.heads(repository, ['dev'], signal), { code: 'forge/rateLimited' });
      assert.equal(server.asked.length, 1);
    });

    it('asks beside the REST base on an Enterprise Server', async () => {
      const enterprise = new GitHubClient({
        identity: { kind: 'github', host: server.host, apiBase: `${server.url}/api/v3` },
        tokens: { token: () => Promise.resolve(undefined) },
      });
      await assert.rejects(enterprise.heads(repository, ['dev'], signal));
      assert.equal(server.asked[0]?.path, '/api/graphql');
    });
  });

  it('joins statuses and check runs; suites of one name stay apart', async () => {
    answering({
      [`GET /repos/o/r/commits/${sha('a')}/status`]: () => ({
        state: 'pending',
        total_count: 1,
        statuses: [
          {
            context: 'argo',
            state: 'pending',
            description: null,
            target_url: null,
            updated_at: '2026-01-01T00:00:00Z',
          },
        ],
      }),
      [`GET /repos/o/r/commits/${sha('a')}/check-runs`]: () => ({
        total_count: 5,
        check_runs: [
          aRun(1, 'build', 'completed', 'failure', 1),
          aRun(4, 'build', 'completed', 'success', 2),
          aRun(2, 'lint', 'completed', 'timed_out'),
          aRun(3, 'lint', 'in_progress', null),
          aRun(5, 'new', 'completed', 'a_word_of_tomorrow'),
        ],
      }),
    });
    const checks = await client.checks(repository, sha('a'), signal);
    assert.deepEqual(checks.map(({ context, state }) => `${context}: ${state}`).toSorted(), [
      'argo: pending',
      'build (2): failure',
      'build: success',
      'lint: in_progress',
      'new: a_word_of_tomorrow',
    ]);
    assert.equal(checks.find(({ context }) => context === 'build')?.url, 'https://github.com/o/r/actions/runs/4');
  });

  it('reads all pages, and no page beyond a short one', async () => {
    answering({
      'GET /repos/o/r/pulls': ({ query }) =>
        Array.from({ length: query.get('page') === '1' ? 100 : 7 }, (_, index) =>
          aPull(Number(query.get('page')) * 1000 + index),
        ),
    });
    assert.equal((await client.openPullRequests(repository, 'prod', signal)).length, 107);
    assert.equal(server.asked.length, 2);
  });

  it('finds the pull request of exactly these branches, though GitHub may ignore the head', async () => {
    answering({
      'GET /repos/o/r/pulls': () => [
        aPull(1, { head: { ref: 'other', sha: sha('a'), repo: { full_name: 'o/r' } } }),
        aPull(2, { head: { ref: 'branchline/x', sha: sha('a'), repo: { full_name: 'fork/r' } } }),
        aPull(3, { head: { ref: 'branchline/x', sha: sha('a'), repo: null } }),
        aPull(4),
      ],
    });
    assert.equal((await client.findOpenPullRequest(repository, 'branchline/x', 'prod', signal))?.number, 4);
    assert.equal(await client.findOpenPullRequest(repository, 'branchline/y', 'prod', signal), undefined);
    assert.equal(server.asked[0]?.query.get('head'), 'o:branchline/x');
    assert.equal(server.asked[0].query.get('state'), 'open');
  });

  it('tells whether a pull request can be merged only once that is computed', async () => {
    for (const [mergeable, expected] of [
      [null, 'unknown'],
      [true, 'yes'],
      [false, 'no'],
    ] as const) {
      answering({ 'GET /repos/o/r/pulls/5': () => aPull(5, { mergeable }) });
      const pull = await client.pullRequest(repository, 5, signal);
      assert.deepEqual([pull.mergeable, pull.mergeCommit], [expected, undefined]);
    }
    answering({ 'GET /repos/o/r/pulls/5': () => aPull(5, { state: 'closed', merged: true }) });
    const merged = await client.pullRequest(repository, 5, signal);
    assert.deepEqual([merged.state, merged.mergeCommit], ['merged', sha('e')]);
  });

  it('creates, updates and comments with what is meant and nothing else', async () => {
    answering({
      'POST /repos/o/r/pulls': () => aPull(6),
      'PATCH /repos/o/r/pulls/6': () => aPull(6, { title: 'New' }),
      'POST /repos/o/r/issues/6/comments': () => ({ id: 1 }),
    });
    const request = { title: 'T', body: 'B', head: 'branchline/x', base: 'prod', marker: 'not sent' };
    assert.equal((await client.createPullRequest(repository, request, signal)).number, 6);
    assert.equal((await client.updatePullRequest(repository, 6, { title: 'New' }, signal)).title, 'New');
    await client.comment(repository, 6, 'Done', signal);
    assert.deepEqual(
      server.asked.map(({ body }) => body),
      [{ title: 'T', body: 'B', head: 'branchline/x', base: 'prod' }, { title: 'New' }, { body: 'Done' }],
    );
  });

  it('lists an owner’s repositories by topic, whether an organisation or a person', async () => {
    const aRepository = (name: string, topics: string[]) => ({
      owner: { login: 'o' },
      name,
      topics,
      default_branch: 'dev',
      clone_url: `https://github.com/o/${name}.git`,
      html_url: '',
      permissions: { push: true },
      archived: name === 'old',
    });
    answering({
      'GET /users/o/repos': () => [aRepository('a', ['gitops']), aRepository('b', []), aRepository('old', ['gitops'])],
    });
    const found = await client.repositories('o', 'gitops', signal);
    assert.deepEqual(
      found.map(({ name, mayPush }) => [name, mayPush]),
      [
        ['a', true],
        ['old', false],
      ],
    );
  });

  it('names the place of an answer that is not as promised', async () => {
    answering({ 'GET /repos/o/r/pulls/7': () => aPull(7, { head: { sha: sha('a') } }) });
    await assert.rejects(client.pullRequest(repository, 7, signal), {
      code: 'forge/invalidAnswer',
      message: /pulls\/7: head\.ref/,
    });
  });
});
