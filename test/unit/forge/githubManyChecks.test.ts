import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
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
    client = new GitHubClient({
      identity: { kind: 'github', host: 'github.com', apiBase: server.url },
      tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
      writeGapMs: 0,
      timeoutMs: 2_000,
    });
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

  it('are not asked for one by one where the limit is used up', async () => {
    server.answer = () => ({ body: { data: null, errors: [{ type: 'RATE_LIMITED', message: 'slow down' }] } });
    const asked = Promise.all(client.checksOf([at('cart', sha('a')), at('mail', sha('b'))], signal));
    await assert.rejects(asked, { code: 'forge/rateLimited' });
    assert.ok(server.asked.every(({ method }) => method === 'POST'));
  });
});
