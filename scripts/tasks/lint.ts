/** `npm run lint`: types, lint, format and dead code; no test runs. */
import { runLanes } from '../testing/stages';
import { staticChecks } from '../testing/staticChecks';

const { failed } = await runLanes([staticChecks]);
process.exitCode = failed > 0 ? 1 : 0;
