import assert from 'node:assert/strict';
import { dialectNames } from '../../../lab/forge';
import { ForgeWorld, manifest } from '../forgeWorld';
import { CommandLine } from './commandLine';
import { Doorway } from './doorway';
import { promote, Stopped, type Step } from './stopped';

const everyStep: readonly Step[] = ['looked', 'pushed', 'told'];

/**
 * The process is killed at each step after which something is half done, and run again: one pull request, with the right
 * content. What is a forge's own is what it makes of the same pull request once more: `npm run test:long` stops at each
 * step on all of them.
 */
describe('stopped at any step and run again', function () {
  this.timeout(300_000);
  let line: CommandLine;
  before(async () => {
    line = await CommandLine.built();
  });
  after(() => line.dispose());

  for (const dialect of dialectNames.filter((name) => name !== 'gitea'))
    it(`promote: a new pull request, on a forge that speaks as ${dialect} does`, async () => {
      const stopped = await Stopped.on(dialect, line);
      try {
        await stopped.promotes(['told']);
      } finally {
        await stopped.end();
      }
    });

  describe('on a forge that speaks as gitea does', () => {
    let stopped: Stopped;
    before(async () => {
      stopped = await Stopped.on('gitea', line);
    });
    after(() => stopped.end());

    it('promote: a new pull request', () => stopped.promotes(everyStep));

    it('promote: one that is open takes what came since', async () => {
      const { world } = stopped;
      await world.commit('dev', 'Next image', { 'cart.yaml': manifest('cart:100') });
      const first = await stopped.isRight(await stopped.run(promote));
      let version = 100;
      await stopped.atEachStep(
        everyStep,
        async () => {
          await world.commit('dev', 'Next image', { 'cart.yaml': manifest(`cart:${++version}`) });
          return promote;
        },
        async (wanted) => {
          const { number, document } = await stopped.isRight(await stopped.run(wanted));
          assert.equal(number, first.number, 'the same pull request');
          assert.match(await world.git('show', `${document.commit}:cart.yaml`), new RegExp(`image: cart:${version} #`));
        },
      );
      await world.land(first.number, 'merge');
    });

    it('rollback', () => stopped.rollsBack(everyStep));
  });
});

describe('several at once', function () {
  this.timeout(300_000);
  let world: ForgeWorld;
  beforeEach(async () => {
    world = await ForgeWorld.start();
  });
  afterEach(() => world.end());

  it('who promote the same make one pull request of one commit', async () => {
    const ran = await Promise.all([world.promote('ada'), world.promote('bob'), world.promote('ada')]);
    assert.deepEqual(
      ran.map(({ code }) => code),
      [0, 0, 0],
      ran.map(({ stderr }) => stderr).join(),
    );
    assert.equal(new Set(ran.map(({ document }) => document.commit)).size, 1);
    assert.equal(new Set(ran.map(({ document }) => document.pullRequest?.number)).size, 1);
    assert.equal(world.open().length, 1);
  });

  it('of whom one sees a newer source: one pull request in the end, with what the last one saw', async () => {
    const older = world.promote('ada');
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    await Promise.all([older, world.promote('bob')]);
    const settled = await world.promote('bob');
    assert.equal(settled.code, 0, settled.stderr);
    assert.match(world.pullRequest(settled.document.pullRequest?.number).body, /`cart:1` → `cart:3`/);
    for (const { number } of world.open()) {
      if (number !== settled.document.pullRequest?.number) assert.match(settled.stderr, new RegExp(`#${number}`));
    }
  });

  it('a push in between stops it, and says which commits came', async () => {
    const doorway = await Doorway.to(world.forge.url);
    try {
      let pushed: Promise<unknown> | undefined;
      // The plan is made, and the forge is looked for; only then the push comes.
      doorway.whenDone(async (passed): Promise<'handOn'> => {
        if (passed.includes('/api/')) await (pushed ??= world.commit('test', 'Scaled by hand', { 'x.txt': 'x\n' }));
        return 'handOn';
      });
      const repo = `${doorway.url}/${world.repository}.git`;
      const stopped = await world.cli('ada', 'promote', '--repo', repo, '--from', 'dev', '--to', 'test');
      assert.equal(stopped.code, 1, stopped.stdout);
      assert.match(stopped.stderr, /test moved from \w+ to \w+ \(“Scaled by hand” by .+\)\. Nothing was pushed/);
      assert.deepEqual([...(await world.forge.heads(world.repository)).keys()].sort(), ['dev', 'test']);
    } finally {
      await doorway.close();
    }
  });

  it('a forge that loses the answer after it created gives one pull request', async () => {
    world.forge.failOnce({ method: 'POST', path: /\/pulls$/ }, { kind: 'resetAfter' });
    const ran = await world.promote();
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(world.open().length, 1);
  });
});
