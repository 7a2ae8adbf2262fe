import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { every, type Disposable } from '../../support/disposable';

/** Between looks where the system does not tell of changes (network drives, a folder that is not there yet). */
const pollMs = 5_000;
/** Writers replace a kubeconfig in several steps; one look after the last. */
const settleMs = 50;

/**
 * Calls back after any of the files appeared, changed or went. Folders are watched rather than files, so a file that
 * is replaced by renaming another over it (as kubectl does) stays watched; a slow poll covers what the system misses.
 */
export function watchKubeconfig(paths: readonly string[], onChange: () => void): Disposable {
  const watchers = new Map<string, FSWatcher>();
  let seen: string | undefined;
  let settling: NodeJS.Timeout | undefined;
  let ended = false;

  const look = async () => {
    const found = (await Promise.all(paths.map(fingerprint))).join('\n');
    if (ended) return;
    const changed = seen !== undefined && found !== seen;
    seen = found;
    if (changed) onChange();
  };
  const lookSoon = () => {
    clearTimeout(settling);
    settling = setTimeout(() => void look(), settleMs);
  };
  const watchFolders = () => {
    for (const folder of new Set(paths.map((path) => dirname(path)))) {
      if (!watchers.has(folder)) watchFolder(folder, new Set(paths.map((path) => basename(path))), watchers, lookSoon);
    }
  };

  void look();
  watchFolders();
  const poll = every(pollMs, () => {
    watchFolders();
    void look();
  });
  return {
    dispose: () => {
      ended = true;
      clearTimeout(settling);
      poll.dispose();
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

function watchFolder(
  folder: string,
  names: ReadonlySet<string>,
  watchers: Map<string, FSWatcher>,
  onTouch: () => void,
): void {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || names.has(name)) onTouch();
    });
    watcher.on('error', () => {
      watcher.close();
      watchers.delete(folder);
    });
    watchers.set(folder, watcher);
  } catch {
    // The folder is not there (yet), or cannot be watched: the poll looks again.
  }
}

/** Changes with the file, also when it is replaced by another of the same size and time. */
async function fingerprint(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino}:${size}:${mtimeMs}`;
  } catch {
    return 'absent'; // whatever the reason, its coming back is a change
  }
}
