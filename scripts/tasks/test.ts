/** `npm test`: everything. The last line is `N passed, N failed, N skipped`. */
import { editorStages, packageStage } from '../testing/editorStages';
import { mochaStage } from '../testing/mochaRun';
import { runLanes } from '../testing/stages';
import { staticChecks } from '../testing/staticChecks';

// Integration waits for git and for servers more than it computes: three lanes keep two cores busy.
const { failed } = await runLanes([
  [mochaStage('Unit', 'unit'), ...staticChecks, ...editorStages('captured'), packageStage],
  [
    mochaStage('Integration: promotion and secrets', 'ofChanges'),
    mochaStage('Integration: setting up, and the doctor', 'ofServices'),
  ],
  [
    mochaStage('Integration: git, fleets, the command line', 'ofFleets'),
    mochaStage('Integration: images, judging and verifying', 'ofPullRequests'),
  ],
]);
process.exitCode = failed > 0 ? 1 : 0;
