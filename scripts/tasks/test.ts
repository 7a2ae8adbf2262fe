/** `npm test`: everything. The last line is `N passed, N failed, N skipped`. */
import { editorStages, packageStage } from '../testing/editorStages';
import { mochaStage } from '../testing/mochaRun';
import { runLanes } from '../testing/stages';
import { staticChecks } from '../testing/staticChecks';

const { failed } = await runLanes(
  [
    [mochaStage('Unit', 'unit'), ...staticChecks, ...editorStages('captured'), packageStage],
    [mochaStage('Integration: promotion and secrets', 'ofChanges')],
  ],
  [mochaStage('Integration: git, fleets, the command line', 'ofFleets')],
);
process.exitCode = failed > 0 ? 1 : 0;
