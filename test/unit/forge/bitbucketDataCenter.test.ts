import assert from 'node:assert/strict';
import fc from 'fast-check';
import { repositoryIdentity } from '../../../src/core/support/repositoryIdentity';
import { remoteOf } from '../../../src/core/fleet/observe/remoteOf';
import { matchesPattern } from '../../../src/core/forge/bitbucketDataCenter/patterns';
import { aDataCenter, below, branch, cart, nothing, other, sha, signal, thrown, within } from './dataCenterWorld';
import { aServer } from './server';

describe('a Bitbucket Data Center', () => {
  const world = aDataCenter();
  const sweep = async (client = world.client(), branches = ['dev', 'prod']) => {
    const [answer] = await client.headsOf([{ repository: cart, branches }], signal);
    return answer?.kind === 'known' ? answer.heads : [];
  };

  describe('heads', () => {
    it('of one repository cost one request, once what its branches ask for is known', async () => {
      const client = world.client();
      assert.deepEqual(
        (await sweep(client)).map((head) => [head.branch, head.commit, head.mayPush, head.untold]),
        [
          ['dev', sha, true, undefined],
          ['prod', other, true, undefined],
        ],
      );
      const first = world.server.asked.length;
      assert.equal(first, 6);
      await sweep(client);
      assert.equal(world.server.asked.length, first + 1);
      world.now += 61 * 60_000;
      await sweep(client);
      assert.equal(world.server.asked.length, 2 * first + 1);
    });

    it('that are not among those that moved last are searched for, and no other is taken for them', async () => {
      const evil = 'a"b&c=d/zürich';
      world.server.answer = (one) => {
        const name = one.query.get('filterText');
        if (!one.path.endsWith('/branches')) return world.answer(one);
        if (name === null) return { body: { values: [branch('dev')], isLastPage: false, nextPageStart: 1 } };
        const start = Number(one.query.get('start') ?? 0);
        const values = start === 0 ? [branch(`${name}2`)] : [branch(name, other)];
        return { body: { values, isLastPage: start > 0, nextPageStart: 1 } };
      };
      const heads = await sweep(world.client(), ['dev', evil]);
      assert.deepEqual(
        heads.map(({ branch: name, commit }) => [name, commit]),
        [
          ['dev', sha],
          [evil, other],
        ],
      );
    });
  });

  describe('what branches ask for', () => {
    const permissions = `/rest/branch-permissions${within}/restrictions`;
    const matcher = (id: string, type: string) => ({ id, type: { id: type } });

    it('is told in part to who is no administrator, which is said; and what one may not is known all the same', async () => {
      world.refusals[permissions] = thrown(401, 'AuthorisationException');
      world.answers[`${below}/settings/pull-requests`] = { requiredApprovers: { enabled: true, count: '2' } };
      const [told] = await sweep(world.client(), ['dev']);
      assert.deepEqual([told?.untold, told?.requiredApprovals, told?.mayMerge], [true, 2, 'unknown']);
      world.answers['/rest/api/latest/repos'] = nothing;
      const [reader] = await sweep(world.client(), ['dev']);
      assert.deepEqual([reader?.untold, reader?.mayMerge], [true, 'no']);
    });

    it('is not told either where only one of its rules may not be read: nothing is taken for free', async () => {
      for (const path of [`/rest/required-builds${within}/conditions`, `${below}/settings/pull-requests`]) {
        world.refusals = { [path]: thrown(401, 'AuthorisationException') };
        assert.deepEqual(
          (await sweep()).map(({ untold }) => untold),
          [true, true],
        );
      }
    });

    it('holds by name, pattern, or the part that a branch plays; read-only keeps from landing, of whom it does not name', async () => {
      world.answers[permissions] = {
        values: [
          { type: 'pull-request-only', matcher: matcher('pro*', 'PATTERN') },
          { type: 'read-only', matcher: matcher('production', 'MODEL_BRANCH'), users: [{ name: 'ann@x' }] },
          { type: 'read-only', matcher: matcher('refs/heads/dev', 'BRANCH'), groups: ['ops'] },
        ],
      };
      world.answers[`/rest/branch-utils${within}/branchmodel`] = { production: { id: 'refs/heads/prod' } };
      world.answers['/rest/api/latest/application-properties'] = { version: '9.4.0' };
      world.answers[`/rest/required-builds${within}/conditions`] = {
        values: [{ buildParentKeys: ['ci'], refMatcher: matcher('heads/', 'PATTERN') }],
      };
      const [dev, prod] = await sweep();
      assert.deepEqual([dev?.mayMerge, dev?.mayPush, dev?.requiredChecks], ['unknown', undefined, ['ci']]);
      assert.deepEqual([prod?.mayMerge, prod?.mayPush, prod?.refusesPushes], ['yes', false, true]);
      world.refusals[`/rest/branch-utils${within}/branchmodel`] = thrown(401, 'AuthorisationException');
      assert.equal(
        (await sweep()).every(({ untold }) => untold === true),
        true,
      );
    });

    it('says who may land only to who may know', async () => {
      world.answers[permissions] = {
        values: [{ type: 'read-only', matcher: matcher('ANY', 'ANY_REF'), users: [{ name: 'bob' }], groups: ['ops'] }],
      };
      const mergers = () => world.client().mergers(cart, 'prod', signal);
      assert.deepEqual(await mergers(), { kind: 'named', people: ['bob'], teams: ['ops'] });
      world.refusals[permissions] = thrown(401, 'AuthorisationException');
      await assert.rejects(mergers(), { code: 'forge/forbidden' });
    });

    it('reads merge checks that count as older and newer servers say them', async () => {
      for (const [said, count] of [
        [2, 2],
        [{ enable: true, count: 3 }, 3],
        [{ enabled: false, count: '3' }, 0],
        [{ enabled: true, count: 'x' }, 1],
        [null, 0],
      ] as const) {
        world.server.answer = (one) =>
          one.path.endsWith('/settings/pull-requests')
            ? {
                status: 200,
                headers: { 'content-type': 'application/json' },
                body: `{"requiredApprovers":${JSON.stringify(said)}}`,
              }
            : world.answer(one);
        assert.equal((await sweep())[0]?.requiredApprovals, count, JSON.stringify(said));
      }
    });
  });

  describe('patterns', () => {
    // Source: Bitbucket Data Center docs, "Branch permission patterns", Examples.
    for (const [pattern, yes, no] of [
      ['*', ['x', 'a/b'], []],
      ['PROJECT-*', ['PROJECT-1234', 'stable/PROJECT-new'], ['xPROJECT-1', 'PROJECT-1/x']],
      ['?.?', ['1.1', 'stable/2.X'], ['1.10', '11']],
      ['tags/**', ['stable/tags/some_branch'], ['tagsx/y']],
      ['heads/**/master', ['master', 'stable/master'], ['master/x', 'xmaster']],
      ['foo/', ['foo/x', 'a/foo/b/c'], ['foobar']],
      ['heads/prod', ['prod'], ['x/prod']],
    ] as const) {
      it(pattern, () => {
        for (const name of yes) assert.ok(matchesPattern(pattern, name), name);
        for (const name of no) assert.ok(!matchesPattern(pattern, name), name);
      });
    }

    it('are read as an expression would, of any letters and stars', () => {
      const word = fc
        .array(fc.constantFrom('a', 'b', '?', '*'), { minLength: 1, maxLength: 4 })
        .map((all) => all.join(''));
      const parts = (one: typeof word) => fc.array(one, { minLength: 1, maxLength: 4 });
      const name = fc.array(fc.constantFrom('a', 'b', '.'), { minLength: 1, maxLength: 3 }).map((all) => all.join(''));
      const expressionOf = (pattern: readonly string[]) => {
        const texts = pattern.map((part) =>
          part === '**' ? '(?:[^/]+/)*' : `${part.replaceAll(/\*+/g, '[^/]*').replaceAll('?', '[^/]')}/`,
        );
        return new RegExp(`^(?:[^/]+/)*${texts.join('')}$`);
      };
      fc.assert(
        fc.property(parts(fc.oneof(word, fc.constant('**'))), parts(name), (pattern, branchName) => {
          const whole = branchName.join('/');
          assert.equal(matchesPattern(pattern.join('/'), whole), expressionOf(pattern).test(`refs/heads/${whole}/`));
        }),
      );
    });
  });

  describe('checks', () => {
    const builds = `/rest/build-status/latest/commits/${sha}`;
    const build = (key: string, state: string, more: object = {}) => ({ key, state, ...more });

    it('are called by their plan, and one that is not good has its name', async () => {
      world.answers[`${below}/commits/${sha}`] = { id: sha };
      world.answers[builds] = {
        values: [
          build('ci-1', 'SUCCESSFUL', { parent: 'ci', updatedDate: 9e15 }),
          build('ci-2', 'FAILED', { parent: 'ci' }),
          build('lint', 'NEVER_SEEN'),
        ],
      };
      const checks = await world.client().checks(cart, sha, signal);
      assert.deepEqual(
        checks.map(({ context, state, updatedAt }) => [context, state, updatedAt]),
        [
          ['ci', 'FAILED', ''],
          ['lint', 'NEVER_SEEN', ''],
          ['ci (2)', 'SUCCESSFUL', ''],
        ],
      );
    });

    it('beyond a hundred, which are not listed, are not known to be good', async () => {
      world.answers[`${below}/commits/${sha}`] = { id: sha };
      world.answers[builds] = { values: Array.from({ length: 100 }, (_, n) => build(`c${n}`, 'SUCCESSFUL')) };
      world.answers[`/rest/build-status/latest/commits/stats/${sha}`] = { successful: 100, failed: 1 };
      const last = (await world.client().checks(cart, sha, signal)).at(-1);
      assert.equal(last?.state, 'UNKNOWN');
      world.answers[`/rest/build-status/latest/commits/stats/${sha}`] = { successful: 100 };
      assert.equal((await world.client().checks(cart, sha, signal)).length, 100);
    });

    it('of many commits are one question, but of those that have some; where it cannot be asked, each is', async () => {
      world.answers[builds] = { values: [build('ci', 'FAILED')] };
      world.answers[`/rest/build-status/latest/commits/${other}`] = nothing;
      const all = [sha, other, other].map((commit) => ({ repository: cart, commit }));
      const read = async () => (await Promise.all(world.client().checksOf(all, signal))).map(({ length }) => length);
      world.answers['/rest/build-status/latest/commits/stats'] = { [sha]: { failed: 1 } };
      assert.deepEqual(await read(), [1, 0, 0]);
      assert.equal(world.server.asked.length, 2);
      world.refusals['/rest/build-status/latest/commits/stats'] = { status: 500, body: {} };
      assert.deepEqual(await read(), [1, 0, 0]);
    });

    it('are posted to a commit that is there, and to no other', async () => {
      const status = { context: 'branchline/verify', state: 'error', description: 'd' } as const;
      await assert.rejects(world.client().postStatus(cart, sha, status, signal), { code: 'forge/notFound' });
      assert.deepEqual(world.asked('POST', '/builds'), []);
      world.answers[`${below}/commits/${sha}`] = { id: sha };
      world.server.answer = (one) => (one.method === 'POST' ? { status: 204 } : world.answer(one));
      await world.client().postStatus(cart, sha, status, signal);
      assert.deepEqual(world.asked('POST', '/builds')[0]?.body, {
        ...{ key: status.context, parent: status.context, name: status.context, state: 'FAILED', description: 'd' },
        url: `${world.server.url}/projects/SHOP/repos/cart/commits/${sha}`,
      });
    });
  });

  describe('who asks', () => {
    it('is told by what comes with any answer; nobody is nobody', async () => {
      world.answers['/rest/api/latest/application-properties'] = { version: '9.4.0' };
      assert.equal(await world.client().account(signal), 'ann@x');
      world.server.answer = () => ({ body: { version: '9.4.0' } });
      await assert.rejects(world.client().account(signal), { code: 'forge/unauthorised' });
    });

    it('is told apart: who may not, whose token is wrong, and who brought none', async () => {
      const code = async (client = world.client()) =>
        client.repository(cart, signal).then(
          () => 'read',
          (error: unknown) => (error as { code: string }).code,
        );
      world.refusals[below] = thrown(401, 'AuthorisationException');
      assert.deepEqual([await code(), await code(world.nobody())], ['forge/forbidden', 'forge/unauthorised']);
      world.refusals[below] = thrown(401, 'auth.IncorrectPasswordAuthenticationException');
      assert.equal(await code(), 'forge/unauthorised');
      world.refusals[below] = { status: 401, body: 'no' };
      assert.equal(await code(), 'forge/unauthorised');
    });

    it('sends a token as a bearer, a name with a password as such, and neither to another host', async () => {
      const authorizations = async (value: string) => {
        await sweep(world.client({ value, source: 'test' }));
        return new Set(world.server.asked.splice(0).map(({ headers }) => headers.authorization));
      };
      assert.deepEqual(await authorizations('BBDC-x'), new Set(['Bearer BBDC-x']));
      assert.deepEqual(
        await authorizations('ann:word'),
        new Set([`Basic ${Buffer.from('ann:word').toString('base64')}`]),
      );
      const elsewhere = await aServer();
      try {
        elsewhere.answer = () => ({ body: nothing });
        world.server.answer = ({ path }) => ({ status: 302, headers: { location: elsewhere.url + path } });
        await world.client().openPullRequests(cart, 'prod', signal);
        assert.ok(elsewhere.asked.length > 0);
        assert.ok(elsewhere.asked.every(({ headers }) => headers.authorization === undefined));
      } finally {
        await elsewhere.stop();
      }
    });

    it('gives git the token as a bearer there, and GitLab’s groups of that name as before', async () => {
      const token = async (url: string, value: string) =>
        (await remoteOf(url, { token: () => Promise.resolve({ value, source: 'test' }) }, signal)).token?.isBearer;
      assert.equal(await token('https://git.example.com/bitbucket/scm/shop/cart.git', 'BBDC-x'), true);
      assert.equal(await token('https://git.example.com/scm/shop/cart.git', 'ann:word'), undefined);
      assert.equal(await token('https://git.example.com/scm/shop/cart.git', 'glpat-x'), undefined);
      assert.equal(await token('https://git.example.com/shop/cart.git', 'BBDC-x'), undefined);
    });

    it('has one repository by https and by ssh', () => {
      const [web, ssh] = ['https://git.example.com/scm/SHOP/cart.git', 'ssh://git@git.example.com:7999/shop/cart.git'];
      assert.equal(repositoryIdentity(web), repositoryIdentity(ssh));
    });
  });

  describe('repositories', () => {
    it('are one part of an address, and none climbs out', async () => {
      for (const name of ['..', '.', 'a/../b']) {
        await assert.rejects(world.client().repository({ owner: 'SHOP', name }, signal), { code: 'forge/refused' });
      }
      await assert.rejects(world.client().repository({ owner: '~ann', name: 'a/b c' }, signal));
      assert.equal(world.server.asked[0]?.path, '/rest/api/latest/projects/~ann/repos/a%2Fb%20c');
    });

    it('are read where older servers do not name a default branch, and where there is none', async () => {
      const project = { key: 'SHOP' };
      const links = {
        self: [{ href: 'https://x/projects/SHOP/repos/cart/browse' }],
        clone: [{ name: 'ssh', href: 's' }],
      };
      world.answers[below] = { slug: 'cart', project, links, archived: true };
      const found = await world.client().repository(cart, signal);
      assert.deepEqual(
        [found.defaultBranch, found.mayPush, found.webUrl, found.cloneUrl],
        ['', false, 'https://x/projects/SHOP/repos/cart', ''],
      );
      world.answers[`${below}/default-branch`] = { id: 'refs/heads/main' };
      assert.equal((await world.client().repository(cart, signal)).defaultBranch, 'main');
    });

    it('are found by a label among those of the project alone', async () => {
      const one = (key: string, slug: string) => ({ slug, project: { key } });
      world.answers['/rest/api/latest/projects/SHOP/repos'] = { values: [one('SHOP', 'cart'), one('SHOP', 'mail')] };
      world.answers['/rest/api/latest/labels/gitops/labeled'] = { values: [one('shop', 'cart'), one('OTHER', 'mail')] };
      const names = async (topic: string) =>
        (await world.client().repositories('SHOP', topic, signal)).map(({ name }) => name);
      assert.deepEqual([await names('gitops'), await names('none')], [['cart'], []]);
    });
  });
});
