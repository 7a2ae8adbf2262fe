import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../e2e/harness/eventually';

const run = promisify(execFile);

describe('The end of a lab on real servers', function () {
  this.timeout(240_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-ending-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  /** Processes that were told to keep something in the folder, by their names. */
  const running = async (): Promise<readonly string[]> => {
    const { stdout } = await run('ps', ['-A', '-o', 'args='], { maxBuffer: 16 * 1024 * 1024 });
    return stdout.split('\n').filter((line) => line.includes(`${folder}/branchline-lab`));
  };

  it('comes with the process that started it, even where that is killed', async () => {
    const lab = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'startAndWait.ts')], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(lab, 'exit');
    const said = await Promise.race([once(lab.stdout, 'data'), ended]);
    assert.match(String(said[0]), /started/);
    const servers = (await running()).join('\n');
    for (const name of ['apiserver', 'controller-manager', 'scheduler', 'kwok', 'gitea']) {
      assert.ok(servers.includes(name), `${name} is not running:\n${servers}`);
    }
    lab.kill('SIGKILL');
    await ended;
    await eventually('nothing runs any more', async () => (await running()).length === 0, { seen: running });
  });
});
