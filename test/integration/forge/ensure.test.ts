import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ensurePullRequest,
  type EnsuredPullRequest,
  type MarkedPullRequest,
} from '../../../src/core/forge/ensurePullRequest';
import type { OneShotFault } from '../../lab/forge';
import { aWorld, cart, type World } from './world';

const signal = new AbortController().signal;
const marker = '<!-- branchline: cart dev>prod -->';
const wanted: MarkedPullRequest = {
  title: 'Promote cart to prod',
  body: `Two changes.\n\n${marker}`,
  head: 'branchline/c',
  base: 'prod',
  marker,
};
const impatient = { wait: () => Promise.resolve() };

for (const dialect of ['gitea', 'github', 'gitlab', 'azure', 'bitbucket', 'bitbucketDataCenter'] as const)
  describe(`ensuring a pull request (${dialect})`, () => {
    let world: World;
    beforeEach(async () => {
      world = await aWorld({ dialect });
      await world.forge.commit('gitops/cart', 'branchline/c', 'Candidate', { c: '1\n' }, { from: 'prod' });
    });
    afterEach(() => world.end());

    const ensure = (request = wanted, as?: 'admin'): Promise<EnsuredPullRequest> =>
      ensurePullRequest(world.client(as, { timeoutMs: 1_500 }), cart, request, signal, impatient);
    const open = () => world.forge.pullRequests('gitops/cart').filter(({ state }) => state === 'open');
    const failing = (fault: OneShotFault) =>
      world.forge.failOnce({ method: 'POST', path: /\/(?:pulls|merge_requests|pull-?requests)$/ }, fault);

    it('creates it, and the second time there is nothing to do', async () => {
      assert.equal((await ensure()).action, 'created');
      assert.equal((await ensure()).action, 'none');
      assert.equal(open().length, 1);
    });

    it('puts the marker into a body that lacks it', async () => {
      await ensure({ ...wanted, body: 'Two changes.' });
      assert.match(open()[0]!.body, /Two changes\.\n\n<!-- branchline/);
      assert.equal((await ensure({ ...wanted, body: 'Two changes.' })).action, 'none');
    });

    it('updates what it says once that has changed', async () => {
      await ensure();
      const again = await ensure({ ...wanted, title: 'Promote 3 changes' });
      assert.deepEqual([again.action, again.pullRequest.title, open().length], ['updated', 'Promote 3 changes', 1]);
    });

    it('does not touch a person’s own pull request of the same branches', async () => {
      await world.forge.openPullRequest('gitops/cart', {
        title: 'Mine',
        body: 'By hand',
        head: 'branchline/c',
        base: 'prod',
      });
      const ensured = await ensure();
      assert.deepEqual([ensured.action, ensured.pullRequest.title], ['none', 'Mine']);
      assert.deepEqual(
        open().map(({ title, body }) => [title, body]),
        [['Mine', 'By hand']],
      );
    });

    it('does not take a closed or merged one for an open one', async () => {
      const first = await ensure();
      await world.forge.closePullRequest('gitops/cart', first.pullRequest.number);
      const second = await ensure();
      assert.equal(second.action, 'created');
      assert.notEqual(second.pullRequest.number, first.pullRequest.number);
    });

    it('waits for a branch that was pushed a moment ago', async () => {
      failing({ kind: 'answer', status: 404, message: 'branch not found' });
      failing({ kind: 'answer', status: 404, message: 'branch not found' });
      assert.equal((await ensure()).action, 'created');
    });

    it('says that a branch is missing once it has waited long enough', async () => {
      await assert.rejects(ensure({ ...wanted, head: 'branchline/gone' }), { code: 'forge/branchMissing' });
      assert.equal(open().length, 0);
    });

    for (const kind of ['resetAfter', 'hangAfter'] as const) {
      it(`adopts what was created although the answer was lost (${kind})`, async () => {
        failing({ kind });
        const ensured = await ensure();
        assert.equal(ensured.action, 'adopted');
        assert.equal(open().length, 1);
      });
    }

    it('tries again where the request was lost', async () => {
      failing({ kind: 'reset' });
      assert.equal((await ensure()).action, 'created');
      assert.equal(open().length, 1);
    });

    it('does not create where the forge refuses, and says why', async () => {
      failing({ kind: 'answer', status: 403, message: 'no' });
      await assert.rejects(ensure(), { code: 'forge/forbidden' });
      assert.equal(open().length, 0);
    });

    it('refuses to promote a branch to itself', async () => {
      await assert.rejects(ensure({ ...wanted, head: 'prod' }), { code: 'forge/nothingToPromote' });
    });

    it('ends when the caller cancels', async () => {
      const cancelled = AbortSignal.abort();
      await assert.rejects(ensurePullRequest(world.client(), cart, wanted, cancelled), { name: 'AbortError' });
    });

    it('ends with a time-out of its own when the forge never answers', async () => {
      world.forge.setFault({ kind: 'slow', delayMs: 5_000 });
      const ensuring = ensurePullRequest(world.client(), cart, wanted, signal, { timeoutMs: 100 });
      await assert.rejects(ensuring, { code: 'forge/timeout' });
    });
  });

/** The full number for one dialect: what is ours is the same in all. */
const runs = { gitea: 40, github: 6, gitlab: 6, azure: 6, bitbucket: 6, bitbucketDataCenter: 6 } as const;

for (const dialect of ['gitea', 'github', 'gitlab', 'azure', 'bitbucket', 'bitbucketDataCenter'] as const)
  describe(`ensuring a pull request, whatever goes wrong (${dialect})`, () => {
    const lost: fc.Arbitrary<OneShotFault> = fc.constantFrom(
      { kind: 'reset' },
      { kind: 'resetAfter' },
      { kind: 'answer', status: 404, message: 'not indexed' },
      { kind: 'answer', status: 409, message: 'exists' },
      { kind: 'answer', status: 502, message: 'bad gateway' },
      { kind: 'answer', status: 500, message: 'trouble' },
    );
    const fault = fc.record({
      method: fc.constantFrom(
        'POST',
        'GET',
        ['gitlab', 'bitbucket', 'bitbucketDataCenter'].includes(dialect) ? 'PUT' : 'PATCH',
      ),
      fault: lost,
    });

    it('leaves at most one, by one or several at once, and the next quiet attempt ends with exactly one', async function () {
      this.timeout(300_000);
      const world = await aWorld({ dialect });
      let number = 0;
      try {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fault, { maxLength: 5 }),
            fc.integer({ min: 1, max: 3 }),
            async (faults, people) => {
              const head = `branchline/${number++}`;
              await world.forge.commit('gitops/cart', head, 'Candidate', { c: `${number}\n` }, { from: 'prod' });
              for (const one of faults)
                world.forge.failOnce(
                  { method: one.method, path: /\/(?:pulls|merge_requests|pull-?requests)(\/\d+)?$/ },
                  one.fault,
                );
              const request = { ...wanted, head };
              const ensure = () => ensurePullRequest(world.client(), cart, request, signal, impatient);
              await Promise.allSettled(Array.from({ length: people }, ensure));
              const opened = () =>
                world.forge.pullRequests('gitops/cart').filter((pull) => pull.head === head && pull.state === 'open');
              assert.ok(opened().length <= 1);
              while (
                !(await ensure().then(
                  () => true,
                  () => false,
                ))
              );
              assert.equal(opened().length, 1);
              assert.ok(opened()[0]!.body.includes(marker));
            },
          ),
          { numRuns: runs[dialect] },
        );
      } finally {
        await world.end();
      }
    });
  });
