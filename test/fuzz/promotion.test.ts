import fc from 'fast-check';
import { ModelRun } from '../integration/promotion/modelRun';
import { dialectNames } from '../lab/forge';
import { programs } from '../integration/promotion/programs';

/** By no forge's own texts, and by those of each. */
const dialects = [undefined, ...dialectNames];
const minutes = Number(process.env['BRANCHLINE_LONG_MINUTES'] ?? 10);

/** A failure found here becomes a test with a name in `test/integration/promotion/found.test.ts`. */
describe('plans against a model that watched everything, for long', () => {
  it('agree after every step of random programs', async function () {
    const seed = Number(process.env['BRANCHLINE_SEED'] ?? Date.now() % 2 ** 31);
    const until = Date.now() + minutes * 60_000;
    let count = 0;
    for (let round = 0; Date.now() < until; round += 1) {
      await fc.assert(
        fc.asyncProperty(programs, (program) =>
          new ModelRun(undefined, dialects[round % dialects.length], round).run(program),
        ),
        { numRuns: 20, seed: seed + round, endOnFailure: true },
      );
      count += 20;
      if (count % 100 === 0) console.log(`        ${count} programs from seed ${seed}`);
    }
  });
});
