/** `npm run test:integration [-- FILE…] [-- --grep WORDS]`: the core against the lab. */
import { runMocha } from '../testing/mochaRun';

const { counts } = await runMocha('integration', { output: 'terminal', args: process.argv.slice(2) });
process.exitCode = counts.failed > 0 ? 1 : 0;
