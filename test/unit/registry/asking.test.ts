import assert from 'node:assert/strict';
import { Registries } from '../../../src/core/registry/client';
import { RegistryError, type RegistryCase } from '../../../src/core/registry/errors';
import type { Said } from '../forge/server';
import {
  aWorld,
  client,
  config,
  is,
  json,
  manifest,
  password,
  secret,
  signal,
  single,
  type World,
} from './hostileWorld';

describe('asking a registry that', () => {
  let world: World;
  let server: World['server'];
  let other: World['other'];
  beforeEach(async () => {
    world = await aWorld();
    ({ server, other } = world);
  });
  afterEach(() => world.stop());

  describe('sends a request on', () => {
    const challenge = { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };

    it('to another host: it goes there without a credential', async () => {
      server.answer = ({ headers, path }) => {
        if (headers.authorization === undefined) return challenge;
        if (!path.includes('/blobs/')) return manifest(single);
        return { status: 307, headers: { location: `${other.url}/signed?x=1` } };
      };
      other.answer = () => ({ body: config.body.toString() });
      const { digest } = await client(password).describe(world.cart, '1.0', {}, signal);
      assert.equal(digest, single.digest);
      assert.deepEqual(
        other.asked.map(({ path, headers }) => [path, headers.authorization]),
        [['/signed', undefined]],
      );
    });

    it('to a host that wants a credential: it gets none', async () => {
      server.answer = () => ({ status: 302, headers: { location: `${other.url}/x` } });
      other.answer = () => challenge;
      await assert.rejects(client(password).describe(world.cart, '1.0', {}, signal), is('forbidden'));
      assert.deepEqual([other.asked.length, other.asked[0]?.headers.authorization], [1, undefined]);
    });

    it('to itself: the credential goes along', async () => {
      server.answer = ({ headers, path }) => {
        if (headers.authorization === undefined) return challenge;
        if (path.includes('/moved')) return json({ tags: ['1'] });
        return { status: 301, headers: { location: '/moved' } };
      };
      assert.deepEqual((await client(password).tags(world.cart, signal)).tags, ['1']);
    });

    for (const location of [
      '/loop',
      'ftp://x/y',
      'file:///etc/passwd',
      'http://me:x@127.0.0.1/',
      'http://[',
      'javascript:x',
    ]) {
      it(`to ${location}: redirected`, async () => {
        server.answer = () => ({ status: 302, headers: { location } });
        await assert.rejects(client(password).tags(world.cart, signal), is('redirected'));
      });
    }
  });

  describe('wants a token', () => {
    const wants = (realm: string, more = '') => ({
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="${realm}",service="s"${more}` },
    });

    it('from a server without encryption, or with a password in its address: nothing is sent', async () => {
      const asked: string[] = [];
      const registries = new Registries({
        credentials: { credential: () => Promise.resolve(password) },
        fetch: (url, init) => {
          asked.push(new URL(url).host);
          return fetch(url, init);
        },
      });
      for (const realm of [
        'http://evil.example/token',
        'ftp://evil.example/',
        `https://me:x@evil.example/`,
        'token',
        '',
      ]) {
        server.answer = () => wants(realm);
        await assert.rejects(registries.tags(world.cart, signal), is('redirected'), realm);
      }
      assert.deepEqual([...new Set(asked)], [server.host]);
    });

    it('for more than reading: reading is asked for', async () => {
      server.answer = ({ headers }) =>
        headers.authorization === 'Bearer t'
          ? json({ tags: [] })
          : wants(other.url, ',scope="repository:other/x:push,delete"');
      other.answer = () => json({ token: 't' });
      await client(password).tags(world.cart, signal);
      assert.equal(other.asked[0]?.query.get('scope'), 'repository:shop/cart:pull');
    });

    const answers: [what: string, said: Said | 'silence' | 'drip', kind: RegistryCase][] = [
      ['refuses the password', { status: 401 }, 'unauthorised'],
      ['forbids it', { status: 403 }, 'unauthorised'],
      ['sends on to somewhere else', { status: 302, headers: { location: 'http://evil.example/' } }, 'refused'],
      ['has trouble', { status: 503 }, 'serverError'],
      ['asks to slow down', { status: 429, headers: { 'retry-after': '7' } }, 'rateLimited'],
      ['answers a page', { body: '<html>' }, 'malformed'],
      ['answers no token', json({}), 'malformed'],
      ['answers a token with a line break', json({ token: 'x\r\nhost: evil' }), 'malformed'],
      ['answers ten megabytes', json({ token: 'x'.repeat(10_000_000) }), 'tooLarge'],
      ['never answers', 'silence', 'timeout'],
      ['never stops answering', 'drip', 'timeout'],
    ];
    for (const [what, said, kind] of answers) {
      it(`from a server that ${what}: ${kind}`, async () => {
        server.answer = () => wants(`${other.url}/token`);
        other.answer = () => said;
        const timeoutMs = kind === 'timeout' ? 500 : 20_000;
        await assert.rejects(client(password, { timeoutMs }).tags(world.cart, signal), is(kind));
        assert.equal(other.asked.length, 1);
      });
    }

    it('and takes none: it is asked twice, and no more', async () => {
      server.answer = () => wants(`${other.url}/token`);
      other.answer = () => json({ token: 'x' });
      await assert.rejects(client(password).tags(world.cart, signal), is('unauthorised'));
      assert.equal(server.asked.filter(({ method }) => method === 'GET').length, 2);
    });

    it('that does not live for ever: a new one is made', async () => {
      let made = 0;
      server.answer = ({ headers }) =>
        headers.authorization === `Bearer t${made}` ? json({ tags: [] }) : wants(`${other.url}/token`);
      other.answer = () => json({ token: `t${(made += 1)}` });
      const registries = client(password);
      await registries.tags(world.cart, signal);
      await registries.tags(world.cart, signal);
      assert.equal(made, 1);
      made += 10; // all that were made so far are forgotten
      await registries.tags(world.cart, signal);
      assert.equal(made, 12);
    });
  });

  const refusals: [status: number, kind: RegistryCase][] = [
    [400, 'refused'],
    [401, 'unauthorised'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [418, 'refused'],
    [429, 'rateLimited'],
    [500, 'serverError'],
    [503, 'serverError'],
  ];
  for (const [status, kind] of refusals) {
    it(`answers ${status}: ${kind}, with its own words as one line`, async () => {
      const words = `no\n\u202e entry for token=${secret}`;
      server.answer = () => ({ status, body: { errors: [{ code: 'X', message: words }, null, 1] } });
      await assert.rejects(
        client().tags(world.cart, signal),
        (error) => is(kind)(error) && !String(error).includes(secret),
      );
      server.answer = () => ({ status, body: 'x'.repeat(10_000_000) });
      await assert.rejects(client().tags(world.cart, signal), is(kind));
    });
  }

  it('asks to slow down: nothing is sent until then, and it says until when', async () => {
    let now = 1_000_000;
    server.answer = () => ({ status: 429, headers: { 'retry-after': '10', 'ratelimit-limit': '100;w=21600' } });
    const registries = new Registries({
      credentials: { credential: () => Promise.resolve(undefined) },
      clock: { now: () => now },
    });
    const limited = (error: unknown) =>
      is('rateLimited')(error) && error instanceof RegistryError && error.resetAt === 1_010_000;
    await assert.rejects(registries.tags(world.cart, signal), limited);
    const asked = server.asked.length;
    await assert.rejects(registries.tags(world.cart, signal), limited);
    assert.equal(server.asked.length, asked);
    now = 1_010_001;
    server.answer = () => json({ tags: [] });
    await registries.tags(world.cart, signal);
  });

  for (const answer of ['silence', 'drip'] as const) {
    it(`${answer}: a timeout; who cancels does not wait for it`, async () => {
      server.answer = () => answer;
      await assert.rejects(client(undefined, { timeoutMs: 300 }).tags(world.cart, signal), is('timeout'));
      const controller = new AbortController();
      const asked = client().tags(world.cart, controller.signal);
      setTimeout(() => controller.abort(new Error('enough')), 50);
      await assert.rejects(asked, /enough/);
    });
  }

  it('breaks off: unreachable', async () => {
    server.answer = () => 'reset';
    await assert.rejects(client().tags(world.cart, signal), is('unreachable'));
  });

  it('is refused a version that is neither tag nor digest, before anything is sent', async () => {
    for (const version of ['', '../../../v2/other/manifests/1', 'a b', 'x?y', 'sha256:abc', `1\r\nHost: x`]) {
      await assert.rejects(client().describe(world.cart, version, {}, signal), is('badName'));
      await assert.rejects(client().digest(world.cart, version, signal), is('badName'));
    }
    assert.deepEqual(server.asked, []);
  });

  it('refused a password: it is not sent again before it is wanted again', async () => {
    server.answer = () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });
    const registries = client(password);
    await assert.rejects(registries.tags(world.cart, signal), is('unauthorised'));
    await assert.rejects(registries.tags(world.cart, signal), is('unauthorised'));
    const sent = server.asked.filter(({ method }) => method === 'GET').map(({ headers }) => headers.authorization);
    assert.deepEqual(
      sent.map((header) => header !== undefined),
      [false, true, false, true],
    );
  });

  it('sees a credential only once it wants one, and no log ever does', async () => {
    const lines: string[] = [];
    server.answer = ({ headers }) =>
      headers.authorization === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Negotiate, Basic realm="a, b=c", Digest x=y' } }
        : json({ tags: [] });
    await client(password, { lines }).tags(world.cart, signal);
    const sent = server.asked.filter(({ method }) => method === 'GET').map(({ headers }) => headers.authorization);
    const basic = Buffer.from(`me:${secret}`).toString('base64');
    assert.deepEqual(sent, [undefined, `Basic ${basic}`]);
    assert.ok(lines.length > 0);
    assert.ok(!lines.some((line) => line.includes(secret) || line.includes(basic)));
  });
});
