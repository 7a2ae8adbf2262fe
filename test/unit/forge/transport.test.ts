import assert from 'node:assert/strict';
import { Pace } from '../../../src/core/support/http/pace';
import { path } from '../../../src/core/forge/http/path';
import { authorization, Transport, type Request, type TransportOptions } from '../../../src/core/forge/http/transport';
import { redactingLog } from '../../../src/core/support/log';
import { aServer, type Said, type TestServer } from './server';

const signal = new AbortController().signal;
const read = (where = '/x'): Request => ({ method: 'GET', path: where, intent: 'read', subject: 'o/r' });
const create: Request = { method: 'POST', path: '/pulls', body: {}, intent: 'createPullRequest', subject: 'o/r' };

describe('asking a forge', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await aServer();
  });
  afterEach(() => server.stop());

  let token: string | undefined = 'first-token-of-many';
  const transport = (options: Partial<TransportOptions> = {}) =>
    new Transport({
      identity: { kind: 'github', host: server.host, apiBase: server.url },
      authorise: authorization('Bearer'),
      tokens: { token: () => Promise.resolve(token === undefined ? undefined : { value: token, source: 'test' }) },
      timeoutMs: 2_000,
      ...options,
    });
  beforeEach(() => {
    token = 'first-token-of-many';
  });

  const refusals: [what: string, said: Said, code: string, request?: Request][] = [
    ['a wrong token', { status: 401, body: { message: 'Bad credentials' } }, 'unauthorised'],
    ['a missing right', { status: 403, body: { message: 'Resource not accessible' } }, 'forbidden'],
    [
      'single sign-on',
      { status: 403, headers: { 'x-github-sso': 'required; url=https://github.com/orgs/o/sso' }, body: {} },
      'sso',
    ],
    ['a hidden repository', { status: 404, body: { message: 'Not Found' } }, 'notFound'],
    [
      'the primary limit',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' }, body: {} },
      'rateLimited',
    ],
    [
      'the secondary limit',
      { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } },
      'rateLimited',
    ],
    ['too many requests', { status: 429, body: '' }, 'rateLimited'],
    [
      'trouble of the forge',
      { status: 502, body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } },
      'serverError',
    ],
    ['a sign-in page', { status: 203, body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }, 'html'],
    ['a wrong base address', { status: 404, body: '<html>', headers: { 'content-type': 'text/html' } }, 'html'],
    ['JSON that is cut off', { body: '{"a":', headers: { 'content-type': 'application/json' } }, 'invalidAnswer'],
    ['JSON that is not called so', { body: '{}', headers: { 'content-type': 'text/plain' } }, 'invalidAnswer'],
    ['an answer too large', { body: { text: 'x'.repeat(5_000) } }, 'tooLarge'],
    ['a redirect without end', { status: 302, headers: { location: '/x' }, body: '' }, 'redirected'],
    ['a redirect to nowhere', { status: 302, headers: { location: 'gopher://x/' }, body: '' }, 'redirected'],
    [
      'a write sent elsewhere',
      { status: 307, headers: { location: 'http://127.0.0.2:1/' }, body: '' },
      'redirected',
      create,
    ],
    ['a write turned into a read', { status: 302, headers: { location: '/y' }, body: '' }, 'redirected', create],
    [
      'GitHub: a pull request that is there',
      {
        status: 422,
        body: { message: 'Validation Failed', errors: [{ message: 'A pull request already exists for o:h.' }] },
      },
      'duplicatePullRequest',
      create,
    ],
    [
      'Gitea: a pull request that is there',
      { status: 409, body: { message: 'pull request already exists for these targets [id: 1]' } },
      'duplicatePullRequest',
      create,
    ],
    [
      'GitHub: nothing to promote',
      { status: 422, body: { message: 'Validation Failed', errors: [{ message: 'No commits between a and b' }] } },
      'nothingToPromote',
      create,
    ],
    [
      'Gitea: nothing to promote',
      { status: 422, body: { message: 'Invalid PullRequest: There are no changes between the head and the base' } },
      'nothingToPromote',
      create,
    ],
    [
      'GitHub: a missing branch',
      { status: 422, body: { message: 'Validation Failed', errors: [{ field: 'head', code: 'invalid' }] } },
      'branchMissing',
      create,
    ],
    ['Gitea: a missing branch', { status: 404, body: { message: 'not found' } }, 'branchMissing', create],
    ['another refusal', { status: 422, body: { message: 'title is too long', errors: ['x'] } }, 'refused', create],
    [
      'a branch that moved',
      { status: 409, body: { message: 'conflict' } },
      'headMoved',
      { ...create, intent: 'write' },
    ],
    [
      'a merge that is not possible',
      { status: 405, body: { message: 'try again later' } },
      'notMergeable',
      { ...create, intent: 'merge' },
    ],
  ];
  for (const [what, said, code, request = read()] of refusals) {
    it(`${what} is ${code}`, async () => {
      server.answer = () => said;
      await assert.rejects(transport({ maxBytes: 4_000 }).send(request, signal), { code: `forge/${code}` });
    });
  }

  it('a closed port is unreachable, and says so in words', async () => {
    const closed = await aServer();
    await closed.stop();
    const identity = { kind: 'gitea', host: closed.host, apiBase: closed.url } as const;
    await assert.rejects(transport({ identity }).send(read(), signal), {
      code: 'forge/unreachable',
      message: /nothing answers there/,
    });
  });

  it('an untrusted certificate is an error of its own', async () => {
    const cause = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const failing = () => Promise.reject(new TypeError('fetch failed', { cause }));
    await assert.rejects(transport({ fetch: failing }).send(read(), signal), {
      code: 'forge/tls',
      message: /DEPTH_ZERO/,
    });
  });

  it('a proxy that wants a password is an error of its own', async () => {
    const cause = new Error('Proxy response (407) !== 200 when HTTP Tunneling');
    const failing = () => Promise.reject(new TypeError('fetch failed', { cause }));
    await assert.rejects(transport({ fetch: failing }).send(read(), signal), { code: 'forge/proxy' });
  });

  it('no answer in time is an error of its own, cancelling is not', async () => {
    server.answer = () => 'silence';
    await assert.rejects(transport({ timeoutMs: 50 }).send(read(), signal), { code: 'forge/timeout' });
    const cancelling = new AbortController();
    const asking = transport().send(read(), cancelling.signal);
    cancelling.abort();
    await assert.rejects(asking, { name: 'AbortError' });
  });

  it('whoever cancels does not wait for those before', async () => {
    server.answer = () => 'silence';
    const one = transport({ parallel: 1, timeoutMs: 300 });
    const first = one.send(read(), signal);
    const cancelling = new AbortController();
    const second = one.send(read('/second'), cancelling.signal);
    cancelling.abort();
    await assert.rejects(second, { name: 'AbortError' });
    await assert.rejects(first, { code: 'forge/timeout' });
    assert.deepEqual(
      server.asked.map((asked) => asked.path),
      ['/x'],
    );
  });

  it('what a person waits for does not queue behind a sweep', async () => {
    server.answer = ({ path: at }) => (at === '/now' ? { body: { at } } : 'silence');
    const one = transport({ parallel: 1, timeoutMs: 300 });
    const sweep = Promise.allSettled([one.send(read('/a'), signal), one.send(read('/b'), signal)]);
    assert.deepEqual((await one.send({ ...read('/now'), lane: 'action' }, signal)).body, { at: '/now' });
    assert.deepEqual(
      server.asked.map((asked) => asked.path),
      ['/a', '/now'],
    );
    await sweep;
  });

  it('without a token there is no header; the error then says to sign in', async () => {
    token = undefined;
    await assert.rejects(transport().send(read(), signal), {
      code: 'forge/notFound',
      message: /If it is private, sign in/,
    });
    assert.equal(server.asked[0]?.headers.authorization, undefined);
  });

  it('an answer that has not changed is not sent again, and never given to another token', async () => {
    server.answer = ({ headers }) =>
      headers['if-none-match'] === `"${headers.authorization}"`
        ? { status: 304 }
        : { headers: { etag: `"${headers.authorization}"` }, body: { for: headers.authorization } };
    const asking = transport();
    const first = await asking.send(read(), signal);
    const again = await asking.send(read(), signal);
    assert.deepEqual([first.body, again.body, again.status], [{ for: 'Bearer first-token-of-many' }, first.body, 200]);
    assert.equal(server.asked[1]?.headers['if-none-match'], '"Bearer first-token-of-many"');
    token = 'second';
    assert.deepEqual((await asking.send(read(), signal)).body, { for: 'Bearer second' });
    assert.equal(server.asked[2]?.headers['if-none-match'], undefined);
  });

  it('a repository that moved is followed', async () => {
    server.answer = ({ path: at }) =>
      at === '/x' ? { status: 301, headers: { location: '/y' }, body: '' } : { body: { at } };
    assert.deepEqual((await transport().send(read(), signal)).body, { at: '/y' });
    assert.ok(server.asked[1]?.headers.authorization);
  });

  it('a token does not follow to another host', async () => {
    const other = await aServer();
    try {
      other.answer = () => ({ body: {} });
      server.answer = () => ({ status: 302, headers: { location: `${other.url}/y` }, body: '' });
      await transport().send(read(), signal);
      assert.equal(other.asked.length, 1);
      assert.equal(other.asked[0]?.headers.authorization, undefined);
    } finally {
      await other.stop();
    }
  });

  it('a limit counts for the whole host, until it is over', async () => {
    let now = 1_000_000;
    const asking = transport({ clock: { now: () => now } });
    server.answer = () => ({ status: 429, headers: { 'retry-after': '30' }, body: '' });
    await assert.rejects(asking.send(read(), signal), { code: 'forge/rateLimited', resetAt: 1_030_000 });
    server.answer = () => ({ body: {} });
    await assert.rejects(asking.send(read('/other'), signal), { code: 'forge/rateLimited', resetAt: 1_030_000 });
    assert.equal(server.asked.length, 1);
    now += 30_000;
    await asking.send(read('/other'), signal);
  });

  it('what may still be asked is told', async () => {
    server.answer = () => ({
      headers: { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4990', 'x-ratelimit-reset': '1700000000' },
      body: {},
    });
    const asking = transport();
    await asking.send(read(), signal);
    assert.deepEqual(asking.budget, { limit: 5000, remaining: 4990, resetAt: 1_700_000_000_000 });
  });

  it('a write to a repository that was renamed is told the new name, and not sent on', async () => {
    const location = '/api/v1/repos/new/name/pulls?x=1';
    server.answer = () => ({ status: 301, headers: { location }, body: '' });
    await assert.rejects(transport().send(create, signal), {
      code: 'forge/redirected',
      message: /it is new\/name now/,
    });
    assert.equal(server.asked.length, 1);
  });

  it('writes come one after the other', async () => {
    let underWay = 0;
    let most = 0;
    const slow: typeof fetch = async (...args) => {
      most = Math.max(most, ++underWay);
      const response = await fetch(...args);
      underWay--;
      return response;
    };
    server.answer = () => ({ body: {} });
    const asking = transport({ fetch: slow });
    await Promise.all([1, 2, 3].map(() => asking.send(create, signal)));
    assert.equal(most, 1);
  });

  it('the log has each request and no secret', async () => {
    const lines: string[] = [];
    server.answer = () => ({ status: 401, body: { message: 'Bad credentials' } });
    const log = redactingLog((_, line) => lines.push(line));
    await assert.rejects(transport({ log }).send({ ...read(), query: { state: 'open' } }, signal));
    assert.match(lines.join('\n'), /GET \/x\?state=open/);
    assert.doesNotMatch(lines.join('\n'), /first-token/);
  });

  it('a token is sent to no other origin than the API’s', async () => {
    await assert.rejects(transport().send(read('https://evil.example.com/'), signal), { code: 'forge/redirected' });
  });
});

