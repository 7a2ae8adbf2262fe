import { planMemory } from '../../../src/core/promotion/edge';
import assert from 'node:assert/strict';
import { openLocal } from '../../../src/core/git/local';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { sameContent } from '../../../src/core/promotion/history/sameContent';
import { World } from './world';

const signal = new AbortController().signal;

describe('The deployments with the content of the head', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.dispose());

  const run = async (head: string) => {
    const repository = await openLocal(world.path);
    try {
      const rules = promotionRules({ environmentOwned: { paths: ['env/**'], keys: ['spec.replicas'] } });
      return await sameContent(planMemory(repository, rules), head, signal);
    } finally {
      repository.dispose();
    }
  };
  const web = (image: number, replicas: number) => ({
    'web.yaml': `spec:\n  replicas: ${replicas}\n  image: web:${image}\n`,
  });

  it('are those before commits that change nothing that travels, up to the one that brought it', async () => {
    await world.commit('dev', 'First', web(1, 1));
    const brought = await world.commit('dev', 'Second', web(2, 1));
    const scaled = await world.commit('dev', 'Scaled', web(2, 5));
    const own = await world.commit('dev', 'Own', { 'env/host.yaml': 'host: dev\n' });
    assert.deepEqual(await run(own), [own, scaled, brought]);
    assert.deepEqual(await run(brought), [brought]);
  });

  it('end where the content was another one in between', async () => {
    await world.commit('dev', 'First', web(1, 1));
    await world.commit('dev', 'Second', web(2, 1));
    const back = await world.commit('dev', 'Back', web(1, 1));
    assert.deepEqual(await run(back), [back]);
  });
});
