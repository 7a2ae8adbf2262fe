import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from '../../git/run';
import { makeOwnFolder } from '../../support/ownFolder';

export type LineMerge = { readonly kind: 'merged'; readonly data: Buffer } | { readonly kind: 'conflict' };

/** Merges three versions of a text by lines, as git does. Binary content is a conflict. */
export async function mergeLines(
  sides: { readonly base: Buffer; readonly target: Buffer; readonly source: Buffer },
  signal?: AbortSignal,
): Promise<LineMerge> {
  if (Object.values(sides).some((data) => data.subarray(0, 8_000).includes(0))) return { kind: 'conflict' };
  const folder = await makeOwnFolder('merge');
  try {
    await Promise.all(Object.entries(sides).map(([side, data]) => writeFile(join(folder, side), data)));
    // The exit code is the number of conflicts; from 128 on it is an error.
    const answers = Array.from({ length: 127 }, (_, index) => index + 1);
    const { exitCode } = await runGit({
      args: ['merge-file', '--quiet', 'target', 'base', 'source'],
      place: { kind: 'none', folder },
      where: 'git merge-file',
      answers,
      signal,
    });
    return exitCode === 0 ? { kind: 'merged', data: await readFile(join(folder, 'target')) } : { kind: 'conflict' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
