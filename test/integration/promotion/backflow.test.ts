import { strict as assert } from 'node:assert';
import { buildBackflow } from '../../../src/core/promotion/backflow/buildBackflow';
import { planBackflow, type BackflowRequest } from '../../../src/core/promotion/backflow/planBackflow';
import { EdgeUnderTest, landings } from './edge';
import { World } from './world';

describe('what only a later branch has goes back to the first', () => {
  let world: World;
  let edge: EdgeUnderTest;

  const values = (image: string, flag: string, replicas: number) =>
    `replicas: ${replicas} # own\nimage: ${image}\n# a switch\nflag: "${flag}"\n`;
  const on = (branch: string, message: string, image: string, flag = 'off') =>
    world.commit(branch, message, { 'values.yaml': values(image, flag, { dev: 1, test: 2, prod: 3 }[branch] ?? 0) });

  beforeEach(async () => {
    world = new World();
    const root = await on('dev', 'start', 'v1');
    for (const branch of ['test', 'prod']) {
      await world.reset(branch, root);
      await on(branch, `sizes of ${branch}`, 'v1');
    }
    edge = await EdgeUnderTest.of(world, { keys: ['replicas'] }, 'test', 'prod');
  });
  afterEach(() => edge.dispose());

  const backflow = async (kind: BackflowRequest['kind'], commit?: string) => {
    const into = { branch: 'dev', head: world.head('dev') };
    const plan = await edge.plan();
    return planBackflow(edge.memory, { kind, plan, into, ...(commit === undefined ? {} : { commit }) });
  };
  const keysOf = (items: readonly { readonly key?: readonly string[] }[]) => items.map(({ key }) => key?.join('.'));

  for (const landing of landings) {
    it(`a hotfix on prod comes to dev by one commit, lands by ${landing}, and counts as returned on its way down`, async () => {
      const hotfix = await on('prod', 'hotfix', 'v1', 'safe');
      await on('dev', 'two', 'v2');
      const plan = await backflow('hotfix');
      assert.deepEqual([keysOf(plan.items), plan.commits], [['flag'], [hotfix]]);
      const candidate = await buildBackflow(edge.memory, plan);
      assert.match(candidate.record.message, new RegExp(`^\\(cherry picked from commit ${hotfix}\\)$`, 'm'));
      await edge.land(candidate, landing);
      assert.equal(world.read('dev', 'values.yaml'), values('v2', 'safe', 1));
      await assert.rejects(backflow('hotfix'), { code: 'promotion/nothingToReturn' });
      const first = await EdgeUnderTest.of(world, { keys: ['replicas'] }, 'dev', 'test');
      await first.promote(landing);
      first.repository.dispose();
      const { state, items, hotfixes } = await edge.plan();
      assert.deepEqual([state, keysOf(items), hotfixes], ['pending', ['image'], []]);
    });
  }

  it('T13: one of two hotfixes is returned alone, and one that was squashed with a picked change by its key', async () => {
    const first = await on('prod', 'hotfix', 'v1', 'safe');
    const second = await on('prod', 'another', 'v1-fixed', 'safe');
    assert.deepEqual(keysOf((await backflow('hotfix', first)).items), ['flag']);
    assert.deepEqual(keysOf((await backflow('hotfix', second)).items), ['image']);
    assert.deepEqual(keysOf((await backflow('hotfix')).items), ['image', 'flag']);
  });

  it('what the first branch changed itself, and differently, is a conflict, and nobody picks a side', async () => {
    await on('prod', 'hotfix', 'hot');
    await on('dev', 'two', 'v2');
    const plan = await backflow('hotfix');
    assert.equal(plan.tree, null);
    assert.deepEqual(keysOf(plan.conflicts), ['image']);
    await assert.rejects(buildBackflow(edge.memory, plan), { code: 'promotion/conflict' });
  });

  it('a whole file that was added on prod comes along; one that is there already is said to be', async () => {
    await world.commit('prod', 'a file', { 'extra.yaml': 'a: 1\n' });
    await on('prod', 'and a key', 'v1', 'safe');
    await on('dev', 'by hand', 'v1', 'safe');
    const plan = await backflow('hotfix');
    assert.deepEqual(
      plan.items.map(({ path, change }) => [path, change]),
      [['extra.yaml', 'added']],
    );
    assert.deepEqual(plan.alreadyThere, [{ path: 'values.yaml', key: ['flag'] }]);
  });

  for (const landing of landings) {
    it(`what was rolled back on prod goes from dev as well, and nothing is held any more (${landing})`, async () => {
      const before = world.head('prod');
      for (const branch of ['dev', 'test']) await on(branch, 'two', 'v2');
      await edge.promote(landing);
      await edge.rollback({ kind: 'restore', to: before }, landing);
      assert.equal((await edge.plan()).state, 'pendingReintroducesRollback');
      const plan = await backflow('rolledBack');
      assert.deepEqual(keysOf(plan.items), ['image']);
      await edge.land(await buildBackflow(edge.memory, plan), landing);
      assert.equal(world.read('dev', 'values.yaml'), values('v1', 'off', 1));
      await on('test', 'comes down', 'v1');
      assert.equal((await edge.plan()).state, 'inSync');
    });
  }

  describe('below an item of a list, such as the image of a container', () => {
    const pod = (image: string, replicas: number) =>
      `kind: Pod\nreplicas: ${replicas}\ncontainers:\n  - name: web\n    image: ${image}\n    args: [a]\n`;
    const pods = (branch: string, message: string, image: string) =>
      world.commit(branch, message, { 'pod.yaml': pod(image, { dev: 1, test: 2, prod: 3 }[branch] ?? 0) });

    beforeEach(async () => {
      for (const branch of ['dev', 'test', 'prod']) await pods(branch, 'a pod', 'v1');
    });

    it('a hotfix is returned', async () => {
      await pods('prod', 'hotfix', 'hot');
      const plan = await backflow('hotfix');
      assert.deepEqual(plan.conflicts, []);
      await edge.land(await buildBackflow(edge.memory, plan), 'squash');
      assert.equal(world.read('dev', 'pod.yaml'), pod('hot', 1));
    });

    it('what was rolled back is taken back', async () => {
      const before = world.head('prod');
      for (const branch of ['dev', 'test']) await pods(branch, 'two', 'v2');
      await edge.promote('squash');
      await edge.rollback({ kind: 'restore', to: before }, 'squash');
      await edge.land(await buildBackflow(edge.memory, await backflow('rolledBack')), 'squash');
      assert.equal(world.read('dev', 'pod.yaml'), pod('v1', 1));
    });

    it('what the first branch changed differently stays a conflict of that key', async () => {
      await pods('prod', 'hotfix', 'hot');
      await pods('dev', 'two', 'v2');
      assert.deepEqual(keysOf((await backflow('hotfix')).conflicts), ['containers.name=web.image']);
    });
  });

  it('a source that was fixed forward keeps its fix', async () => {
    const before = world.head('prod');
    for (const branch of ['dev', 'test']) await on(branch, 'two', 'v2');
    await edge.promote('squash');
    await edge.rollback({ kind: 'restore', to: before }, 'squash');
    await on('dev', 'fixed', 'v3');
    assert.deepEqual(keysOf((await backflow('rolledBack')).conflicts), ['image']);
  });
});
