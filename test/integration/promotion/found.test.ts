import { strict as assert } from 'node:assert';
import { everything } from '../../../src/core/promotion/candidate';
import { EdgeUnderTest } from './edge';
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
});

function keys(places: readonly { readonly key?: readonly string[] }[]): readonly string[] {
  return places.map(({ key }) => key?.join('.') ?? 'file');
}
