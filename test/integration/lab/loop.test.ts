import { runBranchline } from '../runBranchline';
import { startLab, type Lab } from '../../lab';
import { playLoop } from '../../lab/loop';
import { assertOnlyReads } from '../../lab/onlyReads';

/** docs/loop.md, told on servers: nothing but the command line, the forge, the registry and the pipelines. */
describe('The whole loop', function () {
  this.timeout(300_000);
  let lab: Lab;
  before(async () => (lab = await startLab({ services: ['web'], registry: true, verify: true })));
  after(() => lab.dispose());

  it('goes from an empty organisation to a verified production, and back', async () => {
    await playLoop(
      lab,
      async (args, environment) => {
        return runBranchline(args, {
          environment: { ...process.env, ...environment },
          folder: lab.workspace,
        });
      },
      (line) => console.log(`      ${line}`),
    );
    await assertOnlyReads(lab);
  });
});
