import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import type { TreeFiles } from './rendered';

export const maxFiles = 5_000;
export const maxTotalBytes = 64 * 1024 * 1024;

export interface Sandbox {
  /** The repository's files. */
  readonly tree: string;
  /** Empty: the working folder and home of tools, so that they find neither settings nor programs of the repository. */
  readonly home: string;
}

/** The files are more, or larger, than a rendering may have. */
export class TooLarge extends Error {}

/**
 * Writes a tree into a folder that only this user can read, hands it out, and removes it whatever happens.
 * @throws TooLarge
 */
export async function withSandbox<T>(
  files: TreeFiles,
  signal: AbortSignal,
  use: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  if (files.paths.length > maxFiles) throw new TooLarge(`The tree has more than ${maxFiles} files.`);
  // `mkdtemp` gives mode 0700.
  const folder = await mkdtemp(join(tmpdir(), 'branchline-render-'));
  try {
    const sandbox = { tree: join(folder, 'tree'), home: join(folder, 'home') };
    await mkdir(sandbox.home);
    await writeTree(files, sandbox.tree, signal);
    return await use(sandbox);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function writeTree(files: TreeFiles, folder: string, signal: AbortSignal): Promise<void> {
  const limit = pLimit(16);
  let totalBytes = 0;
  await mkdir(folder);
  await Promise.all(
    files.paths.filter(isSafe).map((path) =>
      limit(async () => {
        signal.throwIfAborted();
        const text = await files.read(path, signal);
        totalBytes += Buffer.byteLength(text);
        if (totalBytes > maxTotalBytes) throw new TooLarge('The tree has more than 64 MB.');
        const target = join(folder, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, text, { mode: 0o600 });
      }),
    ),
  );
}

/** A tree may come from anywhere: nothing of it is written outside of the folder, nor as somebody's settings. */
function isSafe(path: string): boolean {
  const steps = path.split('/');
  const isPlain = !path.includes('\\') && !path.includes('\0') && !/^[A-Za-z]:/.test(path);
  return isPlain && steps.every((step) => !['', '.', '..'].includes(step) && step.toLowerCase() !== '.git');
}
