/** `npm run test:real [-- FILE…] [-- --grep WORDS]`: contracts and stories on Kubernetes and Gitea themselves. */
import { realStages } from '../testing/realStages';
import { runLanes } from '../testing/stages';

const { failed } = await runLanes(realStages(process.argv.slice(2)));
process.exitCode = failed > 0 ? 1 : 0;
