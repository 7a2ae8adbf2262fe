import { realpath } from 'node:fs/promises';
import { normalisedUrl } from './address';
import { openLocal, originOf } from './local';

/** A folder of this machine as git sees it. */
export interface Checkout {
  readonly folder: string;
  readonly origin: string | undefined;
  /** What is checked out; nothing when HEAD is detached. */
  readonly branch: string | undefined;
}

/** Looks at a folder that is a repository; nothing where it is none. Only reads. */
export async function readCheckout(folder: string, signal?: AbortSignal): Promise<Checkout | undefined> {
  const repository = await openLocal(folder, signal).catch(() => undefined); // not a repository: an ordinary folder
  if (!repository) return undefined;
  try {
    const [origin, head] = await Promise.all([
      originOf(repository, signal),
      repository.run({ args: ['symbolic-ref', '--quiet', 'HEAD'], signal, answers: [1] }),
    ]);
    const branch = /^refs\/heads\/(.+)$/.exec(head.trim())?.[1];
    return { folder: repository.place.folder, origin, branch };
  } finally {
    repository.dispose();
  }
}

/** Whether a folder is a checkout of that repository: of its URL, or the very folder. */
export async function isCheckoutOf(checkout: Checkout, repository: string): Promise<boolean> {
  if (checkout.origin !== undefined && normalisedUrl(checkout.origin) === normalisedUrl(repository)) return true;
  const path = await realpath(repository).catch(() => repository); // a URL, or a folder that is gone
  return checkout.folder === path;
}

/** The branches of the repository at a folder, those of `origin` by their bare name; nothing where it is none. */
export async function listBranches(folder: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const repository = await openLocal(folder, signal).catch(() => undefined); // not a repository: an ordinary folder
  if (!repository) return undefined;
  try {
    const refs = ['refs/heads', 'refs/remotes/origin'];
    const stdout = await repository.run({ args: ['for-each-ref', '--format=%(refname)', ...refs], signal });
    const names = stdout.split('\n').map((ref) => ref.replace(/^refs\/(heads|remotes\/origin)\//, ''));
    return [...new Set(names)].filter((name) => name !== '' && name !== 'HEAD');
  } finally {
    repository.dispose();
  }
}
