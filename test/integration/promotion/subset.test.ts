import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { everything } from '../../../src/core/promotion/candidate';
import { itemsNamed } from '../../../src/core/promotion/choice/named';
import { itemsOfCommits } from '../../../src/core/promotion/choice/ofCommits';
import type { PendingItem, ContentKey, Plan } from '../../../src/core/promotion/plan';
import { EdgeUnderTest, landings } from './edge';
import { World } from './world';

const deployment = (image: string, level: string, replicas: number, sidecar = '') => `# the shop's cart
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - name: web
          image: ${image} # by the updater
          env:
            - name: LEVEL
              value: ${level}
${sidecar}---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: ${8000 + replicas}
`;

const sidecar = `        - name: log
          image: log:1
          args: [--quiet]
`;

describe('a part of what is pending', () => {
  let world: World;
  let edge: EdgeUnderTest;
  const commits: string[] = [];

  beforeEach(async () => {
    world = new World();
    commits.length = 0;
    const first = await world.commit('dev', 'first', { 'all.yaml': deployment('web:1', 'info', 1), 'notes.md': 'a\n' });
    await world.reset('test', first);
    const edits = [
      { 'all.yaml': deployment('web:2', 'info', 1) },
      { 'all.yaml': deployment('web:2', 'debug', 1), 'notes.md': 'b\n' },
      { 'all.yaml': deployment('web:3', 'debug', 4, sidecar), 'base/new.yaml': 'a: 1\nb: 2\n' },
    ];
    for (const [index, files] of edits.entries()) commits.push(await world.commit('dev', `edit ${index}`, files));
    edge = await EdgeUnderTest.of(world);
  });
  afterEach(() => edge.dispose());

  const named = async (...names: readonly string[]) => itemsNamed((await edge.plan()).items, names).map(textOf);
  const image = 'all.yaml spec.template.spec.containers.name=web.image';

  it('is named by file, folder, key, and all keys below one', async () => {
    assert.deepEqual(await named('notes.md', 'base/'), ['notes.md', 'base/new.yaml']);
    assert.deepEqual(await named('all.yaml#spec.template.spec.containers[name=web].image'), [image]);
    assert.deepEqual(await named('all.yaml#spec.template.spec.containers.name=web'), [
      image,
      'all.yaml spec.template.spec.containers.name=web.env.name=LEVEL.value',
    ]);
  });

  it('is told apart by object where a file holds several', async () => {
    const both = new Set(itemsNamed((await edge.plan()).items, ['all.yaml#spec']).map(({ document }) => document));
    assert.deepEqual([...both].sort(), ['Service/web', 'apps/Deployment/web']);
    assert.deepEqual(await named('all.yaml#apps/Deployment/web#spec.replicas'), ['all.yaml spec.replicas']);
  });

  it('that is not pending is said to be so', async () => {
    const { items } = await edge.plan();
    for (const name of ['none.yaml', 'all.yaml#spec.paused', 'all.yaml#spec.templ', '#', '']) {
      assert.throws(() => itemsNamed(items, [name]), { code: 'promotion/notPending' }, name);
    }
  });

  it('is what a commit changed, in its newest value, and says what else changed it', async () => {
    const plan = await edge.plan();
    const [one = '', two = ''] = commits;
    const ofOne = await itemsOfCommits(edge.memory, plan, [one.slice(0, 10)]);
    assert.deepEqual([ofOne.places.map(textOf), ofOne.shared.map(textOf)], [[image], [image]]);
    const ofTwo = await itemsOfCommits(edge.memory, plan, [two]);
    assert.deepEqual(ofTwo.places.map(textOf).sort(), [
      'all.yaml spec.template.spec.containers.name=web.env.name=LEVEL.value',
      'notes.md',
    ]);
    assert.deepEqual(ofTwo.shared, []);
    await assert.rejects(itemsOfCommits(edge.memory, plan, ['0'.repeat(40)]), { code: 'promotion/notPending' });
  });

  for (const landing of landings) {
    it(`lands by ${landing}, and exactly the rest stays pending`, async () => {
      const before = await edge.plan();
      const places = itemsNamed(before.items, ['all.yaml#spec.template.spec.containers[name=web]', 'notes.md']);
      await edge.promote(landing, { ...everything, items: { kind: 'places', places } });
      assert.equal(world.read(world.head('test'), 'all.yaml'), deployment('web:3', 'debug', 1));
      const after = await edge.plan();
      assert.deepEqual([after.state, textsOf(after)], ['pending', without(before, places)]);
      await edge.promote(landing);
      assert.equal((await edge.plan()).state, 'inSync');
      assert.equal(world.treeOf(world.head('test')), world.treeOf(world.head('dev')));
    });
  }

  it('of any choice: either it travels exactly, or it is refused and nothing is made', async () => {
    const plan = await edge.plan();
    const start = world.head('test');
    await fc.assert(
      fc.asyncProperty(fc.subarray([...plan.items], { minLength: 1 }), async (places) => {
        await world.reset('test', start);
        try {
          await edge.promote('squash', { ...everything, items: { kind: 'places', places } });
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'promotion/inseparable');
          return;
        }
        assert.deepEqual(textsOf(await edge.plan()), without(plan, places));
      }),
      { numRuns: 25 },
    );
  }).timeout(300_000);
});

function textOf({ path, key }: ContentKey): string {
  return key ? `${path} ${key.join('.')}` : path;
}

function textsOf({ items }: Plan): readonly string[] {
  return items.map(textOf).sort();
}

function without({ items }: Plan, places: readonly ContentKey[]): readonly string[] {
  return items
    .filter((item: PendingItem) => !places.includes(item))
    .map(textOf)
    .sort();
}