describe('the pace of a host', () => {
  const headers = (entries: Record<string, string>) => new Headers(entries);
  const at = (now: number) => new Pace({ now: () => now });

  it('obeys Retry-After before the reset time, in seconds or as a date', () => {
    const both = { 'retry-after': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '500' };
    assert.equal(at(0).refused(headers(both)), 10_000);
    assert.equal(at(0).refused(headers({ 'retry-after': new Date(20_000).toUTCString() })), 20_000);
  });

  it('believes no time that lies beyond an hour, or beyond all dates', () => {
    const odd = { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '1', 'x-ratelimit-reset': '99999999999999' };
    const pace = at(0);
    pace.note(headers(odd));
    assert.equal(pace.refused(headers(odd)), 3_600_000);
    assert.ok(!Number.isNaN(new Date(pace.budget?.resetAt ?? NaN).getTime()));
  });

  it('else the reset time, else a minute that doubles up to a quarter of an hour', () => {
    assert.equal(at(0).refused(headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '500' })), 500_000);
    const pace = at(0);
    const pauses = Array.from({ length: 6 }, () => pace.refused(headers({})) / 60_000);
    assert.deepEqual(pauses, [1, 2, 4, 8, 15, 15]);
    pace.accepted();
    assert.equal(at(0).refused(headers({})), 60_000);
  });

  it('or the seconds that a registry says, from now or since the epoch', () => {
    assert.equal(at(0).refused(headers({ 'ratelimit-reset': '40' })), 40_000);
    const now = Date.UTC(2026, 0, 1);
    const inTwoMinutes = String(now / 1000 + 120);
    assert.equal(at(now).refused(headers({ 'ratelimit-reset': inTwoMinutes })), now + 120_000);
    assert.equal(
      at(0).refused(headers({ 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '0;w=21600' })),
      60_000,
    );
  });

  it('slows down even when a good answer asks for it', () => {
    const pace = at(0);
    pace.note(headers({ 'retry-after': '5' }));
    assert.equal(pace.paused, 5_000);
  });

  it('does not believe a date that is years away', () => {
    assert.equal(at(0).refused(headers({ 'retry-after': 'Fri, 31 Dec 2199 23:59:59 GMT' })), 3_600_000);
  });
});

describe('a path of an API', () => {
  it('encodes what comes from outside and keeps the slashes of a branch', () => {
    assert.equal(path`/repos/${'o'}/${'a b'}/branches/${'env/dev?x'}`, '/repos/o/a%20b/branches/env/dev%3Fx');
    assert.equal(path`/pulls/${7}`, '/pulls/7');
  });
  for (const name of ['..', '.', 'a/../b', '', '/a']) {
    it(`refuses "${name}"`, () => assert.throws(() => path`/repos/${name}/x`, { code: 'forge/refused' }));
  }
});
