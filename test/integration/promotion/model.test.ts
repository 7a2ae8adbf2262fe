import fc from 'fast-check';
import { dialectNames } from '../../lab/forge';
import { ModelRun } from './modelRun';
import { programs } from './programs';

describe('plans against a model that watched everything', function () {
  this.timeout(1_200_000);

  it('agree after every step of thirty random programs', async () => {
    // The same programs each time; `npm run test:long` looks for new ones.
    for (const seed of [2000424, 2000425, 2000426, 2000427, 2000428]) {
      await fc.assert(
        fc.asyncProperty(programs, (program) => new ModelRun().run(program)),
        { numRuns: 6, seed, endOnFailure: true },
      );
    }
  });

  for (const [index, forge] of dialectNames.entries())
    it(`agree where things land by the texts of ${forge}, whatever its templates keep`, async () => {
      // Each begins with another of its ways.
      await fc.assert(
        fc.asyncProperty(programs, fc.nat(5), (program, first) => new ModelRun(undefined, forge, first).run(program)),
        { numRuns: 4, seed: 2000429 + index, endOnFailure: true },
      );
    });
});
