import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { makeOwnFolder } from '../../../support/ownFolder';
import type { TreeFiles } from '../rendered';
import { Refusal } from '../refusal';

const maxFiles = 5_000;
const maxTotalBytes = 64 * 1024 * 1024;

/** A text of its own, or the file of the tree as it is. */
export type Content = { readonly text: string } | { readonly from: string; readonly isProgram?: boolean };

/** What a tool gets to see, by its path there. */
export type Copy = ReadonlyMap<string, Content>;

export interface Sandbox {
  /** The whole of it: a folder that only this user can read. */
  readonly root: string;
  /** Folder of the copy, below the root. */
  readonly tree: 'tree';
  /** Empty: working folder and home of tools, so that they find neither settings nor programs of the repository. */
  readonly home: 'home';
}

/** The files are more, or larger, than a rendering may have. */
export class TooLarge extends Error {}

/**
 * Writes files into a private folder, hands it out, and removes it whatever happens.
 * @throws TooLarge, and Refusal where a path cannot be written as it is
 */
export async function withSandbox<T>(
  files: TreeFiles,
  copy: Copy,
  signal: AbortSignal,
  use: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  if (copy.size > maxFiles) throw new TooLarge(`There are more than ${maxFiles} files to render.`);
  const root = await makeOwnFolder('render');
  try {
    const sandbox: Sandbox = { root, tree: 'tree', home: 'home' };
    await mkdir(join(root, sandbox.home));
    await writeCopy(files, copy, join(root, sandbox.tree), signal);
    return await use(sandbox);
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function writeCopy(files: TreeFiles, copy: Copy, folder: string, signal: AbortSignal): Promise<void> {
  const limit = pLimit(16);
  let totalBytes = 0;
  await mkdir(folder);
  await limit.map(copy, async ([path, source]) => {
    signal.throwIfAborted();
    if (!isSafe(path)) throw new Refusal('refused', `${JSON.stringify(path)} is a path that cannot be copied.`);
    const content = 'text' in source ? source.text : await files.read(source.from, signal);
    totalBytes += Buffer.byteLength(content);
    if (totalBytes > maxTotalBytes) throw new TooLarge('There are more than 64 MB to render.');
    await write(folder, path, content, 'from' in source && source.isProgram === true ? 0o700 : 0o600);
  });
}

/** Never over another file: where a file system takes two names for one, the wrong one of them would be read. */
async function write(folder: string, path: string, content: string | Buffer, mode: number): Promise<void> {
  const target = join(folder, path);
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode, flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    throw new Refusal('refused', `${path} has the name of another file, or differs from it by letter case alone.`);
  }
}

/** A tree may come from anywhere: nothing of it is written outside of the folder, nor as somebody's settings. */
function isSafe(path: string): boolean {
  const steps = path.split('/');
  const isPlain = !path.includes('\\') && !path.includes('\0') && !(process.platform === 'win32' && path.includes(':'));
  return isPlain && steps.every((step) => !['', '.', '..'].includes(step) && step.toLowerCase() !== '.git');
}
