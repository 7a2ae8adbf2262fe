import assert from 'node:assert/strict';
import { EdgeUnderTest } from './edge';
import { World } from './world';

const heads = {
  'a values file': ['logLevel: debug\ncacheSize: 64\n', 'cacheSize: 64\nlogLevel: debug\n'],
  'an object': [
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n',
    'kind: Deployment\napiVersion: apps/v1\nmetadata: { name: web }\n',
  ],
} as const;

/** A person who sorts the keys of a file says nothing else by that. */
describe('A file whose keys stand in another order', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.dispose());

  for (const [what, [before, after]] of Object.entries(heads)) {
    const web = (head: string, image: number, replicas: number) => ({
      'web.yaml': `${head}spec:\n  replicas: ${replicas}\n  image: web:${image}\nextra: same\n`,
    });

    it(`loses no key of ${what} on the way`, async () => {
      const first = await world.commit('dev', 'First', web(before, 1, 1));
      await world.commit('test', 'Scaled', web(before, 1, 5), { onto: first });
      await world.commit('dev', 'Sorted, and a version', web(after, 2, 1));
      const edge = await EdgeUnderTest.of(world, { keys: ['spec.replicas'] });
      try {
        const { plan } = await edge.prepared();
        assert.deepEqual(
          plan.items.map(({ key }) => key?.join('.')),
          ['spec.image'],
        );
        const tip = await edge.promote('merge');
        assert.deepEqual(
          world.git('show', `${tip}:web.yaml`).trim().split('\n').toSorted(),
          `${before}spec:\n  replicas: 5\n  image: web:2\nextra: same`.split('\n').toSorted(),
        );
      } finally {
        edge.repository.dispose();
      }
    });
  }

  it('and a last line that had no end is not taken for the beginning of another', async () => {
    const more = Array.from({ length: 300 }, (_, at) => `key${at}: value number ${at}\n`).join('');
    const first = await world.commit('dev', 'First', { 'values.yaml': `${more}init: |\n  export p` });
    world.git('branch', '-f', 'test', first);
    await world.commit('dev', 'Second', { 'values.yaml': `${more}init: |\n  export password: hunter2` });
    const edge = await EdgeUnderTest.of(world, { keys: ['replicas'] });
    try {
      const { plan } = await edge.prepared();
      assert.doesNotMatch(JSON.stringify(plan.items), /assword"/);
      assert.deepEqual(
        plan.items.map(({ key }) => key?.join('.')),
        ['init'],
      );
    } finally {
      edge.repository.dispose();
    }
  });
});
