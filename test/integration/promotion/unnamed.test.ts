import { strict as assert } from 'node:assert';
import { EdgeUnderTest } from './edge';
import { World } from './world';

const page = (name: string, image: string, replicas: number) => `${name}image: ${image}\nreplicas: ${replicas}\n`;

describe('documents that are no Kubernetes objects', () => {
  let world: World;
  let edge: EdgeUnderTest;

  const start = async (before: string, own: string) => {
    await world.reset('test', await world.commit('dev', 'start', { 'a.yaml': before }));
    await world.commit('test', 'sizes', { 'a.yaml': own });
  };

  beforeEach(async () => {
    world = new World();
    await world.commit('dev', 'first', {});
    edge = await EdgeUnderTest.of(world, { keys: ['replicas'] });
  });

  afterEach(() => edge.dispose());

  it('keep what belongs to the environment by their names, when another comes before them', async () => {
    await start(
      [page('name: api\n', 'v1', 1), page('name: web\n', 'v1', 1)].join('---\n'),
      [page('name: api\n', 'v1', 5), page('name: web\n', 'v1', 7)].join('---\n'),
    );
    await world.commit('dev', 'more', {
      'a.yaml': [page('name: new\n', 'v1', 1), page('name: api\n', 'v2', 1), page('name: web\n', 'v1', 1)].join(
        '---\n',
      ),
    });
    const landed = await edge.promote('squash');
    const expected = ['name: new\nimage: v1\n', page('name: api\n', 'v2', 5), page('name: web\n', 'v1', 7)];
    assert.equal(world.read(landed, 'a.yaml'), expected.join('---\n'));
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('are a conflict where nothing names them and another comes before them', async () => {
    await start(page('', 'v1', 1), page('', 'v1', 5));
    await world.commit('dev', 'more', { 'a.yaml': [page('', 'v9', 1), page('', 'v1', 1)].join('---\n') });
    const plan = await edge.plan();
    assert.deepEqual([plan.state, plan.conflicts.map(({ path }) => path)], ['conflict', ['a.yaml']]);
    assert.equal(plan.prediction.tree, null);
  });

  it('nor change places with what the environment owns, though target and source were the same file', async () => {
    await start(
      [page('', 'one', 1), page('', 'two', 2)].join('---\n'),
      [page('', 'one', 1), page('', 'two', 2)].join('---\n'),
    );
    await world.commit('dev', 'swap', { 'a.yaml': [page('', 'two', 1), page('', 'one', 2)].join('---\n') });
    assert.equal((await edge.plan()).state, 'conflict');
  });

  it('merge as ever where there is one', async () => {
    await start(page('', 'v1', 1), page('', 'v1', 5));
    await world.commit('dev', 'image', { 'a.yaml': page('', 'v2', 3) });
    assert.equal(world.read(await edge.promote('merge'), 'a.yaml'), page('', 'v2', 5));
  });
});
