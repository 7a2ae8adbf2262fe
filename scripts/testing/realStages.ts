import { build } from '../build/bundle';
import { Impossible } from '../bootstrap/output.mjs';
import { ensureServers } from '../servers/ensure';
import { oneSkipped } from './counts';
import { withEditor } from './editorStages';
import { runMocha, type MochaOptions } from './mochaRun';
import type { Stage, StageResult } from './stages';

/** Real servers take their time where much else is done on the machine. */
const timeoutMs = 180_000;
/** Stories that the integration tests tell on doubles; here they hold on the servers themselves. */
const stories = ['test/integration/lab/story.test.ts', 'test/integration/fleet/story.test.ts'];
const mainJob = 'test/e2e/stories/mainJob.test.ts';

/** What runs on real servers. Where they cannot be had it counts as one that was skipped, and says why. */
export function realStages(args: readonly string[]): readonly Stage[] {
  if (args.length > 0) return [{ title: 'On real servers', run: () => withServers(() => mocha('real', args)) }];
  return [
    { title: 'Contracts on real servers', run: () => withServers(() => mocha('real', [])) },
    { title: 'Stories on real servers', run: () => withServers(() => mocha('integration', stories)) },
    { title: 'The main job in VS Code on real servers', run: () => withServers(() => withEditor(inEditor)) },
  ];
}

async function inEditor(): Promise<StageResult> {
  await build({ mode: 'production' });
  return mocha('stories', [mainJob]);
}

function mocha(suite: Parameters<typeof runMocha>[0], args: readonly string[]): Promise<StageResult> {
  const options: MochaOptions = {
    output: 'terminal',
    args: ['--timeout', String(timeoutMs), ...args],
    env: { BRANCHLINE_BACKEND: 'real' },
  };
  return runMocha(suite, options);
}

async function withServers(run: () => Promise<StageResult>): Promise<StageResult> {
  try {
    await ensureServers();
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    return { counts: oneSkipped, notes: [error.message] };
  }
  return run();
}
