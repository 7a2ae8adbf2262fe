import assert from 'node:assert/strict';
import { environmentTokens, gitLogin } from '../../../src/core/forge/environmentTokens';
import { aServer } from './server';
import { aBitbucket, below, branch, cart, landing, nothing, sha, signal } from './bitbucketWorld';

describe('a Bitbucket Cloud', () => {
  const world = aBitbucket();

  describe('names', () => {
    it('cannot change a question: one with a quote is asked for by its address, or looked for in all', async () => {
      const evil = 'x" OR name~"';
      world.answers = {
        [`${below}/refs/branches`]: nothing,
        [`${below}/branch-restrictions`]: nothing,
        '/2.0/repositories/gitops': nothing,
        [`${below}/pullrequests`]: nothing,
      };
      await world.client().heads(cart, [evil, 'a b', 'zürich', 'p%c', 'a&q=b'], signal);
      const questions = world.asked('GET', '/refs/branches').map(({ query }) => query.get('q'));
      assert.deepEqual(questions, ['name="a b" OR name="zürich" OR name="p%c" OR name="a&q=b"']);
      assert.equal(world.asked('GET', `/refs/branches/${encodeURIComponent(evil)}`).length, 1);
      await world.client().findOpenPullRequest(cart, evil, 'prod', signal);
      const [found] = world.asked('GET', '/pullrequests');
      assert.equal(
        found?.query.get('q'),
        'state="OPEN" AND (draft=true OR draft=false) AND destination.branch.name="prod"',
      );
    });

    it('of repositories are one part of an address, and none climbs out', async () => {
      for (const name of ['..', '.', 'a/../b']) {
        await assert.rejects(world.client().repository({ owner: 'gitops', name }, signal), { code: 'forge/refused' });
      }
      await world
        .client()
        .repository({ owner: 'a/b', name: 'c d?e' }, signal)
        .catch(() => undefined);
      assert.deepEqual(
        world.server.asked.map(({ path }) => path),
        ['/2.0/repositories/a%2Fb/c%20d%3Fe'],
      );
    });
  });

  describe('pages', () => {
    const page = (next: unknown) => ({ values: [branch('dev')], next });
    const heads = () => world.client().headsOf([{ repository: cart, branches: ['dev'] }], signal);
    beforeEach(() => {
      world.answers = { [`${below}/branch-restrictions`]: nothing, '/2.0/repositories/gitops': nothing };
    });

    it('are followed within the API alone: a token goes nowhere else', async () => {
      const other = await aServer();
      try {
        other.answer = () => ({ body: nothing });
        for (const next of [
          `${other.url}/2.0/repositories/gitops/cart/refs/branches?page=2`,
          `${world.server.url}/1.0/elsewhere`,
          `${world.server.url}/2.0/../1.0/elsewhere`,
          `${world.server.url.replace('http:', 'https:')}/2.0/x`,
          `${world.server.url.replace('//', '//user:word@')}/2.0/x`,
          `${world.server.url}/2.0evil/x`,
          'file:///etc/passwd',
          '/2.0/relative',
        ]) {
          world.answers[`${below}/refs/branches`] = page(next);
          const [one] = await heads();
          assert.equal(one?.kind === 'failed' && one.error.code, 'forge/redirected', next);
        }
        assert.deepEqual(other.asked, []);
        assert.ok(world.server.asked.every(({ path }) => path.startsWith('/2.0/')));
      } finally {
        await other.stop();
      }
    });

    it('that lead back, or on without end, come to an end', async () => {
      world.answers[`${below}/refs/branches`] = page(`${world.server.url}${below}/refs/branches?page=2`);
      assert.equal((await heads())[0]?.kind, 'known');
      assert.equal(world.asked('GET', '/refs/branches').length, 2);
      let number = 0;
      world.server.answer = (one) =>
        one.path.endsWith('/refs/branches')
          ? { body: page(`${world.server.url}${below}/refs/branches?page=${number++}`) }
          : world.answer(one);
      assert.equal((await heads())[0]?.kind, 'failed', 'a list that is cut off is no list');
      assert.equal(world.asked('GET', '/refs/branches').length, 2 + 200);
    });
  });

  it('commits that are too many to be counted are not counted, and cost no more than some requests', async () => {
    let number = 0;
    const commit = { type: 'commit', hash: sha, date: '2026-01-01T00:00:00Z', message: 'One' };
    world.server.answer = ({ path }) => ({
      body: { values: [commit], next: `${world.server.url}${path}?page=${(number += 1)}` },
    });
    await assert.rejects(world.client().compare(cart, sha, landing, signal), { code: 'forge/refused' });
    assert.ok(number <= 42, String(number));
  });

  describe('answers that are none', () => {
    it('asked too often without a word of when, it is left alone for a while', async () => {
      world.server.answer = () => ({ status: 429, body: 'Rate limit for this resource has been exceeded' });
      const asking = world.client();
      await assert.rejects(asking.repository(cart, signal), { code: 'forge/rateLimited' });
      await assert.rejects(asking.repository(cart, signal), { code: 'forge/rateLimited' });
      assert.equal(world.server.asked.length, 1);
      world.now += 61_000;
      await assert.rejects(asking.repository(cart, signal), { code: 'forge/rateLimited' });
      assert.equal(world.server.asked.length, 2);
    });

    it('a repository that was renamed is read where it is now, and not written to; a token goes to no other host', async () => {
      const moved = { type: 'repository', full_name: 'gitops/basket' };
      world.server.answer = (one) =>
        one.path.startsWith(below)
          ? { status: 301, headers: { location: `${world.server.url}${one.path.replace('cart', 'basket')}` } }
          : {
              status: one.path === '/2.0/repositories/gitops/basket' ? 200 : 404,
              body: one.path.endsWith('basket') ? moved : {},
            };
      assert.equal((await world.client().repository(cart, signal)).name, 'basket');
      await assert.rejects(
        world.client().comment(cart, 1, 'x', signal),
        /gitops\/cart has moved on .*: it is gitops\/basket now/,
      );
      const other = await aServer();
      try {
        other.answer = () => ({ body: moved });
        world.server.answer = ({ path }) =>
          path === below ? { status: 302, headers: { location: `${other.url}/x` } } : { status: 404, body: {} };
        await world.client().repository(cart, signal);
        assert.ok(other.asked.length > 0);
        assert.ok(other.asked.every(({ headers }) => headers.authorization === undefined));
      } finally {
        await other.stop();
      }
    });

    it('an empty repository is one all the same, and a page for people is none', async () => {
      world.answers = {
        [below]: { type: 'repository', full_name: 'gitops/cart', mainbranch: null },
        '/2.0/repositories/gitops': nothing,
      };
      const found = await world.client().repository(cart, signal);
      assert.deepEqual([found.defaultBranch, found.landingStyles, found.mayPush], ['', undefined, undefined]);
      world.server.answer = () => ({ body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } });
      await assert.rejects(world.client().repository(cart, signal), { code: 'forge/html' });
    });

    it('what may not be seen is told as what is not there', async () => {
      await assert.rejects(world.client().repository(cart, signal), { code: 'forge/notFound' });
    });
  });

  describe('tokens', () => {
    it('of workspaces are said alone, those of people with their account', async () => {
      const said = async (value: string) => {
        world.server.asked.length = 0;
        await world
          .client({ value, source: 'test' })
          .account(signal)
          .catch(() => undefined);
        return world.server.asked[0]?.headers.authorization;
      };
      assert.equal(await said('ATCTT3x'), 'Bearer ATCTT3x');
      assert.equal(await said('a@example.com:ATATT3x'), `Basic ${btoa('a@example.com:ATATT3x')}`);
    });

    it('are given to git under the name that Bitbucket takes them by, and to no other host so', () => {
      const of = (value: string, host = 'bitbucket.org') => gitLogin(host, { value, source: 'test' });
      assert.deepEqual(of('ATCTT3x'), { token: 'ATCTT3x', user: 'x-token-auth' });
      assert.deepEqual(of('a@example.com:ATATT:3x'), { token: 'ATATT:3x', user: 'x-bitbucket-api-token-auth' });
      assert.deepEqual(of('a:b', 'git.example.com'), { token: 'a:b' });
    });

    it('of the environment are for bitbucket.org, and for no other host', async () => {
      const token = async (environment: Record<string, string>, host: string) =>
        (await environmentTokens(environment, () => ['a', 'b']).token(host, signal))?.value;
      assert.equal(await token({ BITBUCKET_TOKEN: 'own' }, 'bitbucket.org'), 'own');
      const person = { BITBUCKET_TOKEN: 'own', BITBUCKET_EMAIL: 'a@example.com' };
      assert.equal(await token(person, 'bitbucket.org'), 'a@example.com:own');
      assert.equal(await token({ BITBUCKET_EMAIL: 'a@example.com' }, 'bitbucket.org'), undefined);
      for (const host of [
        'bitbucket.example.com',
        'bitbucket.org:8443',
        'bitbucket.org.example.com',
        'evil.example.com',
      ]) {
        assert.equal(await token(person, host), undefined);
      }
    });
  });
});
