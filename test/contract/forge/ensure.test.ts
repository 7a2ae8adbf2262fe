import assert from 'node:assert/strict';
import { ensurePullRequest, type MarkedPullRequest } from '../../../src/core/forge/ensurePullRequest';
import { onEachForge } from './kinds';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
const marker = '<!-- branchline: cart dev>prod -->';
const wanted: MarkedPullRequest = {
  title: 'Promote cart to prod',
  body: `Two changes.\n\n${marker}`,
  head: 'promote/c',
  base: 'prod',
  marker,
};

onEachForge('ensuring a pull request on a FORGE', (kind) => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld(kind);
    await world.forge.commit(world.named('cart'), wanted.head, 'Candidate', { c: '1\n' }, { from: 'prod' });
  });

  const ensure = (request = wanted, as: 'developer' | 'admin' = 'developer') =>
    ensurePullRequest(world.client(as), world.cart, request, signal);
  const open = async () =>
    (await world.forge.pullRequests(world.named('cart'))).filter(({ state }) => state === 'open');

  it('creates it once, says so, and updates what it says', async () => {
    assert.equal((await ensure()).action, 'created');
    assert.equal((await ensure()).action, 'none');
    assert.equal((await ensure(wanted, 'admin')).action, 'none');
    const updated = await ensure({ ...wanted, title: 'Promote 3 changes' });
    assert.deepEqual([updated.action, updated.pullRequest.title], ['updated', 'Promote 3 changes']);
    assert.equal((await open()).length, 1);
  });

  it('by several at the very same moment: one is left, and everybody is told of it', async () => {
    const people = ['developer', 'admin', 'developer', 'admin'] as const;
    const ensured = await Promise.all(people.map((as) => ensure(wanted, as)));
    const left = await open();
    assert.equal(left.length, 1);
    assert.deepEqual(new Set(ensured.map(({ pullRequest }) => pullRequest.number)), new Set([left[0]?.number]));
    assert.equal((await ensure()).action, 'none');
  });

  it('leaves a person’s own pull request of the same branches alone', async () => {
    const own = { title: 'Mine', body: 'By hand', head: wanted.head, base: wanted.base, as: 'ada' };
    await world.forge.openPullRequest(world.named('cart'), own);
    assert.equal((await ensure()).action, 'none');
    const left = (await open()).map(({ title, body }) => [title, body]);
    assert.deepEqual(left, [['Mine', 'By hand']]);
  });

  it('makes another one after the first was closed or merged', async () => {
    const first = await ensure();
    await world.forge.closePullRequest(world.named('cart'), first.pullRequest.number);
    const second = await ensure();
    assert.equal(second.action, 'created');
    await world.forge.merge(world.named('cart'), second.pullRequest.number, 'squash');
    await world.forge.commit(world.named('cart'), wanted.head, 'More', { d: '1\n' });
    const third = await ensure();
    assert.deepEqual([third.action, (await open()).length], ['created', 1]);
  });
});
