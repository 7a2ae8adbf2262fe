import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openLocal, originOf } from '../../../core/git/local';
import type { Repository } from '../../../core/git/repository';
import type { Instant } from '../../../core/support/clock';
import type { Sha } from '../../../core/support/sha';

/** Where `.git` is a file, HEAD lies elsewhere: such folders are looked at again after this long. */
const lookLastsMs = 60_000;

/** Changes whenever HEAD names another commit, or the remotes are others. Only stats. */
export async function headStamp(folder: string, now: Instant): Promise<string> {
  const git = join(folder, '.git');
  const [itself, ...files] = await Promise.all(
    [git, join(git, 'HEAD'), join(git, 'logs', 'HEAD'), join(git, 'config')].map(orNothing),
  );
  if (itself?.isFile() === true) return `${folder} ${Math.floor(now / lookLastsMs)}`;
  return [folder, ...files.map((file) => (file ? `${file.mtimeMs} ${file.size}` : '-'))].join(' ');
}

function orNothing(path: string) {
  return stat(path).catch(() => undefined); // a repository without a log, or none
}

/** A checkout that is open, with what it has checked out. */
export interface OpenHead {
  readonly checkout: Repository;
  readonly commit: Sha;
  readonly origin: string;
}

/** Whoever opens it disposes of `checkout`. Nothing where there is no commit or no origin. @throws GitError */
export async function openHead(folder: string, signal: AbortSignal): Promise<OpenHead | undefined> {
  const checkout = await openLocal(folder, signal);
  try {
    const [commit, origin] = await Promise.all([checkout.resolve('HEAD'), originOf(checkout, signal)]);
    if (commit !== undefined && origin !== undefined) return { checkout, commit, origin };
  } catch (error) {
    checkout.dispose();
    throw error;
  }
  checkout.dispose();
  return undefined;
}
