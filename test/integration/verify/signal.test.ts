import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { CartPipeline } from './lab';

describe('branchline verify that is told to stop', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'branchline-verify-signal-'));
  const temporary = join(folder, 'tmp');
  let lab: Lab;
  before(async () => {
    await mkdir(temporary);
    lab = await startLab({ services: ['cart'], deployMs: 20 });
    await build({
      entryPoints: ['src/cli/main.ts'],
      outfile: join(folder, 'cli.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  });
  after(async () => {
    await lab.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends by the signal, leaves nothing behind, and leaves no commit pending', async () => {
    const head = await lab.forge.commit('cart', 'dev', 'Nothing', {});
    lab.faults.cluster('staging', { kind: 'down' });
    const args = ['verify', '--service', 'cart', '--environment', 'dev', '--post-status'];
    const child = spawn(process.execPath, [join(folder, 'cli.mjs'), ...args], {
      cwd: lab.workspace,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: temporary, ...lab.environment },
    });
    let said = '';
    const ended = once(child, 'close');
    await new Promise<void>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (part: string) => {
        said += part;
        if (said.includes('? cluster staging:')) resolve();
      });
      child.once('exit', () => resolve());
    });
    child.kill('SIGTERM');
    const [code, signal] = (await ended) as [number | null, string | null];
    assert.equal(code ?? signal, 143, said);
    assert.deepEqual(readdirSync(temporary), []);
    const cart = new CartPipeline(lab);
    const [last, ...before] = (await cart.statusesOf(head)).map(
      ({ status, description }) => `${status}: ${description}`,
    );
    // On a machine that is too busy for its last word it says so.
    if (said.includes('was not posted')) return;
    assert.equal(last, 'error: Cancelled', said);
    assert.deepEqual(before, ['pending: Waiting for cart/dev to run it']);
  });
});
