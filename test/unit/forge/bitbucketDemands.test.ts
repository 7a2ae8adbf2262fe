import assert from 'node:assert/strict';
import { BitbucketClient } from '../../../src/core/forge/bitbucket/client';
import { matchesPattern } from '../../../src/core/forge/bitbucket/rules';
import type { HeadsByGit } from '../../../src/core/forge/headsByGit';
import { budgetUsed } from '../../../src/core/fleet/observe/budgetUsed';
import { BranchlineError } from '../../../src/core/support/errors';
import { message } from '../../../src/core/support/message';
import { aBitbucket, below, branch, cart, landing, nothing, sha, signal } from './bitbucketWorld';

describe('branches of a Bitbucket Cloud', () => {
  const world = aBitbucket();

  describe('what a branch asks for', () => {
    const headOf = async (name: string, restrictions: object | undefined, more: Record<string, unknown> = {}) => {
      world.answers = {
        [`${below}/refs/branches`]: { values: [branch(name)] },
        '/2.0/repositories/gitops': { values: [{ full_name: 'gitops/cart' }] },
        ...(restrictions && { [`${below}/branch-restrictions`]: restrictions }),
        ...more,
      };
      const [head] = await world.client().heads(cart, [name], signal);
      return head;
    };
    const rule = (kind: string, more: object = {}) => ({
      type: 'branchrestriction',
      kind,
      branch_match_kind: 'glob',
      pattern: 'prod',
      ...more,
    });

    for (const status of [401, 403, 404]) {
      it(`is not told to a token that is refused it (${status}), and looks like no empty answer`, async () => {
        world.server.answer = (one) =>
          one.path.endsWith('/branch-restrictions')
            ? { status, body: { type: 'error', error: { message: 'no' } } }
            : world.answer(one);
        const head = await headOf('prod', undefined);
        assert.deepEqual(
          [head?.untold, head?.mayMerge, head?.refusesPushes, head?.mayPush],
          [true, 'unknown', undefined, undefined],
        );
      });
    }

    it('is not made up where the forge has trouble: the question fails', async () => {
      world.server.answer = (one) =>
        one.path.endsWith('/branch-restrictions') ? { status: 503, body: '' } : world.answer(one);
      await assert.rejects(headOf('prod', undefined), { code: 'forge/serverError' });
    });

    it('is what its restrictions say, and nothing of another branch', async () => {
      const values = [
        rule('require_approvals_to_merge', { value: 2 }),
        rule('require_passing_builds_to_merge', { value: 1, pattern: 'pro*' }),
        rule('require_approvals_to_merge', { value: 7, pattern: 'pro' }),
        rule('push', { users: [], groups: [{ type: 'group', name: 'Ops', slug: 'ops' }] }),
      ];
      const head = await headOf('prod', { values });
      assert.deepEqual(
        [head?.requiredApprovals, head?.requiredChecks, head?.refusesPushes, head?.mayPush, head?.mayMerge],
        [2, ['**'], true, undefined, 'yes'],
      );
      const other = await headOf('dev', { values });
      assert.deepEqual([other?.requiredApprovals, other?.protected, other?.refusesPushes], [0, false, false]);
    });

    it('is found by the part that a branch plays as well', async () => {
      const part = (branch_type: string) =>
        rule('delete', { branch_match_kind: 'branching_model', branch_type, pattern: '' });
      const model = {
        type: 'effective_repo_branching_model',
        production: { name: 'prod', branch: branch('prod'), use_mainbranch: false },
        branch_types: [{ kind: 'release', prefix: 'release/' }],
      };
      const more = { [`${below}/effective-branching-model`]: model };
      assert.equal((await headOf('prod', { values: [part('production')] }, more))?.protected, true);
      assert.equal((await headOf('release/1', { values: [part('release')] }, more))?.protected, true);
      assert.equal((await headOf('dev', { values: [part('production'), part('release')] }, more))?.protected, false);
      const untold = await headOf('dev', { values: [part('production')] });
      assert.deepEqual([untold?.untold, untold?.mayMerge], [true, 'unknown'], 'which part it plays is not told');
    });

    it('is whoever’s it names, where that is told; of rules that disagree neither is taken', async () => {
      const me = { type: 'user', uuid: '{me}', nickname: 'me' };
      const mergeBy = (...users: object[]) => rule('restrict_merges', { users, groups: [] });
      const other = { type: 'user', uuid: '{other}' };
      const mayMerge = async (values: object[], more = {}) => (await headOf('prod', { values }, more))?.mayMerge;
      assert.equal(await mayMerge([mergeBy(me)], { '/2.0/user': me }), 'yes');
      assert.equal(await mayMerge([mergeBy(other)], { '/2.0/user': me }), 'no');
      assert.equal(await mayMerge([mergeBy(other)]), 'unknown');
      assert.equal(await mayMerge([mergeBy()]), 'no');
      assert.equal(await mayMerge([mergeBy(me), mergeBy(other)], { '/2.0/user': me }), 'unknown');
    });

    it('is read once an hour in sweeps, and each time that somebody looks', async () => {
      await headOf('prod', nothing);
      const asking = world.client();
      const sweep = () => asking.headsOf([{ repository: cart, branches: ['prod'] }], signal);
      await sweep();
      await sweep();
      const before = world.asked('GET', '/branch-restrictions').length;
      world.now += 3_601_000;
      await sweep();
      assert.equal(world.asked('GET', '/branch-restrictions').length, before + 1);
      await asking.heads(cart, ['prod'], signal);
      assert.equal(world.asked('GET', '/branch-restrictions').length, before + 2);
    });
  });

  describe('sweeps', () => {
    const fleet = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        repository: { owner: 'gitops', name: `r${index}` },
        branches: ['dev', 'prod'],
      }));
    const sweepBy = (headsByGit: HeadsByGit) =>
      new BitbucketClient({
        identity: { kind: 'bitbucket', host: world.server.host, apiBase: `${world.server.url}/2.0` },
        tokens: { token: () => Promise.resolve({ value: 'secret', source: 'test' }) },
        clock: { now: () => world.now },
        timeoutMs: 120_000,
        headsByGit,
      });
    beforeEach(() => {
      world.server.answer = ({ path }) =>
        path.endsWith('/refs/branches') ? { body: { values: [branch('dev')] } } : { body: nothing };
    });

    it('ask git where branches are, and the API once an hour what they ask for', async () => {
      const urls: string[] = [];
      const asking = sweepBy((url, branches) => {
        urls.push(url);
        return Promise.resolve(new Map(branches.map((name) => [name, name === 'dev' ? sha : landing])));
      });
      const first = await asking.headsOf(fleet(30), signal);
      assert.deepEqual(
        first.map((one) => one.kind === 'known' && one.heads.map(({ commit }) => commit)),
        fleet(30).map(() => [sha, landing]),
      );
      assert.equal(urls[0], `${world.server.url}/gitops/r0.git`);
      assert.equal(world.server.asked.length, 30 * 2);
      await asking.headsOf(fleet(30), signal);
      assert.deepEqual([urls.length, world.server.asked.length], [60, 60]);
    });

    it('ask the API where git does not get through, each for itself; a defect of ours is no such thing', async () => {
      const refused = new BranchlineError('git/failed', message('no'));
      const asking = sweepBy((url) => (url.endsWith('/r1.git') ? Promise.reject(refused) : Promise.resolve(new Map())));
      const answers = await asking.headsOf(fleet(3), signal);
      assert.deepEqual(
        answers.map((one) => one.kind === 'known' && one.heads.length),
        [0, 1, 0],
      );
      await assert.rejects(sweepBy(() => Promise.reject(new TypeError('x'))).headsOf(fleet(1), signal), TypeError);
    });

    it('are counted, since Bitbucket does not say what is left of a thousand an hour', async () => {
      const asking = world.client();
      const ask = (times: number) =>
        Promise.all(Array.from({ length: times }, () => asking.checks(cart, sha, signal).catch(() => undefined)));
      await ask(20);
      const { limit, remaining, resetAt } = asking.budget;
      assert.deepEqual([limit, remaining, resetAt > world.now], [1_000, 980, true]);
      world.now += 30 * 60_000;
      world.server.answer = () => ({ body: nothing, headers: { 'x-ratelimit-limit': '2500' } });
      await ask(5);
      assert.deepEqual([asking.budget.limit, asking.budget.remaining], [2_500, 2_475]);
      world.now += 31 * 60_000;
      assert.equal(asking.budget.remaining, 2_495);
      const used = budgetUsed({ forge: { kind: 'known', client: asking, repository: cart } }, world.now);
      assert.equal(used.toFixed(4), '0.0020');
      assert.equal(budgetUsed(undefined, world.now), 0);
    });
  });

  it('patterns: a star stands for anything, and everything else for itself, in linear time', () => {
    for (const [pattern, name, matches] of [
      ['prod', 'prod', true],
      ['prod', 'prod2', false],
      ['*', 'a/b', true],
      ['env/*/prod', 'env/eu/west/prod', true],
      ['env/*/prod', 'env/prod', false],
      ['a*b*c', 'abc', true],
      ['a*a', 'a', false],
      ['r?', 'ra', false],
      ['[ab]', 'a', false],
    ] as const) {
      assert.equal(matchesPattern(pattern, name), matches, `${pattern} ${name}`);
    }
    assert.equal(matchesPattern('a*'.repeat(5_000), 'a'.repeat(4_000)), false);
  });

  describe('a plan that does not enforce merge checks', () => {
    const rule = (kind: string, value?: number) => ({
      ...{ type: 'branchrestriction', kind, branch_match_kind: 'glob', pattern: 'prod' },
      ...(value !== undefined && { value }),
    });
    const protection = async (...values: readonly object[]) => {
      world.answers[`${below}/branch-restrictions`] = { values };
      return (await world.hosting().protection(cart, 'prod', signal))?.onlyWarns;
    };

    it('only warns of them, which is said where there are some', async () => {
      const [checks, approvals] = [rule('require_passing_builds_to_merge', 1), rule('require_approvals_to_merge', 1)];
      assert.deepEqual(await protection(checks, rule('push')), true);
      assert.deepEqual(await protection(approvals, { ...rule('enforce_merge_checks'), pattern: 'dev' }), true);
      assert.deepEqual(await protection(approvals, rule('enforce_merge_checks')), undefined);
      assert.deepEqual(await protection(rule('push'), rule('force')), undefined);
    });

    it('refuses to be asked to, and has the rest', async () => {
      world.answers[`${below}/branch-restrictions`] = rule('push');
      world.server.answer = (one) =>
        JSON.stringify(one.body).includes('enforce_merge_checks')
          ? { status: 403, body: { type: 'error', error: { message: 'Premium' } } }
          : world.answer(one);
      const wanted = { ...{ pullRequestsOnly: true, mayForcePush: false, mayDelete: false }, requiredApprovals: 1 };
      await world.hosting().protect(cart, 'prod', { ...wanted, requiredChecks: [] }, signal);
      const kinds = world.asked('POST', '/branch-restrictions').map(({ body }) => (body as { kind: string }).kind);
      assert.deepEqual(kinds, ['enforce_merge_checks', 'require_approvals_to_merge', 'force', 'delete', 'push']);
    });
  });
});
