/** `npm run test:e2e [-- FILE…] [-- --grep WORDS]`: the extension in a real VS Code, in a real browser. */
import { editorStages } from '../testing/editorStages';
import { runLanes } from '../testing/stages';

const { failed } = await runLanes([editorStages('terminal', process.argv.slice(2))]);
process.exitCode = failed > 0 ? 1 : 0;
