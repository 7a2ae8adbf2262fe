import { strict as assert } from 'node:assert';
import { everything } from '../../../src/core/promotion/candidate';
import { EdgeUnderTest } from './edge';
import { landSource } from './sourceLanding';
import { World } from './world';

/** Histories on which random programs found code and model of two minds. */
describe('plans, on histories that were found at random', () => {
  let world: World;
  let edge: EdgeUnderTest;

  beforeEach(async () => {
    world = new World();
    await world.reset('test', await world.commit('dev', 'start', { 'a.yaml': 'a: 0\nb: 0\n' }));
    edge = await EdgeUnderTest.of(world);
  });

  afterEach(() => edge.dispose());

  it('a second hotfix, after the first was returned, is no conflict: both held the first, and only the target went on', async () => {
    await world.commit('dev', 'edit b', { 'a.yaml': 'a: 0\nb: 1\n' });
    await world.commit('test', 'hotfix b', { 'a.yaml': 'a: 0\nb: 2\n' });
    await world.commit('dev', 'return b', { 'a.yaml': 'a: 0\nb: 2\n' });
    assert.equal((await edge.plan()).state, 'inSync');

    await world.commit('test', 'hotfix b again', { 'a.yaml': 'a: 0\nb: 3\n' });
    assert.equal((await edge.plan()).state, 'downstreamOnly');

    await world.commit('dev', 'edit a', { 'a.yaml': 'a: 1\nb: 2\n' });
    const plan = await edge.plan();
    assert.equal(plan.state, 'diverged');
    assert.deepEqual([plan.items, plan.hotfixes].map(keys), [['a'], ['b']]);
    assert.equal(plan.baseline.rung, 'equalTree');
  });

  it('what the source changed after the first hotfix was returned, and a second hotfix of it, is a conflict', async () => {
    await world.commit('test', 'hotfix b', { 'a.yaml': 'a: 0\nb: 2\n' });
    await world.commit('dev', 'return b', { 'a.yaml': 'a: 0\nb: 2\n' });
    await world.commit('test', 'hotfix b again', { 'a.yaml': 'a: 0\nb: 3\n' });
    await world.commit('dev', 'edit b', { 'a.yaml': 'a: 0\nb: 4\n' });
    const plan = await edge.plan();
    assert.equal(plan.state, 'conflict');
    assert.deepEqual(keys(plan.conflicts), ['b']);
  });

  it('a hotfix of what was left pending is a conflict, though the rest of its file was promoted', async () => {
    await world.commit('dev', 'edit both', { 'a.yaml': 'a: 1\nb: 1\n' });
    const places = [{ path: 'a.yaml', key: ['a'] }];
    await edge.promote('merge', { ...everything, items: { kind: 'places', places } });
    await world.commit('test', 'hotfix b', { 'a.yaml': 'a: 1\nb: 2\n' });
    const plan = await edge.plan();
    assert.equal(plan.state, 'conflict');
    assert.deepEqual(keys(plan.conflicts), ['b']);
  });

  describe('where only the pull request tells of a landing, since the source branch itself was squashed', () => {
    const squash = async () => {
      const heads = { source: world.head('dev'), target: world.head('test') };
      assert.equal((await landSource(world, 'dev', 'test', 'squash')).kind, 'landed');
      edge.landedByPullRequest(world.head('test'), heads);
    };

    beforeEach(async () => {
      await world.commit('test', 'hotfix', { 'hot.yaml': 'hot: 1\n' });
      await world.commit('dev', 'edit a', { 'a.yaml': 'a: 1\nb: 0\n' });
      await squash();
      await world.commit('test', 'hotfix a', { 'a.yaml': 'a: 2\nb: 0\n' });
      await world.commit('dev', 'two more', { 'c.yaml': 'c: 1\n', 'd.yaml': 'd: 1\n' });
    });

    it('a hotfix of what it brought is one', async () => {
      const plan = await edge.plan();
      assert.deepEqual([plan.state, plan.conflicts], ['diverged', []]);
    });

    it('it stays one after a part was promoted, which tells of itself alone', async () => {
      const places = [{ path: 'c.yaml' }];
      await edge.promote('squash', { ...everything, items: { kind: 'places', places } });
      const plan = await edge.plan();
      assert.deepEqual([plan.state, plan.conflicts], ['diverged', []]);
      assert.deepEqual(
        plan.items.map(({ path }) => path),
        ['d.yaml'],
      );
    });

    it('and after an undo of something else', async () => {
      await edge.rollback(
        { kind: 'undo', deployments: [await world.commit('test', 'by hand', { 'x.yaml': 'x: 1\n' })] },
        'squash',
      );
      const plan = await edge.plan();
      assert.deepEqual([plan.state, plan.conflicts], ['diverged', []]);
    });
  });
});

function keys(places: readonly { readonly key?: readonly string[] }[]): readonly string[] {
  return places.map(({ key }) => key?.join('.') ?? 'file');
}
