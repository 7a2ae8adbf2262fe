import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GrownRepository } from './history/history';

const run = promisify(execFile);
const deadlineMs = 20_000;

/** Writes grown repositories into a folder as bare ones, for whoever needs no forge. Returns their paths by service. */
export async function writeBare(
  fleet: readonly GrownRepository[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const written = fleet.map(async ({ service, stream }) => {
    const path = join(folder, `${service}.git`);
    await run('git', ['init', '--quiet', '--bare', '--template=', '--initial-branch=dev', '--', path], {
      timeout: deadlineMs,
    });
    const importing = run('git', ['--git-dir', path, 'fast-import', '--quiet'], { timeout: deadlineMs });
    importing.child.stdin?.on('error', () => undefined); // git's exit code says why it stopped reading
    importing.child.stdin?.end(stream);
    await importing;
    return [service, path] as const;
  });
  return new Map(await Promise.all(written));
}
