import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Starts and ends a lab in a process of its own, which never calls `process.exit`: a server, child, socket or timer
 * that stayed would keep it alive. What it left in its folder for temporary files is in the answer.
 */
async function startAndEnd(...services: readonly string[]): Promise<{ said: string; left: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-ending-'));
  try {
    const { stdout } = await run(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'startAndEnd.ts'), ...services],
      { env: { ...process.env, TMPDIR: folder }, timeout: 30_000 },
    );
    const left = (await readdir(folder)).filter((name) => name.startsWith('branchline-lab'));
    return { said: stdout.trim(), left };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('The end of the lab', function () {
  this.timeout(300_000);

  it('leaves no server, child, timer or file behind, in the midst of a deployment', async () => {
    assert.deepEqual(await startAndEnd('cart', 'orders'), { said: 'ended', left: [] });
  });

  it('comes at once for whoever asks for a service that is not there', async () => {
    const expected = { said: 'No such service in the fleet: nothing', left: [] };
    assert.deepEqual(await startAndEnd('cart', 'nothing'), expected);
  });
});
