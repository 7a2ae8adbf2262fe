/** `npm run test:real [-- FILE…] [-- --grep WORDS]`: contracts and stories on Kubernetes and Gitea themselves. */
import { realStage } from '../testing/realStage';
import { runLanes } from '../testing/stages';

const { failed } = await runLanes([[realStage(process.argv.slice(2))]]);
process.exitCode = failed > 0 ? 1 : 0;
