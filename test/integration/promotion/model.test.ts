import fc from 'fast-check';
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

  it('agree where a squash lands as with GitLab: merged, with its title alone', async () => {
    await fc.assert(
      fc.asyncProperty(programs, (program) => new ModelRun(undefined, 'gitlab').run(program)),
      { numRuns: 4, seed: 2000429, endOnFailure: true },
    );
  });

  it('agree where a squash lands as with Bitbucket: with what its commits say, and who approved it below', async () => {
    await fc.assert(
      fc.asyncProperty(programs, (program) => new ModelRun(undefined, 'bitbucket').run(program)),
      { numRuns: 4, seed: 2000430, endOnFailure: true },
    );
  });
});
