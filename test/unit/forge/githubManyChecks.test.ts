import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import type { ClientOptions } from '../../../src/core/forge/http/transport';
import { asGitHub } from './published/fixtures';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;
const sha = (letter: string) => letter.repeat(40);
const at = (name: string, commit: string) => ({ repository: { owner: 'o', name }, commit });

const aRun = (databaseId: number | null, name: string, more: object = {}) => ({
  databaseId,
  name,
  status: 'COMPLETED',
  conclusion: 'SUCCESS',
  detailsUrl: `https://github.com/o/r/actions/runs/${databaseId}`,
  permalink: 'https://github.com/o/r/runs/1',
  startedAt: '2026-01-01T00:00:00Z',
  completedAt: '2026-01-01T00:01:00Z',
  title: null,
  checkSuite: { databaseId: 1 },
  ...more,
});
const aStatus = (context: string, state: string) => ({
  context,
  state,
  description: null,
  targetUrl: null,
  createdAt: '2026-01-01T00:00:00Z',
});
const told = (oid: string, nodes: readonly object[], totalCount = nodes.length) => ({
  object: { oid, statusCheckRollup: { contexts: { totalCount, nodes } } },
});

describe('the checks of many commits on GitHub', () => {
  let server: TestServer;
  let client: GitHubClient;
  beforeEach(async () => {
    server = await aServer(asGitHub);
    client = clientOf({});
  });
  const clientOf = (more: Partial<ClientOptions>) =>
    new GitHubClient({
      identity: { kind: 'github', host: 'github.com', apiBase: server.url },
      tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
      writeGapMs: 0,
      timeoutMs: 2_000,
      ...more,
    });
  afterEach(() => server.stop());

  /** By REST a commit has one status, `rest`. */
  const answering = (graphql: (variables: Record<string, string>) => object) => {
    server.answer = ({ method, path, body }) => {
      if (method === 'POST') return { body: graphql((body as { variables: Record<string, string> }).variables) };
      const isStatus = path.endsWith('/status');
      const status = { context: 'rest', state: 'success', description: '', target_url: '', updated_at: '' };
      return { body: isStatus ? { state: 'success', statuses: [status] } : { total_count: 0, check_runs: [] } };
    };
  };
  const contextsOf = async (...requests: readonly ReturnType<typeof at>[]) =>
    (await Promise.all(client.checksOf(requests, signal))).map((checks) =>
      checks.map(({ context, state }) => `${context} ${state}`),
    );

  it('are one request for forty commits, whatever the number of their checks', async () => {
    answering((variables) => ({
      data: Object.fromEntries(
        Object.keys(variables)
          .filter((name) => name.startsWith('c'))
          .map((name) => [
            `r${name.slice(1)}`,
            told(variables[name] ?? '', [aRun(1, 'ci'), aStatus('deploy', 'PENDING')]),
          ]),
      ),
    }));
    const commits = Array.from({ length: 1_200 }, (_, index) =>
      at(`r${index >> 2}`, sha('a').slice(4) + index.toString(16).padStart(4, '0')),
    );
    const found = await contextsOf(...commits);
    assert.equal(server.asked.length, 30);
    assert.ok(found.every((checks) => checks.join() === 'deploy pending,ci success'));
  });

  it('say the same as REST: the newest run of each name and suite, in its words, and nothing that is only expected', async () => {
    answering(() => ({
      data: {
        r0: told(sha('a'), [
          aRun(2, 'ci', { conclusion: 'FAILURE' }),
          aRun(1, 'ci'),
          aRun(3, 'build', { status: 'IN_PROGRESS', conclusion: null, completedAt: null }),
          aStatus('deploy', 'ERROR'),
          aStatus('required', 'EXPECTED'),
        ]),
        r1: { object: { oid: sha('b'), statusCheckRollup: null } },
      },
    }));
    const found = await contextsOf(at('cart', sha('a')), at('mail', sha('b')));
    assert.deepEqual(found, [['deploy error', 'build in_progress', 'ci failure'], []]);
    assert.equal(server.asked.length, 1);
  });

  for (const [what, data, errors] of [
    ['there are more than it told', { r0: told(sha('a'), [aRun(1, 'ci')], 2) }, undefined],
    ['one of them is hidden', { r0: told(sha('a'), [null as unknown as object]) }, undefined],
    ['a run has no number', { r0: told(sha('a'), [aRun(null, 'ci')]) }, undefined],
    ['the commit is not there', { r0: { object: null } }, undefined],
    ['the repository is hidden', { r0: null }, [{ type: 'NOT_FOUND', path: ['r0'], message: 'no' }]],
    [
      'the token may not see some',
      { r0: told(sha('a'), []) },
      [{ type: 'FORBIDDEN', path: ['r0', 'object', 'statusCheckRollup'], message: 'no' }],
    ],
    ['the query is refused', null, [{ message: 'no' }]],
  ] as const) {
    it(`are asked for by REST where ${what}`, async () => {
      answering(() => ({ data, ...(errors ? { errors } : {}) }));
      assert.deepEqual(await contextsOf(at('cart', sha('a'))), [['rest success']]);
    });
  }

  /** Each commit has one check, `ci`; of those for which it is true, a query gets this in place of an answer. */
  const failing = (spoils: (commits: readonly string[]) => boolean, how: 'silence' | 'reset') => {
    server.answer = ({ body }) => {
      const { variables } = body as { variables: Record<string, string> };
      const commits = Object.entries(variables).filter(([name]) => name.startsWith('c'));
      if (spoils(commits.map(([, commit]) => commit))) return how;
      const data = commits.map(([name, commit]) => [`r${name.slice(1)}`, told(commit, [aRun(1, 'ci')])] as const);
      return { body: { data: Object.fromEntries(data) } };
    };
  };
  const numbered = (index: number) => index.toString(16).padStart(40, '0');
  const commits = (count: number) => Array.from({ length: count }, (_, index) => at(`r${index}`, numbered(index)));

  it('are told with their own query, while that of others is still silent', async () => {
    failing((asked) => asked.includes(numbered(40)), 'silence');
    const ended = new AbortController();
    const asked = client.checksOf(commits(41), ended.signal);
    const last = asked[40]?.then(
      () => 'told',
      () => 'failed',
    );
    const first = asked[0]?.then(() => 'first');
    assert.equal(await Promise.race([first, last]), 'first');
    ended.abort();
    assert.equal(await last, 'failed');
  });

  it('fail alone where the connection of one query drops', async () => {
    failing((asked) => asked.includes(numbered(40)), 'reset');
    const found = await Promise.allSettled(client.checksOf(commits(41), signal));
    assert.deepEqual(
      found.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
      [40],
    );
  });

  it('fail for the one commit that hangs its query, and are told of all others before that is found', async () => {
    client = clientOf({ timeoutMs: 500 });
    failing((asked) => asked.includes(numbered(7)), 'silence');
    const order: number[] = [];
    const found = await Promise.allSettled(
      client.checksOf(commits(80), signal).map((one, index) => one.finally(() => order.push(index))),
    );
    assert.deepEqual(
      found.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
      [7],
    );
    assert.equal(order.at(-1), 7);
    assert.ok(
      order.slice(0, 40).every((index) => index >= 40),
      'the other query waits for none of it',
    );
  });

  it('are asked of REST alone where there is no token: by GraphQL nobody is told anything without one', async () => {
    client = clientOf({ tokens: { token: () => Promise.resolve(undefined) } });
    answering(() => ({ data: null }));
    assert.deepEqual(await contextsOf(at('cart', sha('a')), at('mail', sha('b'))), [
      ['rest success'],
      ['rest success'],
    ]);
    assert.ok(server.asked.every(({ method }) => method === 'GET'));
  });

  it('are not asked for one by one where the limit is used up', async () => {
    server.answer = () => ({ body: { data: null, errors: [{ type: 'RATE_LIMITED', message: 'slow down' }] } });
    const asked = Promise.all(client.checksOf([at('cart', sha('a')), at('mail', sha('b'))], signal));
    await assert.rejects(asked, { code: 'forge/rateLimited' });
    assert.ok(server.asked.every(({ method }) => method === 'POST'));
  });
});
