import fc from 'fast-check';
import { ModelRun } from './modelRun';
import { programs } from './programs';

describe('plans against a model that watched everything', function () {
  this.timeout(1_200_000);

  it('agree after every step of a hundred random programs', () =>
    fc.assert(
      fc.asyncProperty(programs, (program) => new ModelRun().run(program)),
      { numRuns: 100 },
    ));
});
