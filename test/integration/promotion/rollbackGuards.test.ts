import { strict as assert } from 'node:assert';
import { buildRollback, planRollback } from '../../../src/core/promotion/rollback/rollback';
import { simulateRollbacks } from '../../../src/core/promotion/rollback/simulate';
import { recordsIn } from '../../../src/core/promotion/record/trailers';
import { EdgeUnderTest, landings } from './edge';
import { World } from './world';

describe('a rollback says before, and proves after', () => {
  let world: World;
  let edge: EdgeUnderTest;
  let start: string;

  const values = (image: string, flag = 'off', replicas = 1) =>
    `replicas: ${replicas}\nimage: ${image} # {"$imagepolicy": "flux:cart"}\nflag: "${flag}"\n`;
  const dev = (message: string, image: string, flag?: string) =>
    world.commit('dev', message, { 'values.yaml': values(image, flag) });
  const request = () => ({ branch: 'test', head: world.head('test') });
  const undo = (deployment: string) => ({ ...request(), mode: { kind: 'undo' as const, deployments: [deployment] } });

  beforeEach(async () => {
    world = new World();
    const root = await world.commit('dev', 'start', { 'values.yaml': values('v1') });
    await world.reset('test', root);
    start = await world.commit('test', 'sizes of test', { 'values.yaml': values('v1', 'off', 3) });
    edge = await EdgeUnderTest.of(world, { keys: ['replicas'] });
  });
  afterEach(() => edge.dispose());

  it('each way back from a deployment is shown with its outcome', async () => {
    await dev('two', 'v2');
    const two = await edge.promote('merge');
    await dev('three', 'v2', 'on');
    await edge.promote('squash');
    const ways = await simulateRollbacks(edge.memory, request(), two);
    const shown = ways.map((way) => [
      way.way,
      way.kind === 'possible' ? way.plan.items.map(({ key }) => key?.join('.')) : way.error.code,
      way.kind === 'possible' ? way.plan.collateral.map(({ key }) => key?.join('.')) : [],
    ]);
    assert.deepEqual(shown, [
      ['restore', ['flag'], []],
      ['restoreBefore', ['image', 'flag'], ['flag']],
      ['undo', ['image'], []],
    ]);
  });

  it('a way that is not possible says why: the head itself, and a change that later ones build on', async () => {
    await dev('two', 'v2');
    const two = await edge.promote('merge');
    await dev('three', 'v3');
    const three = await edge.promote('squash');
    const ofHead = await simulateRollbacks(edge.memory, request(), three);
    assert.deepEqual(
      ofHead.map(({ way, kind }) => [way, kind]),
      [
        ['restoreBefore', 'possible'],
        ['undo', 'possible'],
      ],
    );
    const ofTwo = await simulateRollbacks(edge.memory, request(), two);
    const undone = ofTwo.find(({ way }) => way === 'undo');
    assert.ok(undone?.kind === 'possible' && undone.plan.tree === null && undone.plan.conflicts.length === 1);
  });

  for (const landing of landings) {
    it(`T10: one that landed by ${landing} as promised raises no alarm, whether restored or undone`, async () => {
      await dev('two', 'v2');
      const two = await edge.promote(landing);
      await dev('three', 'v2', 'on');
      await edge.promote(landing);
      await edge.rollback({ kind: 'undo', deployments: [two] }, landing);
      assert.equal((await edge.plan()).brokenRollback, undefined);
      await edge.rollback({ kind: 'restore', to: start }, landing);
      assert.equal((await edge.plan()).brokenRollback, undefined);
    });
  }

  it('T10: one that was merged after its branch moved gives neither state: an alarm names the files', async () => {
    await dev('two', 'v2');
    await edge.promote('merge');
    const plan = await planRollback(edge.memory, { ...request(), mode: { kind: 'restore', to: start } });
    const candidate = await buildRollback(edge.memory, plan);
    await edge.push(candidate);
    await world.commit('test', 'in between', { 'extra.yaml': 'a: 1\n' });
    // As a forge merges it: the rollback, and what came in between.
    const merged = await world.commit(
      'test',
      'Merge pull request #9',
      { 'values.yaml': values('v1', 'off', 3) },
      { merge: [candidate.commit] },
    );
    const { brokenRollback, notes } = await edge.plan();
    assert.deepEqual(brokenRollback, { deployment: merged, places: [{ path: 'extra.yaml' }] });
    assert.ok(notes.some((note) => note.includes('did not give the state that it promised')));
    await dev('three', 'v3');
    await edge.promote('squash');
    assert.equal((await edge.plan()).brokenRollback, undefined, 'a promotion over it ends the alarm');
  });

  it('an undo that was landed with something else in it is an alarm, too', async () => {
    await dev('two', 'v2');
    const two = await edge.promote('squash');
    const candidate = await buildRollback(edge.memory, await planRollback(edge.memory, undo(two)));
    const files = { 'values.yaml': values('v1', 'sneaked', 3) };
    await world.commit('test', candidate.record.message, files);
    assert.deepEqual((await edge.plan()).brokenRollback?.places, [{ path: 'values.yaml' }]);
  });

  it('what writes images by itself is named, and pinned in the same commit where that is asked', async () => {
    await dev('two', 'v2');
    await edge.promote('squash');
    const restore = { ...request(), mode: { kind: 'restore' as const, to: start } };
    const left = await planRollback(edge.memory, restore);
    assert.deepEqual(left.automation, [{ kind: 'marker', path: 'values.yaml', policy: 'flux:cart' }]);
    assert.deepEqual(left.stopped, []);
    const stopped = await planRollback(edge.memory, { ...restore, stopAutomation: true });
    const candidate = await buildRollback(edge.memory, stopped);
    const [record] = recordsIn(candidate.record.body);
    assert.equal(record?.kind === 'rollback' && record.stopsAutomation, true, 'so that it is made anew with it');
    await edge.land(candidate, 'merge');
    assert.equal(world.read('test', 'values.yaml'), 'replicas: 3\nimage: v1\nflag: "off"\n');
    const plan = await edge.plan();
    assert.equal(plan.brokenRollback, undefined);
    assert.equal(plan.state, 'pendingReintroducesRollback');
  });

  it('an updater that lies in the repository is suspended instead, and the rest of its file stays', async () => {
    const updater = (first = '') =>
      `# ours\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata:\n  name: cart\n  namespace: flux\nspec:\n${first}  interval: 1m # often\n`;
    await world.commit('test', 'updater', { 'flux/updater.yaml': updater(), 'values.yaml': values('v2', 'off', 3) });
    await world.commit('test', 'Update image', { 'values.yaml': values('v3', 'off', 3) }, { author: 'fluxcdbot' });
    const bot = world.head('test');
    const plan = await planRollback(edge.memory, { ...undo(bot), stopAutomation: true });
    assert.deepEqual(
      plan.automation.map(({ kind }) => kind),
      ['updater', 'marker', 'bot'],
    );
    await edge.land(await buildRollback(edge.memory, plan), 'squash');
    assert.equal(world.read('test', 'flux/updater.yaml'), updater('  suspend: true\n'));
    assert.equal(world.read('test', 'values.yaml'), values('v2', 'off', 3));
    assert.equal((await edge.plan()).brokenRollback, undefined);
    const again = await planRollback(edge.memory, { ...undo(bot), head: bot, stopAutomation: true });
    assert.equal(again.automation.length, 3);
  });

  it('a bot whose name is a token is told of without it', async () => {
    const author = 'x ghp_0123456789abcdefABCDEF [bot]';
    await world.commit('test', 'Update image', { 'values.yaml': values('v3', 'off', 3) }, { author });
    const plan = await planRollback(edge.memory, undo(world.head('test')));
    assert.deepEqual(
      plan.automation.flatMap((found) => (found.kind === 'bot' ? [found.author] : [])),
      ['x *** [bot]'],
    );
  });

  it('T18: a branch that was fast-forwarded onto the merge of another is found out', async () => {
    await dev('two', 'v2');
    const before = await edge.promote('squash');
    const upstream = () => [{ branch: 'dev', head: world.head('dev') }];
    const plain = await planRollback(edge.memory, { ...undo(before), upstream: upstream() });
    assert.equal(plain.fastForward, undefined);
    const files = { 'values.yaml': values('v2') };
    const merge = await world.commit('dev', "Merge branch 'test' into dev", files, { merge: [before] });
    await dev('three', 'v3');
    await world.reset('test', world.head('dev'));
    const plan = await planRollback(edge.memory, { ...undo(world.head('test')), upstream: upstream() });
    assert.deepEqual(plan.fastForward, { onto: 'dev', merge, previous: before });
  });
});
