import { locate, originAt } from './locate';
import { Repository } from './repository';
import { makeShell } from './shell';

/**
 * Opens a repository of this machine, bare or with a work tree. git runs in a shell around it: it is only read, objects that we
 * make stay in the shell, and nothing that its configuration, attributes or hooks name is run.
 * @throws GitError where the folder is not itself a repository
 */
export async function openLocal(path: string, signal?: AbortSignal): Promise<Repository> {
  const { folder, hash, shallow, ...found } = await locate(path, signal);
  const shell = await makeShell({ folder, hash, shallow, ...found }, 'read');
  return new Repository({ folder, where: path, hash, shallow, gitDir: shell, isShell: true });
}

/** The URL of `origin` of a local clone, if it has one. */
export function originOf({ place }: Repository, signal?: AbortSignal): Promise<string | undefined> {
  return originAt(place.folder, place.where, signal);
}
