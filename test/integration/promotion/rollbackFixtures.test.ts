import { strict as assert } from 'node:assert';
import type { Plan } from '../../../src/core/promotion/plan';
import { buildRollback, planRollback } from '../../../src/core/promotion/rollback/rollback';
import { EdgeUnderTest, valueText } from './edge';
import { World, type Files } from './world';

/** What docs/promotion.md, "Rolling back" and "The hold", promise, as fixtures. */
describe('rollback, by the acceptance fixtures', () => {
  let world: World;
  let edge: EdgeUnderTest;
  let root: string;

  const values = (image: string, flag = 'off', replicas = 1) =>
    `replicas: ${replicas}\nimage: ${image}\n# a switch\nflag: "${flag}"\n`;

  beforeEach(async () => {
    world = new World();
    root = await world.commit('dev', 'start', { 'values.yaml': values('v1'), 'env.yaml': 'host: dev.example.com\n' });
    await world.reset('test', root);
    await world.commit('test', 'sizes of test', {
      'values.yaml': values('v1', 'off', 3),
      'env.yaml': 'host: test.example.com\n',
    });
    edge = await EdgeUnderTest.of(world, { paths: ['env.yaml'], keys: ['replicas'] });
  });

  afterEach(() => edge.dispose());

  const dev = (message: string, files: Files) => world.commit('dev', message, files);
  const test = (message: string, files: Files) => world.commit('test', message, files);
  const testHead = (path = 'values.yaml') => world.read(world.head('test'), path);

  it('T8: once the source took the change back too, only what is new is pending', async () => {
    const before = world.head('test');
    await dev('two', { 'values.yaml': values('v2') });
    await edge.promote('squash');
    await edge.rollback({ kind: 'restore', to: before }, 'squash');
    await dev('revert two', { 'values.yaml': values('v1') });
    assert.equal((await edge.plan()).state, 'inSync');
    await dev('flag', { 'values.yaml': values('v1', 'on') });
    const plan = await edge.plan();
    assert.equal(plan.state, 'pending');
    assert.deepEqual(changes(plan), ['flag: off → on']);
  });

  it('T9: with a later scale-up, restore goes back to 3 replicas and undo keeps 6', async () => {
    const plain = await EdgeUnderTest.of(world, { paths: ['env.yaml'] });
    const before = world.head('test');
    await dev('two', { 'values.yaml': values('v2') });
    const promoted = await edge.promote('merge');
    await test('scale up', { 'values.yaml': values('v2', 'off', 6) });
    const request = { branch: 'test', head: world.head('test') };
    const restored = await planRollback(plain.memory, { ...request, mode: { kind: 'restore', to: before } });
    await plain.repository.write(restored.staging);
    const undone = await planRollback(plain.memory, { ...request, mode: { kind: 'undo', deployments: [promoted] } });
    const textOf = (plan: typeof restored) =>
      plan.items.map((item) => `${item.key?.join('.') ?? ''}=${valueText(item.after)}`).sort();
    assert.deepEqual(textOf(restored), ['image=v1', 'replicas=3']);
    assert.deepEqual(
      restored.collateral.map(({ key }) => key),
      [['replicas']],
    );
    assert.deepEqual(textOf(undone), ['image=v1']);
    const kept = await planRollback(edge.memory, { ...request, mode: { kind: 'restore', to: before } });
    assert.deepEqual(textOf(kept), ['image=v1'], 'environment-owned keys stay');
    assert.deepEqual(kept.untouched, [{ path: 'values.yaml', key: ['replicas'] }]);
    plain.repository.dispose();
  });

  it('an object that went comes back whole, beside one that was scaled since', async () => {
    const web = (replicas: number) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nreplicas: ${replicas}\n`;
    const worker =
      '---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: worker\nreplicas: 2\n# for mail\nimage: v1\n';
    await dev('two objects', { 'objects.yaml': web(1) + worker });
    await edge.promote('squash');
    const before = await test('sizes of test', { 'objects.yaml': web(1) + worker });
    await dev('one object', { 'objects.yaml': web(1) });
    await edge.promote('squash');
    await test('scale up', { 'objects.yaml': web(6) });
    await edge.rollback({ kind: 'restore', to: before }, 'squash');
    assert.equal(testHead('objects.yaml'), web(6) + worker);
  });

  it('T10: a rollback whose branch moved is refused, and says what moved', async () => {
    const before = world.head('test');
    await dev('two', { 'values.yaml': values('v2') });
    await edge.promote('squash');
    const mode = { kind: 'restore', to: before } as const;
    const plan = await planRollback(edge.memory, { branch: 'test', head: world.head('test'), mode });
    const candidate = await buildRollback(edge.memory, plan);
    await test('in between', { 'extra.yaml': 'a: 1\n' });
    await assert.rejects(edge.push(candidate), { code: 'promotion/headsMoved' });
  });

  it('T11: undoing several deployments, merges among them, gives the tree from before', async () => {
    const before = world.head('test');
    await dev('two', { 'values.yaml': values('v2') });
    const first = await edge.promote('merge');
    await dev('three', { 'values.yaml': values('v3'), 'new.yaml': 'a: 1\n' });
    const second = await edge.promote('squash');
    const plan = await planRollback(edge.memory, {
      branch: 'test',
      head: world.head('test'),
      mode: { kind: 'undo', deployments: [first, second] },
    });
    assert.equal(plan.tree, world.treeOf(before));
  });

  it('an undo in the middle makes the baseline a tree of its own, and later deployments stay', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    const middle = await edge.promote('merge');
    const three = await dev('three', { 'values.yaml': values('v2', 'on') });
    await edge.promote('squash');
    await edge.rollback({ kind: 'undo', deployments: [middle] }, 'rebase');
    assert.equal(testHead(), values('v1', 'on', 3));
    const plan = await edge.plan();
    assert.deepEqual(
      plan.items.map(({ key, reintroduced }) => [key, reintroduced]),
      [[['image'], true]],
    );
    assert.equal(plan.baseline.commit, three);
    assert.notEqual(plan.baseline.tree, world.treeOf(three));
  });

  it('an undo that later deployments build on is a conflict, and an empty one is refused', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    const first = await edge.promote('merge');
    await dev('three', { 'values.yaml': values('v3') });
    await edge.promote('merge');
    const mode = { kind: 'undo', deployments: [first] } as const;
    const plan = await planRollback(edge.memory, { branch: 'test', head: world.head('test'), mode });
    assert.equal(plan.tree, null);
    assert.deepEqual(
      plan.conflicts.map(({ key }) => key),
      [['image']],
    );
    await test('back by hand', { 'values.yaml': values('v1', 'off', 3) });
    const again = planRollback(edge.memory, { branch: 'test', head: world.head('test'), mode });
    await assert.rejects(again, { code: 'promotion/alreadyThere' });
  });

  it('only a commit that was deployed from the branch can be restored', async () => {
    const source = await dev('two', { 'values.yaml': values('v2') });
    const mode = { kind: 'restore', to: source } as const;
    const plan = planRollback(edge.memory, { branch: 'test', head: world.head('test'), mode });
    await assert.rejects(plan, { code: 'promotion/neverDeployed' });
  });
});

function changes(plan: Plan): readonly string[] {
  return plan.items.map(
    ({ key, before, after }) => `${key?.join('.') ?? ''}: ${valueText(before)} → ${valueText(after)}`,
  );
}
