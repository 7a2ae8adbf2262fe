import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServers } from '../../../scripts/servers/ensure';
import { Ending } from '../../lab/ending';
import { startForge, type AnyForge, type DialectName } from '../../lab/forge';
import { startGitea } from '../../lab/real/gitea';
import { notAsPublished } from './published';

/** What the contract is held against: the forge of our own, or a real Gitea (`BRANCHLINE_BACKEND=real`). */
export const backend = process.env['BRANCHLINE_BACKEND'] === 'real' ? 'real' : 'embedded';

/** What one call may take on a busy machine. */
export const patienceMs = backend === 'real' ? 120_000 : 30_000;

const ending = new Ending();
const running = new Map<string, Promise<AnyForge>>();

/** The forge of its kind that all contract tests of this run share; each makes an organisation of its own on it. */
export function sharedForge(dialect: DialectName): Promise<AnyForge> {
  const forge = running.get(dialect) ?? start(dialect);
  running.set(dialect, forge);
  return forge;
}

/** Takes a step after all tests, while the forge is still there. */
export const beforeTheEnd = (step: () => Promise<void>): Promise<void> => ending.add(step);

let failed = false;
afterEach(function () {
  failed ||= this.currentTest?.state === 'failed';
});

after('what is published is what was asked and answered', () => assert.deepEqual(notAsPublished(), []));

after(function () {
  this.timeout(patienceMs);
  return ending.run();
});

async function start(dialect: DialectName): Promise<AnyForge> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-contract-'));
  await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  if (backend === 'real') {
    const { command, giteaStatic } = await ensureServers(['gitea']);
    const gitea = await startGitea({ folder, command: command('gitea'), staticFiles: giteaStatic, ending });
    await ending.add(async () => {
      if (failed) console.log(`Gitea's logs are in ${await gitea.keepLogs()}`);
    });
    return gitea;
  }
  const forge = await startForge({ folder, dialect });
  await ending.add(() => forge.stop());
  return forge;
}
