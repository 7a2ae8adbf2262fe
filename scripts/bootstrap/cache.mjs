// @ts-check
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where downloads live that outlast a checkout: `$BRANCHLINE_CACHE`, or the platform's cache folder. */
export function cacheFolder() {
  const { BRANCHLINE_CACHE: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: windows } = process.env;
  if (own) return own;
  if (process.platform === 'win32') return join(windows ?? join(homedir(), 'AppData/Local'), 'branchline');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/branchline');
  return join(xdg || join(homedir(), '.cache'), 'branchline');
}

/**
 * A folder of the cache, filled once. It is filled under another name and renamed when whole, so that neither a crash
 * nor a second start at the same time leaves half an install.
 *
 * @param {string} name also says the version: another version is another folder
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>}
 */
export async function cached(name, fill) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  return withLock(name, async () => {
    if (existsSync(folder)) return folder;
    await removeLeftovers(name);
    const partial = `${folder}.partial-${randomUUID()}`;
    await mkdir(partial, { recursive: true });
    try {
      await fill(partial);
      await rename(partial, folder);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return folder;
  });
}

/**
 * What a start that was killed has left. Called under the lock, so nobody works on them.
 *
 * @param {string} name
 */
async function removeLeftovers(name) {
  const entries = await readdir(cacheFolder());
  const leftovers = entries.filter((entry) => entry.startsWith(`${name}.partial-`));
  await Promise.all(leftovers.map((entry) => rm(join(cacheFolder(), entry), { recursive: true, force: true })));
}

/**
 * One at a time among all processes of this user. A lock whose process is gone is taken over.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const file = join(cacheFolder(), `${name}.lock`);
  await mkdir(cacheFolder(), { recursive: true });
  while (!(await acquired(file))) await pause(200);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** @param {string} file */
async function acquired(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
