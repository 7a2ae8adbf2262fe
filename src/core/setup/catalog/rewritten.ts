import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delay } from '../../support/deadline';
import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';

const betweenMs = 50;
const mostTries = 200;
/** Nobody holds it for longer: whoever did was stopped. */
const staleMs = 60_000;

/**
 * Writes a file anew: as a whole or not at all, also where this process ends meanwhile, and one process after another. The lock
 * becomes the file, as git has it (its `lockfile.h`). A link goes on to lead to the file.
 * @param write reads the file, and gives what it is to say; nothing where that stays
 * @throws BranchlineError where somebody else does not let go of it; the signal's reason; the error of the system
 */
export async function rewrite(
  path: string,
  write: () => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const file = await realpath(path).catch(() => path); // one that is not there yet
  const lock = `${file}.lock`;
  const mode = (await stat(file).catch(() => undefined))?.mode;
  await taken(lock, mode, signal);
  let isWritten = false;
  try {
    const text = await write();
    if (text === undefined) return;
    await writeFile(lock, text);
    await rename(lock, file);
    isWritten = true;
  } finally {
    if (!isWritten) await rm(lock, { force: true });
  }
}

async function taken(lock: string, mode: number | undefined, signal: AbortSignal): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      await (await open(lock, 'wx', mode)).close();
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const found = await stat(lock).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > staleMs) await rm(lock, { force: true });
    else await delay(betweenMs, signal);
  }
  throw new BranchlineError(
    'setup/locked',
    message('{lock} is there: somebody else writes the catalog. Remove it where nobody does.', { lock }),
  );
}
