import assert from 'node:assert/strict';
import { codeLocation, readCodeChanges } from '../../../../src/core/change/code/commits';
import { GitHubClient } from '../../../../src/core/forge/github/client';
import type { CodeRange } from '../../../../src/core/registry/codeRange';
import { aServer, type TestServer } from '../../forge/server';

const signal = new AbortController().signal;
const clock = { now: () => 1_000 };
const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
const range = (source: string): CodeRange => ({ kind: 'range', source, from: a, to: b, isLabelled: false });
const none = { commits: [], total: 0 };

const aCommit = (message: string, name = 'Ada') => ({
  sha: b,
  commit: { message, author: { name, date: '2026-11-01T10:00:00+02:00' } },
});

describe('the commits that a change of an image brings', () => {
  let server: TestServer;
  beforeEach(async () => (server = await aServer()));
  afterEach(() => server.stop());

  const forges = () => [
    {
      client: new GitHubClient({
        identity: { kind: 'github', host: 'github.com', apiBase: server.url },
        tokens: { token: () => Promise.resolve({ value: 'a-token', source: 'test' }) },
        timeoutMs: 2_000,
      }),
    },
  ];
  const read = (source = 'https://github.com/shop/cart') => readCodeChanges(range(source), forges(), clock, signal);
  const answers = (ahead: readonly object[], total = ahead.length, behind = 0) => {
    server.answer = ({ query }) => ({
      body: { ahead_by: total, behind_by: behind, commits: query.get('page') === '1' ? ahead : [] },
    });
  };

  it('are told with subject, author, time and the pull request that the subject names', async () => {
    answers([
      aCommit('Merge pull request #7 from shop/x\n\nBody'),
      aCommit('Revert "Add (#8)" (#9)'),
      aCommit('Plain'),
    ]);
    const changes = await read();
    assert.ok(changes.kind === 'known');
    assert.deepEqual(
      changes.brings.commits.map(({ subject, pullRequest }) => [subject, pullRequest]),
      [
        ['Plain', undefined],
        ['Revert "Add (#8)" (#9)', 9],
        ['Merge pull request #7 from shop/x', 7],
      ],
    );
    const { brings, takesBack, repository, observed } = changes;
    assert.deepEqual([brings.commits[0]?.author, brings.commits[0]?.at], ['Ada', '2026-11-01T08:00:00.000Z']);
    assert.deepEqual([takesBack, repository], [none, 'shop/cart']);
    assert.deepEqual(observed, { at: 1_000, source: 'github.com' });
    assert.deepEqual(
      server.asked.map(({ path }) => path),
      [`/repos/shop/cart/compare/${a}...${b}`],
    );
  });

  it('are one line each, without credentials', async () => {
    const token = `ghp_${'x1Y2'.repeat(9)}`;
    answers([aCommit(`Use ${token}\u001b[31m\u202e`, `Ada\r${'x'.repeat(5_000)}`)]);
    const changes = await read();
    assert.ok(changes.kind === 'known');
    const [commit] = changes.brings.commits;
    assert.ok(commit);
    // eslint-disable-next-line no-control-regex
    for (const text of [commit.subject, commit.author]) assert.doesNotMatch(text, /[\u0000-\u001f\u202e]|.{300}/);
    assert.ok(!commit.subject.includes(token));
  });

  it('are the newest of many', async () => {
    server.answer = ({ query }) => {
      const page = Number(query.get('page'));
      const size = page < 3 ? 50 : 20;
      const commits = Array.from({ length: size }, (_, index) => aCommit(`${(page - 1) * 50 + index}`));
      return { body: { ahead_by: 120, behind_by: 0, commits } };
    };
    const changes = await read();
    assert.ok(changes.kind === 'known');
    const { commits, total } = changes.brings;
    assert.deepEqual([total, commits.length, commits[0]?.subject, commits[49]?.subject], [120, 50, '119', '70']);
  });

  it('are beside what is taken back', async () => {
    server.answer = ({ path }) =>
      path.endsWith(`${a}...${b}`)
        ? { body: { ahead_by: 0, behind_by: 1, commits: [] } }
        : { body: { ahead_by: 1, behind_by: 0, commits: [aCommit('Gone')] } };
    const changes = await read();
    assert.ok(changes.kind === 'known');
    assert.deepEqual([changes.brings, changes.takesBack.commits.map(({ subject }) => subject)], [none, ['Gone']]);
  });

  it('are read from forges that are known, and no other host is asked', async () => {
    const others = [
      'https://evil.example/shop/cart',
      'https://github.com.evil.example/a/b',
      'https://github.com/shop',
      '',
    ];
    for (const source of others) {
      assert.equal((await read(source)).kind, 'unknown', source);
      assert.equal(codeLocation(source, forges()), undefined);
    }
    assert.deepEqual(server.asked, []);
  });

  for (const [status, reason] of [
    [404, 'missing'],
    [403, 'forbidden'],
    [401, 'unauthorised'],
    [500, 'unreachable'],
  ] as const) {
    it(`are unknown where the forge answers ${status}: ${reason}`, async () => {
      server.answer = () => ({ status, body: { message: 'no' } });
      const changes = await read();
      assert.ok(changes.kind === 'unknown');
      assert.equal(changes.reason, reason);
    });
  }
});
