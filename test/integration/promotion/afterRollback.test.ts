import { strict as assert } from 'node:assert';
import { buildPromotion, everything } from '../../../src/core/promotion/candidate';
import { EdgeUnderTest, type Landing } from './edge';
import { landSource } from './sourceLanding';
import { World } from './world';

const file = (k: string | null, rest = '') => ({
  'a.yaml': `name: a\n${k === null ? '' : `k: ${k}\n`}other: 0\n${rest}`,
});

/** The four ways in which `v4` goes away again. */
const ways = {
  undo: (edge: EdgeUnderTest, { promoted }: Told) => edge.rollback({ kind: 'undo', deployments: [promoted] }, 'squash'),
  restore: (edge: EdgeUnderTest, { before }: Told) => edge.rollback({ kind: 'restore', to: before }, 'merge'),
  'git revert': (edge: EdgeUnderTest, { promoted }: Told) => edge.revert(promoted),
  'a revert by hand': (edge: EdgeUnderTest) => edge.world.commit('test', 'as it was', file('v0')),
};

interface Told {
  readonly before: string;
  readonly promoted: string;
}

/** What may lie between the rollback and the hotfix. */
const between = {
  nothing: () => Promise.resolve(),
  "git's own merge of the source": async (edge: EdgeUnderTest) => {
    await edge.world.commit('dev', 'more', { 'b.yaml': 'b: 1\n' });
    assert.equal((await landSource(edge.world, 'dev', 'test', 'merge')).kind, 'landed');
  },
  'a promotion of something else': async (edge: EdgeUnderTest) => {
    await edge.world.commit('dev', 'more', { 'b.yaml': 'b: 1\n' });
    await edge.promote('squash', { ...everything, items: { kind: 'places', places: [{ path: 'b.yaml' }] } });
  },
  'the same again': async (edge: EdgeUnderTest, { promoted }: Told) => {
    await edge.rollback({ kind: 'restore', to: promoted }, 'squash');
    await edge.rollback({ kind: 'undo', deployments: [edge.world.head('test')] }, 'merge');
  },
};

/** What somebody then sets on the target: to something that the source never held. */
const hotfixes = { 'another value': 'h9', 'no value': null } as const;

