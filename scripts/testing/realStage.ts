import { Impossible } from '../bootstrap/output.mjs';
import { ensureServers } from '../servers/ensure';
import { oneSkipped } from './counts';
import { runMocha } from './mochaRun';
import type { Stage } from './stages';

/** What runs on real servers. Where they cannot be had it counts as one that was skipped, and says why. */
export function realStage(args: readonly string[]): Stage {
  return {
    title: 'On real servers',
    run: async () => {
      try {
        await ensureServers();
      } catch (error) {
        if (!(error instanceof Impossible)) throw error;
        return { counts: oneSkipped, notes: [error.message] };
      }
      return runMocha('real', { output: 'terminal', args, env: { BRANCHLINE_BACKEND: 'real' } });
    },
  };
}
