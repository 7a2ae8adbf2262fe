import { planMemory } from '../../../src/core/promotion/edge';
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocal } from '../../../src/core/git/local';
import { buildPromotion } from '../../../src/core/promotion/candidate';
import type { Plan } from '../../../src/core/promotion/plan';
import { planEdge } from '../../../src/core/promotion/planEdge';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { EdgeUnderTest, landings, valueText } from './edge';
import { World, type Files } from './world';

/** What docs/promotion.md promises, as fixtures: the lab's `values.yaml` and `env.yaml`, on real repositories. */
describe('promotion, by the acceptance fixtures', () => {
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

  for (const landing of landings) {
    it(`T1: in sync after a landing by ${landing}, though the environments differ`, async () => {
      await dev('two', { 'values.yaml': values('v2') });
      await dev('three', { 'values.yaml': values('v2', 'on') });
      await edge.promote(landing);
      const plan = await edge.plan();
      assert.equal(plan.state, 'inSync');
      assert.equal(plan.baseline.commit, world.head('dev'));
      assert.equal(plan.baseline.rung, 'trailer');
      assert.equal(plan.prediction.tree, plan.target.tree);
      assert.equal(testHead('env.yaml'), 'host: test.example.com\n');
    });

    it(`T2: after ${landing}, the source advances the same line: clean, and replicas and host stay`, async () => {
      await dev('two', { 'values.yaml': values('v2') });
      await edge.promote(landing);
      await dev('three', { 'values.yaml': values('v3') });
      assert.deepEqual(changes(await edge.plan()), ['image: v2 → v3']);
      await edge.promote(landing);
      assert.equal(testHead(), values('v3', 'off', 3));
    });

    it(`T4, T5: a rollback after ${landing} is held, and a promotion says what returns`, async () => {
      const before = world.head('test');
      const source = await dev('two', { 'values.yaml': values('v2'), 'new.yaml': 'a: 1\n' });
      await edge.promote(landing);
      await edge.rollback({ kind: 'restore', to: before }, landing);
      const plan = await edge.plan();
      assert.equal(plan.state, 'pendingReintroducesRollback');
      assert.deepEqual(
        plan.items.map(({ path, reintroduced }) => [path, reintroduced]),
        [
          ['new.yaml', true],
          ['values.yaml', true],
        ],
      );
      assert.equal(plan.baseline.commit, root);
      assert.deepEqual(
        plan.commits.map(({ commit }) => commit),
        [source],
      );
      await assert.rejects(buildPromotion(edge.memory, await edge.prepared()), { code: 'promotion/held' });
    });

    it(`T6: rollback after ${landing}, then something unrelated: both are listed, one is marked`, async () => {
      const before = world.head('test');
      await dev('two', { 'values.yaml': values('v2') });
      await edge.promote(landing);
      await edge.rollback({ kind: 'restore', to: before }, landing);
      await dev('three', { 'values.yaml': values('v2', 'on') });
      const { items } = await edge.plan();
      assert.deepEqual(items.map(({ key, reintroduced }) => [key?.[0], reintroduced]).sort(), [
        ['flag', false],
        ['image', true],
      ]);
    });

    it(`T7: rollback after ${landing} and a fix forward: the prediction has all files of the change`, async () => {
      const before = world.head('test');
      await dev('two', { 'values.yaml': values('v2'), 'new.yaml': 'a: 1\n' });
      await edge.promote(landing);
      await edge.rollback({ kind: 'restore', to: before }, landing);
      await dev('fix', { 'values.yaml': values('v3') });
      const plan = await edge.plan();
      assert.deepEqual(
        plan.items.map(({ path, reintroduced }) => [path, reintroduced]),
        [
          ['new.yaml', true],
          ['values.yaml', false],
        ],
      );
      await edge.promote(landing);
      assert.deepEqual(world.files(world.head('test')), ['env.yaml', 'new.yaml', 'values.yaml']);
      assert.equal((await edge.plan()).state, 'inSync');
    });

    it(`T12: a rollback of a rollback after ${landing} rolls the baseline forward again`, async () => {
      const before = world.head('test');
      await dev('two', { 'values.yaml': values('v2') });
      const promoted = await edge.promote(landing);
      await edge.rollback({ kind: 'restore', to: before }, landing);
      await edge.rollback({ kind: 'restore', to: promoted }, landing);
      assert.equal((await edge.plan()).state, 'inSync');
      await dev('three', { 'values.yaml': values('v3') });
      assert.deepEqual(changes(await edge.plan()), ['image: v2 → v3']);
    });
  }

  it('T3: a cherry-picked part leaves exactly the rest pending', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    const second = await dev('three', { 'values.yaml': values('v2', 'on') });
    await test('pick two', { 'values.yaml': values('v2', 'off', 3) });
    const plan = await edge.plan();
    assert.deepEqual(changes(plan), ['flag: off → on']);
    assert.deepEqual(
      plan.commits.map(({ commit }) => commit),
      [second],
    );
    assert.equal(plan.baseline.rung, 'equalTree', 'the target is as the source was after the first change');
  });

  it('T4: after a direct merge and a revert, git has nothing to merge, and the plan lists what is missing', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    const before = world.head('test');
    await world.commit(
      'test',
      "Merge branch 'dev'",
      { 'values.yaml': values('v2', 'off', 3) },
      { merge: [world.head('dev')] },
    );
    const merge = world.head('test');
    assert.equal((await edge.plan()).state, 'inSync');
    assert.equal((await edge.plan()).baseline.rung, 'mergeParent');
    const message = `Revert "Merge branch 'dev'"\n\nThis reverts commit ${merge}, reversing\nchanges made to ${before}.\n`;
    await test(message, { 'values.yaml': values('v1', 'off', 3) });
    assert.equal(world.git('rev-list', '--count', 'test..dev'), '0');
    const plan = await edge.plan();
    assert.equal(plan.state, 'pendingReintroducesRollback');
    const { commit, tree, rung, inferred, rewoundBy } = plan.baseline;
    assert.deepEqual([commit, tree, rung, inferred], [root, world.treeOf(root), 'revert', true]);
    assert.equal(rewoundBy, world.head('test'));
  });

  it('T13: a hotfix elsewhere stays and is named with its commit', async () => {
    const hotfix = await test('hotfix', { 'values.yaml': values('v1', 'safe', 3) });
    await dev('two', { 'values.yaml': values('v2') });
    const plan = await edge.plan();
    assert.equal(plan.state, 'diverged');
    const [found] = plan.hotfixes;
    assert.deepEqual([found?.path, found?.key, found?.commit, found?.author], ['values.yaml', ['flag'], hotfix, 'Ada']);
    await edge.promote('merge');
    assert.equal(testHead(), values('v2', 'safe', 3));
    assert.equal((await edge.plan()).state, 'downstreamOnly');
  });

  it('T13: a hotfix on the same key is a conflict, nobody picks a side, and returning it settles that', async () => {
    await test('hotfix', { 'values.yaml': values('hot', 'off', 3) });
    await dev('two', { 'values.yaml': values('v2') });
    const plan = await edge.plan();
    assert.equal(plan.state, 'conflict');
    assert.equal(plan.prediction.tree, null);
    assert.deepEqual(
      plan.conflicts.map(({ path, key }) => ({ path, key })),
      [{ path: 'values.yaml', key: ['image'] }],
    );
    await assert.rejects(buildPromotion(edge.memory, await edge.prepared()), { code: 'promotion/conflict' });
    await dev('return the hotfix', { 'values.yaml': values('hot') });
    assert.equal((await edge.plan()).state, 'inSync');
    await dev('build on it', { 'values.yaml': values('v3') });
    assert.deepEqual(changes(await edge.plan()), ['image: hot → v3']);
  });

  it('T13: a squash of a hotfix and a picked change leaves only the hotfix', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    await test('fix and pick', { 'values.yaml': values('v2', 'safe', 3) });
    const plan = await edge.plan();
    assert.equal(plan.state, 'downstreamOnly');
    assert.deepEqual(
      plan.hotfixes.map(({ key }) => key),
      [['flag']],
    );
  });

  it('T14: an environment-owned line beside a promoted one is no conflict', async () => {
    await dev('two', { 'values.yaml': 'replicas: 2\nimage: v2\n# a switch\nflag: "off"\n' });
    assert.deepEqual(changes(await edge.plan()), ['image: v1 → v2']);
    await edge.promote('rebase');
    assert.equal(testHead(), values('v2', 'off', 3));
  });

  it('T15: a file removed on one side and changed on the other is a conflict', async () => {
    await dev('add', { 'more.yaml': 'a: 1\nb: 1\n' });
    await edge.promote('squash');
    await test('change it', { 'more.yaml': 'a: 2\nb: 1\n' });
    await dev('remove it', { 'more.yaml': null });
    const plan = await edge.plan();
    assert.equal(plan.state, 'conflict');
    assert.deepEqual(plan.conflicts, [{ path: 'more.yaml', reason: 'Removed on the source, changed on the target.' }]);
  });

  it('T16: a source that was force-pushed is followed: what it dropped goes', async () => {
    await dev('two', { 'values.yaml': values('v2'), 'dropped.yaml': 'a: 1\n' });
    await edge.promote('squash');
    const dropped = world.head('dev');
    await world.commit('dev', 'anew', { 'values.yaml': values('v3') }, { onto: root });
    const plan = await edge.plan();
    assert.equal(plan.baseline.commit, dropped);
    assert.deepEqual(
      plan.items.map(({ path, change }) => [path, change]),
      [
        ['dropped.yaml', 'removed'],
        ['values.yaml', 'changed'],
      ],
    );
    assert.ok(plan.notes.some((note) => note.includes('rewritten')));
  });

  it('T17: a missing branch is a state of its own; a deleted one can be restored where it was last seen', async () => {
    // A mirror still has the branch that the server has no more.
    const request = { from: 'dev', to: 'test', source: undefined, target: world.head('test') };
    const { plan } = await planEdge(edge.memory, request);
    assert.deepEqual([plan.state, plan.source.commit], ['branchMissing', null]);
    assert.deepEqual(plan.notes, [
      `The branch dev was deleted. It was last seen at ${root}, where it can be restored.`,
    ]);
    const never = await planEdge(edge.memory, { ...request, from: 'gone' });
    assert.deepEqual(never.plan.notes, ['The branch gone does not exist.']);
  });

  it('T18: a target that was fast-forwarded to the source is in sync, and goes on from there', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    await world.reset('test', world.head('dev'));
    assert.equal((await edge.plan()).state, 'inSync');
    await dev('three', { 'values.yaml': values('v3') });
    assert.deepEqual(changes(await edge.plan()), ['image: v2 → v3']);
  });

  it('T19: a change made only in a merge commit on the source is pending', async () => {
    const side = await world.commit('side', 'side', { 'other.yaml': 'a: 1\n' }, { onto: world.head('dev') });
    await edge.promote('squash').catch(() => undefined);
    await world.commit(
      'dev',
      'evil merge',
      { 'other.yaml': 'a: 1\n', 'values.yaml': values('evil') },
      { merge: [side] },
    );
    const plan = await edge.plan();
    assert.deepEqual(
      plan.items.map(({ path }) => path),
      ['other.yaml', 'values.yaml'],
    );
    assert.deepEqual(
      plan.commits.map(({ subject }) => subject),
      ['evil merge'],
    );
  });

  it('T20: a shallow clone is refused where its history does not reach', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    const clone = mkdtempSync(join(tmpdir(), 'branchline-shallow-'));
    try {
      execFileSync('git', [
        'clone',
        '--quiet',
        '--bare',
        '--depth=1',
        '--no-single-branch',
        `file://${world.path}`,
        clone,
      ]);
      const repository = await openLocal(clone);
      const memory = planMemory(repository, promotionRules({ environmentOwned: { paths: [], keys: [] } }));
      const [source, target] = await Promise.all([repository.head('dev'), repository.head('test')]);
      await assert.rejects(planEdge(memory, { from: 'dev', to: 'test', source, target }), { code: 'git/shallow' });
      repository.dispose();
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });

  it('T21: two people make the same commit, byte for byte, and push one branch', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    const other = await EdgeUnderTest.of(world, { paths: ['env.yaml'], keys: ['replicas'] });
    const mine = await buildPromotion(edge.memory, await edge.prepared());
    const theirs = await buildPromotion(other.memory, await other.prepared());
    assert.equal(mine.commit, theirs.commit);
    await edge.push(mine);
    await other.push(theirs);
    assert.equal(world.git('rev-parse', mine.branch), mine.commit);
    assert.match(world.git('fsck', '--strict', '--no-dangling') + world.git('cat-file', '-t', mine.commit), /commit$/);
    other.repository.dispose();
  });

  it('T23: with nothing pending there is no candidate', async () => {
    await assert.rejects(buildPromotion(edge.memory, await edge.prepared()), { code: 'promotion/nothingToDo' });
  });

  it('T24: a head that moved between preview and apply stops it, and nothing is pushed', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    const candidate = await buildPromotion(edge.memory, await edge.prepared());
    await dev('three', { 'values.yaml': values('v3') });
    await assert.rejects(edge.push(candidate), (error: Error) => error.message.includes('dev moved from'));
    assert.equal(world.git('for-each-ref', 'refs/heads/promote'), '');
  });

  it('T25: where the trailers are lost and the content moved on, the record of the pull request counts', async () => {
    const source = await dev('two', { 'values.yaml': values('v2') });
    const { record } = await buildPromotion(edge.memory, await edge.prepared());
    const deployment = await edge.promote('squashEdited');
    await test('hotfix', { 'values.yaml': values('v2', 'safe', 3) });
    const byContent = await edge.plan();
    assert.equal(byContent.baseline.rung, 'equalTree');
    const { baseline } = await edge.plan({ pullRequests: new Map([[deployment, record.body]]) });
    assert.deepEqual([baseline.rung, baseline.commit, baseline.deployment], ['pullRequest', source, deployment]);
  });

  it('T25: a squash that carried a hotfix along is told by its pull request alone', async () => {
    const source = await dev('two', { 'values.yaml': values('v2') });
    const { record } = await buildPromotion(edge.memory, await edge.prepared());
    const deployment = await test('Ship it, with a fix (#7)', { 'values.yaml': values('v2', 'safe', 3) });
    await dev('three', { 'values.yaml': values('v3') });
    const byHistory = await edge.plan();
    assert.deepEqual([byHistory.baseline.rung, byHistory.baseline.commit], ['mergeBase', root]);
    const plan = await edge.plan({ pullRequests: new Map([[deployment, record.body]]) });
    assert.deepEqual([plan.baseline.rung, plan.baseline.commit], ['pullRequest', source]);
    assert.deepEqual(changes(plan), ['image: v2 → v3']);
  });

  it('T25: the body of a pull request counts only where the deployment did what it says', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    const { record } = await buildPromotion(edge.memory, await edge.prepared());
    const deployment = await test('something else', { 'values.yaml': values('other', 'safe', 3) });
    const { baseline } = await edge.plan({ pullRequests: new Map([[deployment, record.body]]) });
    assert.equal(baseline.rung, 'mergeBase');
  });

  it('a pinned baseline counts from its deployment on, until a newer one tells', async () => {
    const two = await dev('two', { 'values.yaml': values('v2') });
    const deployment = await test('by hand', { 'values.yaml': values('v2-rebuilt', 'off', 3) });
    const three = await dev('three', { 'values.yaml': values('v3') });
    assert.equal((await edge.plan()).state, 'conflict');
    const pinned = { deployment, source: two };
    const plan = await edge.plan({ pinned });
    assert.deepEqual([plan.baseline.rung, plan.baseline.commit], ['pinned', two]);
    const pinnedToNewest = await edge.plan({ pinned: { deployment, source: three } });
    assert.equal(pinnedToNewest.state, 'downstreamOnly');
    await test('take the image', { 'values.yaml': values('v3', 'off', 3) });
    assert.equal((await edge.plan({ pinned })).baseline.rung, 'equalTree');
  });

  it('T25b: a squash of the forge’s revert, without a word of what it reverts, is inferred', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    await edge.promote('squash');
    await test('Revert "two" (#8)', { 'values.yaml': values('v1', 'off', 3) });
    const plan = await edge.plan();
    assert.equal(plan.state, 'pendingReintroducesRollback');
    assert.deepEqual([plan.baseline.rung, plan.baseline.inferred], ['revert', true]);
  });

  it('an edited squash above an older promotion with trailers gives no conflict (docs/promotion.md, "The baseline")', async () => {
    await dev('two', { 'values.yaml': values('v2') });
    await edge.promote('merge');
    const three = await dev('three', { 'values.yaml': values('v3') });
    await edge.promote('squashEdited');
    await dev('four', { 'values.yaml': values('v4') });
    const plan = await edge.plan();
    assert.equal(plan.baseline.commit, three);
    assert.deepEqual(changes(plan), ['image: v3 → v4']);
  });
});

function changes(plan: Plan): readonly string[] {
  return plan.items.map(
    ({ key, before, after }) => `${key?.join('.') ?? ''}: ${valueText(before)} → ${valueText(after)}`,
  );
}
