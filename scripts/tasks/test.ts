/** `npm test`: everything. The last line is `N passed, N failed, N skipped`. */
import { editorStages, packageStage } from '../testing/editorStages';
import { mochaStage } from '../testing/mochaRun';
import { runLanes } from '../testing/stages';
import { staticChecks } from '../testing/staticChecks';

// Most of it waits, for git, for servers and for a page, more than it computes: four lanes keep two cores busy.
const { failed } = await runLanes([
  [
    mochaStage('Unit', 'unit'),
    ...staticChecks,
    mochaStage('Integration: images, judging and verifying', 'ofPullRequests'),
  ],
  [...editorStages('captured'), packageStage],
  [
    mochaStage('Integration: promotion and secrets', 'ofChanges'),
    mochaStage('Integration: setting up, and the doctor', 'ofServices'),
  ],
  [mochaStage('Integration: git, fleets, the command line', 'ofFleets')],
]);
process.exitCode = failed > 0 ? 1 : 0;
