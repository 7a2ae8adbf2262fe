import { strict as assert } from 'node:assert';
import type { DryRunDocument } from '../../../src/cli/output/dryRun';
import { ForgeWorld, manifest } from './forgeWorld';

/** What `promote --json` says beside what is common to all. */
interface Heads {
  readonly head?: string;
  readonly dryRun?: DryRunDocument;
}

describe('what a promotion comes from', function () {
  this.timeout(300_000);
  let world: ForgeWorld;

  beforeEach(async () => {
    world = await ForgeWorld.start();
  });
  afterEach(() => world.end());

  const parentsOf = async (commit: string) =>
    (await world.git('rev-list', '--parents', '-n', '1', commit)).split(' ').slice(1);

  it('a merge has the source as second parent, is the same for everybody, and its landing keeps the ancestry', async () => {
    const [source, target] = [await world.head('dev'), await world.head('test')];
    const made = await world.promote('ada', '--head', 'merge');
    assert.equal(made.code, 0, made.stderr);
    assert.deepEqual(await parentsOf(made.document.commit ?? ''), [target, source]);
    const again = await world.promote('bob', '--head', 'merge');
    assert.deepEqual([again.document.commit, again.document.pullRequest?.action], [made.document.commit, 'none']);
    await world.land(made.document.pullRequest?.number, 'merge');
    assert.equal((await world.plan()).document.state, 'inSync');
    assert.equal(await world.git('rev-list', '--count', 'test..dev'), '0');
  });

  it('the source branch itself is proposed without a push, and what is pushed later is told by the branch it comes from', async () => {
    const before = await world.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads');
    const made = await world.promote('ada', '--head', 'source');
    assert.equal(made.code, 0, made.stderr);
    assert.equal(await world.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads'), before);
    const [open] = world.open();
    assert.deepEqual([open?.head, world.open().length], ['dev', 1]);
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    const again = await world.promote('bob', '--head', 'source');
    assert.deepEqual(
      [again.document.pullRequest?.number, again.document.pullRequest?.action],
      [open?.number, 'updated'],
    );
    await world.land(open?.number, 'merge');
    const landed = await world.plan();
    assert.equal(landed.document.state, 'inSync', landed.stdout);
  });

  it('what joined the source branch after its pull request was opened counts as promoted, also by a squash that quotes its text', async () => {
    await world.commit('dev', 'A flag', { 'flag.yaml': 'on: true\n' });
    const made = await world.promote('ada', '--head', 'source');
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    const landed = await world.land(made.document.pullRequest?.number, 'squash');
    assert.match(await world.git('log', '-1', '--format=%B', landed), /^Promoted-From: dev@/m);
    assert.equal((await world.plan()).document.state, 'inSync');
    await world.commit('test', 'Hotfix', { 'cart.yaml': manifest('cart:hot') });
    const after = await world.plan();
    assert.equal(after.document.state, 'downstreamOnly', after.stdout);
  });

  it('an open one from the source branch is replaced by one of a branch of its own, and the source is never pushed to', async () => {
    const first = await world.promote('ada', '--head', 'source');
    const source = await world.head('dev');
    const second = await world.promote('ada');
    assert.equal(second.code, 0, second.stderr);
    assert.deepEqual(second.document.pullRequest?.superseded, [first.document.pullRequest?.number]);
    assert.equal(await world.head('dev'), source);
    const back = await world.promote('ada', '--head', 'source');
    assert.deepEqual(back.document.pullRequest?.superseded, [second.document.pullRequest.number]);
    assert.deepEqual(
      world.open().map(({ head }) => head),
      ['dev'],
    );
  });

  it('a pull request of a person from the source branch is left as it is', async () => {
    const number = await world.openByHand('dev', 'test', 'Mine');
    const made = await world.promote('ada', '--head', 'source');
    assert.deepEqual([made.document.pullRequest?.number, made.document.pullRequest?.action], [number, 'none']);
    assert.equal(world.pullRequest(number).title, 'Mine');
  });

  it('is not the source where what belongs to the environment would travel: said so, and nothing is done', async () => {
    await world.own('spec.replicas');
    await world.commit('dev', 'Scale dev', { 'cart.yaml': manifest('cart:2', 4) });
    const dry = (await world.promote('ada', '--dry-run')).document as Heads;
    const source = dry.dryRun?.heads?.find(({ head }) => head === 'source');
    assert.equal(source?.verdict, 'refused');
    assert.match(source.why.join(' '), /belongs to its environment/);
    const refused = await world.promote('ada', '--head', 'source');
    assert.deepEqual([refused.code, world.open().length], [3, 0]);
    assert.match(refused.stderr, /belongs to its environment/);
  });
});
