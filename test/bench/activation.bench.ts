import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from '../../scripts/build/bundle';
import { buildForHost } from '../../scripts/build/suite';
import { eventually } from '../e2e/harness/eventually';
import { Workbench } from '../e2e/harness/workbench';
import { sample } from './harness';

await build({ mode: 'production' });
const [probe] = await buildForHost(['test/bench/probes/activation.ts'], 'out/probes');
await sample('activate(), loading included', 'ms', () => activation(resolve(probe ?? '')), {
  rounds: 5,
  warmup: 1,
  target: 20,
});

/** One cold start of VS Code, on a folder that does not activate the extension by itself. */
async function activation(tests: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
  const file = join(folder, 'milliseconds');
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  const workbench = await Workbench.open({ workspace, tests, env: { BRANCHLINE_PROBE: file } });
  try {
    const read = async () => Number(await readFile(file, 'utf8').catch(() => '')) || undefined;
    return await eventually('the extension is activated', read, { timeoutMs: 60_000 });
  } finally {
    await workbench.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
