import { strict as assert } from 'node:assert';
import { ForgeWorld, manifest } from './forgeWorld';

describe('rollback --to-healthy', () => {
  let world: ForgeWorld;

  beforeEach(async () => {
    world = await ForgeWorld.start();
  });
  afterEach(() => world.end());

  const deploy = (image: string) => world.commit('test', `Image ${image}`, { 'cart.yaml': manifest(`cart:${image}`) });
  const passed = (commit: string) => world.status(commit, 'success');
  const back = () => world.cli('ada', 'rollback', '--repo', world.url, '--branch', 'test', '--to-healthy', '--dry-run');

  it('restores the newest earlier deployment whose pipeline passed, and says which one and by what', async () => {
    await passed(await deploy('2'));
    const good = await deploy('3');
    await passed(good);
    await world.status(await deploy('4'), 'failure');
    await deploy('5'); // never checked: not known to be healthy
    await passed(await deploy('6')); // the present state is what is to be left
    const ran = await back();
    assert.equal(ran.code, 2, ran.stderr);
    const { healthy, tree } = ran.document as typeof ran.document & { readonly healthy?: unknown };
    assert.deepEqual(healthy, {
      commit: good,
      checks: [{ name: 'deploy', verdict: 'success' }],
      source: new URL(world.url).host,
    });
    assert.equal(tree, await world.treeOf(good));
  });

  it('is for a person to decide where nothing says of any deployment that it was healthy', async () => {
    await deploy('2');
    await deploy('3');
    const ran = await back();
    assert.equal(ran.code, 3);
    assert.match(ran.stderr, /Of none of the last deployments is it known that its pipeline passed/);
    assert.equal(ran.document.branch, null);
  });
});