describe('a hotfix of what was rolled back', () => {
  let world: World;
  let edge: EdgeUnderTest;
  let made: string;

  beforeEach(async () => {
    world = new World();
    await world.reset('test', await world.commit('dev', 'start', file('v0')));
    edge = await EdgeUnderTest.of(world);
  });

  afterEach(() => edge.dispose());

  const rolledBack = async (landing: Landing, way: keyof typeof ways): Promise<Told> => {
    const before = world.head('test');
    made = await world.commit('dev', 'v4', file('v4'));
    const told = { before, promoted: await edge.promote(landing) };
    await ways[way](edge, told);
    return told;
  };

  /** The value of the source is told, with its commit, and a person has to decide. */
  const assertTold = async () => {
    const plan = await edge.plan();
    assert.equal(plan.state, 'conflict');
    assert.deepEqual(
      plan.conflicts.map(({ key }) => key),
      [['k']],
    );
    assert.ok(
      plan.commits.some(({ commit }) => commit === made),
      JSON.stringify(plan.commits),
    );
    assert.equal(plan.prediction.tree, null);
  };

  for (const landing of ['merge', 'squash', 'rebase', 'squashEdited', 'direct'] as const) {
    for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
      it(`promoted by ${landing}, taken back by ${way}: a person decides`, async () => {
        await rolledBack(landing, way);
        await world.commit('test', 'hotfix', file('h9'));
        await assertTold();
      });
    }
  }

  for (const [name, meanwhile] of Object.entries(between)) {
    for (const [what, value] of Object.entries(hotfixes)) {
      it(`${what}, and between the two ${name}: a person decides`, async () => {
        const told = await rolledBack('direct', 'undo');
        await meanwhile(edge, told);
        await world.commit('test', 'hotfix', file(value));
        await assertTold();
      });
    }
  }

  it('is decided once the source has it, or the target the value of the source', async () => {
    await rolledBack('merge', 'undo');
    await world.commit('test', 'hotfix', file('h9'));
    await world.commit('dev', 'return it', file('h9'));
    assert.equal((await edge.plan()).state, 'inSync');
    await world.commit('dev', 'go on', file('v5'));
    const plan = await edge.plan();
    assert.deepEqual([plan.state, plan.items.map(({ after }) => after)], ['pending', ['v5']]);
  });

  it('to a value that the source held before is none: what was rolled back waits, marked', async () => {
    await world.commit('dev', 'v1', file('v1'));
    await edge.promote('squash');
    await rolledBack('squash', 'undo');
    await world.commit('test', 'back by hand', file('v0', 'own: 1\n'));
    const plan = await edge.plan();
    assert.equal(plan.state, 'pendingReintroducesRollback');
    assert.deepEqual(
      plan.items.map(({ after, reintroduced }) => [after, reintroduced]),
      [['v4', true]],
    );
  });

  it('that a rollback itself brought back stays one: the source had its value in force before', async () => {
    await world.commit('dev', 'v4', file('v4'));
    await edge.promote('squash');
    const hotfix = await world.commit('test', 'hotfix', file('h9'));
    assert.equal((await edge.plan()).state, 'downstreamOnly');
    const undone = await edge.rollback({ kind: 'undo', deployments: [hotfix] }, 'squash');
    await edge.rollback({ kind: 'undo', deployments: [undone] }, 'squash');
    assert.equal((await edge.plan()).state, 'downstreamOnly');
  });

  it('stands, restored, as it stood: with a conflict', async () => {
    const { promoted } = await rolledBack('squash', 'undo');
    const hotfix = await world.commit('test', 'hotfix', file('h9'));
    await edge.rollback({ kind: 'restore', to: promoted }, 'squash');
    assert.equal((await edge.plan()).state, 'inSync');
    await edge.rollback({ kind: 'restore', to: hotfix }, 'squash');
    await assertTold();
  });

  it('counts for a file that is one value, too', async () => {
    await world.commit('dev', 'v0', { 'note.txt': 'v0\n' });
    await edge.promote('direct');
    await world.commit('dev', 'v4', { 'note.txt': 'v4\n' });
    const promoted = await edge.promote('direct');
    await edge.rollback({ kind: 'undo', deployments: [promoted] }, 'squash');
    await between["git's own merge of the source"](edge);
    await world.commit('test', 'hotfix', { 'note.txt': 'h9\n' });
    const plan = await edge.plan();
    assert.deepEqual([plan.state, plan.conflicts.map(({ path }) => path)], ['conflict', ['note.txt']]);
  });

  it('leaves alone what belongs to the environment', async () => {
    edge.dispose();
    world = new World();
    await world.reset('test', await world.commit('dev', 'start', file('v0')));
    edge = await EdgeUnderTest.of(world, { keys: ['k'] });
    await world.commit('dev', 'v4', file('v4'));
    await world.commit('test', 'own', file('h9'));
    const plan = await edge.plan();
    assert.deepEqual([plan.state, plan.untouched.map(({ key }) => key)], ['inSync', [['k']]]);
  });

  it('that came with the promotion of something else is no part of it', async () => {
    await world.commit('dev', 'v4 and more', { ...file('v4'), 'b.yaml': 'b: 1\n' });
    made = world.head('dev');
    const items = { kind: 'places' as const, places: [{ path: 'b.yaml' }] };
    const { record } = await buildPromotion(edge.memory, await edge.prepared(), { ...everything, items });
    await world.commit('test', `${record.title} (#7)\n\n* ${record.message}\n`, { ...file('h9'), 'b.yaml': 'b: 1\n' });
    await assertTold();
  });
});
