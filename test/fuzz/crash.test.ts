import assert from 'node:assert/strict';
import { CommandLine } from '../integration/promotion/crash/commandLine';
import { Stopped, type Step } from '../integration/promotion/crash/stopped';
import { ForgeWorld } from '../integration/promotion/forgeWorld';
import { dialectNames } from '../lab/forge';

const everyStep: readonly Step[] = ['looked', 'pushed', 'told'];

/** `npm test` stops at one step on each forge, and at all on one. */
describe('stopped at any step and run again, on every forge', () => {
  let line: CommandLine;
  before(async () => {
    line = await CommandLine.built();
  });
  after(() => line.dispose());

  for (const dialect of dialectNames) {
    it(`a promotion and a rollback, on a forge that speaks as ${dialect} does`, async () => {
      const stopped = await Stopped.on(dialect, line);
      try {
        await stopped.promotes(everyStep);
        await stopped.rollsBack(everyStep);
      } finally {
        await stopped.end();
      }
    });

    it(`several who promote the same at once make one pull request of one commit, on ${dialect}`, async () => {
      const world = await ForgeWorld.start(dialect);
      try {
        const ran = await Promise.all([world.promote('ada'), world.promote('bob'), world.promote('ada')]);
        assert.deepEqual(
          ran.map(({ code }) => code),
          [0, 0, 0],
          ran.map(({ stderr }) => stderr).join(),
        );
        const numbers = new Set(ran.map(({ document }) => document.pullRequest?.number));
        assert.deepEqual([new Set(ran.map(({ document }) => document.commit)).size, numbers.size], [1, 1]);
        assert.deepEqual(
          world.open().map(({ number }) => number),
          [...numbers],
        );
      } finally {
        await world.end();
      }
    });
  }
});
