import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

const folder = 'test/fuzz/corpus';

export interface Kept {
  readonly file: string;
  readonly text: string;
}

/** The inputs that are kept for a target: from real life, nasty, and each that ever failed. */
export async function corpusOf(target: string): Promise<readonly Kept[]> {
  const names = await readdir(join(folder, target)).catch(() => []);
  return Promise.all(
    names.sort().map(async (name) => {
      const file = join(folder, target, name);
      return { file, text: await readFile(file, 'utf8') };
    }),
  );
}

/** Keeps an input that failed, so that it is replayed by `npm test` from now on. Returns the file. */
export async function keep(target: string, input: string): Promise<string> {
  const name = `found-${createHash('sha256').update(input).digest('hex').slice(0, 8)}`;
  await mkdir(join(folder, target), { recursive: true });
  await writeFile(join(folder, target, name), input);
  return join(folder, target, name);
}
