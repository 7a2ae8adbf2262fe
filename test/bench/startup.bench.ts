import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from '../../scripts/build/bundle';
import { time } from './harness';

const run = promisify(execFile);
const node = process.execPath;
const floor = 'floor: node -e 0';
const options = { rounds: 9, warmup: 2 };

await build({ mode: 'production' });
const folder = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
try {
  await grow(folder);
  await time(floor, () => run(node, ['-e', '0']), options);
  await time('branchline --help', () => run(node, ['dist/cli.js', '--help']), {
    ...options,
    target: 120,
    against: floor,
  });
  const plan = ['dist/cli.js', 'plan', '--repo', folder, '--from', 'dev', '--to', 'test'];
  // It ends with 2 where something is pending.
  await time('branchline plan, a small repository', () => run(node, plan).catch(pendingOnly), {
    ...options,
    target: 250,
    against: floor,
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

function pendingOnly(error: unknown): void {
  if ((error as { readonly code?: unknown }).code !== 2) throw error;
}

/** Five commits, the second of which is on the target. */
async function grow(where: string): Promise<void> {
  const git = (...args: string[]) =>
    run('git', ['-C', where, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args]);
  await git('init', '--quiet', '--initial-branch=dev');
  for (let number = 1; number <= 5; number++) {
    const data = `data:\n  LEVEL: '${number}'\n`;
    await writeFile(join(where, 'settings.yaml'), `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cart\n${data}`);
    await git('add', '.');
    await git('commit', '--quiet', '-m', `change ${number}`);
    if (number === 2) await git('branch', 'test');
  }
}
