import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type * as Paint from './probes/paint';
import { sample, time } from './harness';

const floor = 'reading and parsing the kept facts alone';
const folder = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
const file = join(folder, 'fleet.json');
const bundle = resolve('out/probes/paint.mjs');

await build({
  entryPoints: ['test/bench/probes/paint.ts'],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  alias: { vscode: resolve('test/bench/probes/vscodeStub.ts') },
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  logLevel: 'error',
});
const probe = (await import(pathToFileURL(bundle).href)) as typeof Paint;

await probe.writeCache(file);
await time(floor, async () => JSON.parse(await readFile(file, 'utf8')) as unknown);
await time('first paint from what was kept, 1,000 services × 3 environments', () => probe.paint(file), {
  target: 100,
  against: floor,
});
await sample(
  'keeping what is known of 1,000 services × 3 environments: longest wait for a turn',
  'ms',
  () => probe.longestWaitOfKeeping(join(folder, 'kept.json')),
  { rounds: 5, warmup: 1, target: 50 },
);
await rm(folder, { recursive: true });
