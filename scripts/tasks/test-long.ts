/**
 * `npm run test:long`: `BRANCHLINE_FUZZ_INPUTS` random inputs (default 1,000,000) from `BRANCHLINE_FUZZ_SEED`, then random
 * programs of promotions for as long as `BRANCHLINE_LONG_MINUTES` says (default 10).
 */
import { runMocha } from '../testing/mochaRun';

const { counts } = await runMocha('fuzz', {
  output: 'terminal',
  args: ['--timeout', '0', ...process.argv.slice(2)],
  env: { BRANCHLINE_LONG_MINUTES: process.env['BRANCHLINE_LONG_MINUTES'] ?? '10' },
});
process.exitCode = counts.failed > 0 ? 1 : 0;
