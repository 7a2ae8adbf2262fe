/** `npm run test:unit [-- FILE…] [-- --grep WORDS]` */
import { runMocha } from '../testing/mochaRun';

const { counts } = await runMocha('unit', { output: 'terminal', args: process.argv.slice(2) });
process.exitCode = counts.failed > 0 ? 1 : 0;
