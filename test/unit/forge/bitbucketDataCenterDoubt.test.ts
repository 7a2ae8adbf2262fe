import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgedFrom } from '../../../src/core/forge/bitbucketDataCenter/convert';
import { aDataCenter, below, branch, cart, pull, sha, signal, thrown, within } from './dataCenterWorld';

/** What its answers leave open is never taken for the best. */
describe('what a Bitbucket Data Center leaves in doubt', () => {
  const world = aDataCenter();
  const permissions = `/rest/branch-permissions${within}/restrictions`;
  const at = `${below}/pull-requests/7`;
  const prod = { id: 'refs/heads/prod', type: { id: 'BRANCH' } };

  describe('a list that is cut off', () => {
    const goesOn = { values: [], isLastPage: false };

    it('is no short list', async () => {
      world.answers[permissions] = goesOn;
      await assert.rejects(world.client().heads(cart, ['prod'], signal), { code: 'forge/refused' });
    });

    it('that goes on beyond all measure is none either', async () => {
      world.server.answer = ({ query }) => ({
        body: { values: [], isLastPage: false, nextPageStart: Number(query.get('start') ?? 0) + 1 },
      });
      await assert.rejects(world.client().openPullRequests(cart, 'prod', signal), { code: 'forge/refused' });
      assert.equal(world.asked('GET', '/pull-requests').length, 200);
    });

    it('does not make a branch one that is gone', async () => {
      world.answers[`${below}/branches`] = { ...goesOn, values: [branch('dev')] };
      await assert.rejects(world.client().heads(cart, ['prod'], signal), { code: 'forge/refused' });
    });

    it('does not hide that somebody withdrew what was asked for', async () => {
      world.server.answer = (one) => {
        if (!one.path.endsWith('/activities')) return world.answer(one);
        const isFirst = !one.query.has('start');
        const values = [{ action: isFirst ? 'COMMENTED' : 'AUTO_MERGE_CANCELLED' }];
        return { body: { values, isLastPage: !isFirst, nextPageStart: 1 } };
      };
      assert.equal(await world.client().mergeRequest(cart, 7, signal), 'withdrawn');
    });
  });

  describe('what it makes of landing a pull request', () => {
    it('is met only where it can be merged, git says so or nothing, and nobody objects', () => {
      fc.assert(
        fc.property(
          fc.record({
            canMerge: fc.constantFrom(true, false, null, undefined),
            conflicted: fc.boolean(),
            outcome: fc.constantFrom('', 'CLEAN', 'CONFLICTED', 'UNKNOWN', 'SOMETHING_NEW'),
            vetoes: fc.option(fc.array(fc.record({ summaryMessage: fc.constantFrom('', 'No') }), { maxLength: 2 })),
          }),
          (said) => {
            const { judgements } = judgedFrom(said);
            const mayLand =
              said.canMerge === true &&
              !said.conflicted &&
              ['', 'CLEAN'].includes(said.outcome) &&
              (said.vetoes ?? []).length === 0;
            assert.equal(
              judgements.every(({ state }) => state === 'met'),
              mayLand,
            );
            assert.ok(judgements.length > 0 && judgements.every(({ name }) => name !== ''));
          },
        ),
      );
    });

    it('is not known while git has not looked yet', () => {
      const said = { canMerge: true, conflicted: false, outcome: 'UNKNOWN' };
      assert.deepEqual(
        judgedFrom(said).judgements.map(({ state }) => state),
        ['unknown'],
      );
    });
  });

  describe('who may', () => {
    it('is told by names that nobody else has, whatever their letters, and by no other', async () => {
      world.answers['/rest/api/latest/application-properties'] = { version: '9.4.0' };
      const mayMerge = async (who: object) => {
        world.answers[permissions] = { values: [{ type: 'read-only', matcher: prod, users: [who] }] };
        return (await world.client().heads(cart, ['prod'], signal))[0]?.mayMerge;
      };
      assert.deepEqual([await mayMerge({ name: 'ANN@x' }), await mayMerge({ displayName: 'ann@x' })], ['yes', 'no']);
    });

    it('land is told of whom each rule lets', async () => {
      world.answers[permissions] = {
        values: [
          { type: 'read-only', matcher: prod, users: [{ name: 'ann' }, { name: 'bob' }] },
          { type: 'read-only', matcher: prod, users: [{ name: 'bob' }, { name: 'cid' }] },
        ],
      };
      const told = { kind: 'named', people: ['bob'], teams: [] };
      assert.deepEqual(await world.client().mergers(cart, 'prod', signal), told);
    });

    it('land is not said to be all who write where it is hidden which branches a rule is about', async () => {
      const matcher = { id: 'production', type: { id: 'MODEL_BRANCH' } };
      world.answers[permissions] = { values: [{ type: 'read-only', matcher, users: [{ name: 'ann' }] }] };
      world.refusals[`/rest/branch-utils${within}/branchmodel`] = thrown(401, 'AuthorisationException');
      await assert.rejects(world.client().mergers(cart, 'prod', signal), { code: 'forge/forbidden' });
      await assert.rejects(world.hosting().protection(cart, 'prod', signal), { code: 'forge/forbidden' });
    });

    it('push past the protection is no nobody', async () => {
      const one = (type: string, more: object = {}) => ({ type, matcher: prod, ...more });
      const protection = async (...values: readonly object[]) => {
        world.answers[permissions] = { values };
        const found = await world.hosting().protection(cart, 'prod', signal);
        return [found?.pullRequestsOnly, found?.mayForcePush, found?.mayDelete];
      };
      const types = ['pull-request-only', 'fast-forward-only', 'no-deletes'];
      assert.deepEqual(await protection(...types.map((type) => one(type))), [true, false, false]);
      for (const exception of [{ users: [{ name: 'ann' }] }, { groups: ['ops'] }, { accessKeys: [{}] }]) {
        const excepted = types.map((type) => one(type, exception));
        assert.deepEqual(await protection(...excepted), [false, true, true]);
        assert.deepEqual(await protection(one('read-only', exception)), [false, true, true]);
      }
    });
  });

  it('a number that it does not say is no number of none', async () => {
    world.server.answer = (one) =>
      one.path.endsWith('/settings/pull-requests')
        ? { headers: { 'content-type': 'application/json' }, body: '{"requiredApprovers":{"enabled":true,"count":""}}' }
        : world.answer(one);
    assert.equal((await world.client().heads(cart, ['prod'], signal))[0]?.requiredApprovals, 1);
  });

  it('an address of a status that is too long is replaced by that of the commit', async () => {
    world.answers[`${below}/commits/${sha}`] = { id: sha };
    world.server.answer = (one) => (one.method === 'POST' ? { status: 204 } : world.answer(one));
    const status = { context: 'c', state: 'success', description: '', url: `https://x/${'a'.repeat(450)}` } as const;
    await world.client().postStatus(cart, sha, status, signal);
    const { url } = world.asked('POST', '/builds')[0]?.body as { readonly url: string };
    assert.match(url, /\/projects\/SHOP\/repos\/cart\/commits\//);
  });

  it('comments within comments without end are an answer that is not as promised', async () => {
    const depth = 20_000;
    const open = '{"id":1,"version":0,"text":"t","author":{"name":"ann"},"comments":[';
    world.server.answer = ({ path }) =>
      path.endsWith('/activities')
        ? {
            headers: { 'content-type': 'application/json' },
            body: `{"values":[{"action":"COMMENTED","comment":${open.repeat(depth)}${']}'.repeat(depth)}}],"isLastPage":true}`,
          }
        : { status: 404, body: {} };
    await assert.rejects(world.client().comments(cart, 7, signal), { code: 'forge/invalidAnswer' });
  });

  describe('how much may be asked', () => {
    const headers = (remaining: number) => ({
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-interval-seconds': '5',
      'x-ratelimit-fillrate': '10',
      'retry-after': '0',
    });

    it('is told by what is left of it and how fast more comes', async () => {
      world.server.answer = (one) => ({ ...world.answer(one), headers: headers(25) });
      const client = world.client();
      await client.openPullRequests(cart, 'prod', signal).catch(() => undefined);
      assert.deepEqual(client.budget, { limit: 60, remaining: 25, resetAt: world.now + 20_000 });
    });

    it('is nothing for a while where it is used up', async () => {
      const client = world.client();
      world.server.answer = () => ({ status: 429, headers: { ...headers(0), 'retry-after': '5' }, body: {} });
      await assert.rejects(client.openPullRequests(cart, 'prod', signal), { code: 'forge/rateLimited' });
      world.now += 4_000;
      await assert.rejects(client.openPullRequests(cart, 'prod', signal), { code: 'forge/rateLimited' });
      assert.equal(world.server.asked.length, 1);
    });
  });

  it('asks a person to sign in once with a browser: that is told, with where', async () => {
    const login = `${world.server.url}/login`;
    world.server.answer = () => ({
      ...thrown(401, 'auth.CaptchaRequiredAuthenticationException'),
      headers: { 'x-authentication-denied-reason': `CAPTCHA_CHALLENGE; login-url=${login}` },
    });
    await assert.rejects(world.client().repository(cart, signal), (error: Error & { remedy?: { args?: unknown } }) => {
      assert.match(error.message, /CAPTCHA/);
      assert.deepEqual(error.remedy?.args, [login]);
      return true;
    });
  });

  it('a repository that was renamed is named, also below a path', async () => {
    world.answers[at] = pull();
    world.server.answer = (one) =>
      one.method === 'PUT'
        ? { status: 301, headers: { location: '/bitbucket/rest/api/latest/projects/NEW/repos/basket/pull-requests/7' } }
        : world.answer(one);
    await assert.rejects(world.client().updatePullRequest(cart, 7, { title: 'New' }, signal), /it is NEW\/basket now/);
  });
});
