import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from '../../scripts/build/bundle';
import { buildForHost } from '../../scripts/build/suite';
import { eventually } from '../e2e/harness/eventually';
import { Workbench } from '../e2e/harness/workbench';
import { sample } from './harness';

const floor = 'activating an extension that does nothing';
const options = { rounds: 5, warmup: 1 };

await build({ mode: 'production' });
const [probe = ''] = await buildForHost(['test/bench/probes/activation.ts'], 'out/probes');
const empty = await writeEmptyExtension();
await sample(floor, 'ms', () => activation(empty, 'branchline.empty'), options);
await sample(
  'activating Branchline, loading included',
  'ms',
  () => activation(process.cwd(), 'branchline.branchline'),
  {
    ...options,
    target: 20,
    against: floor,
  },
);
await rm(empty, { recursive: true });

/** One cold start of VS Code, on a folder that does not activate the extension by itself. */
async function activation(extension: string, id: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
  const file = join(folder, 'milliseconds');
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  const env = { BRANCHLINE_PROBE: file, BRANCHLINE_PROBE_EXTENSION: id };
  const workbench = await Workbench.open({ workspace, extension, tests: resolve(probe), env });
  try {
    const read = async () => Number(await readFile(file, 'utf8').catch(() => '')) || undefined;
    return await eventually('the extension is activated', read, { timeoutMs: 30_000 });
  } catch (error) {
    await workbench.keepEvidence('activation');
    throw error;
  } finally {
    await workbench.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeEmptyExtension(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-empty-'));
  const manifest = {
    name: 'empty',
    publisher: 'branchline',
    version: '0.0.1',
    type: 'module',
    main: './extension.js',
    engines: { vscode: '^1.110.0' },
    activationEvents: [],
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'extension.js'), 'export function activate() {}\n');
  return folder;
}
