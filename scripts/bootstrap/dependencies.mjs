// @ts-check
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './cache.mjs';
import { npm } from './npm.mjs';
import { step } from './output.mjs';

/** @typedef {{ version?: string; integrity?: string; optional?: boolean }} LockedPackage */

/**
 * `npm ci`, only where `node_modules` does not hold what the lock file says.
 *
 * @param {string} checkout
 */
export async function ensureDependencies(checkout) {
  if (await isInstalled(checkout)) return;
  const lock = `checkout-${createHash('sha256').update(checkout).digest('hex').slice(0, 12)}`;
  await withLock(lock, async () => {
    if (await isInstalled(checkout)) return;
    await step('Installing dependencies (npm ci)', () => npm(['ci'], checkout));
  });
}

/**
 * Compares with the copy of the lock file that npm writes into `node_modules` when an install is whole. Packages for
 * other platforms are optional and absent.
 *
 * @param {string} checkout
 */
async function isInstalled(checkout) {
  const [wanted, present] = await Promise.all([
    lockedPackages(join(checkout, 'package-lock.json')),
    lockedPackages(join(checkout, 'node_modules/.package-lock.json')).catch(() => undefined),
  ]);
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const there = present[path];
    if (path === '' || (!there && optional)) return true;
    return there?.version === version && there?.integrity === integrity;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, LockedPackage>>}
 */
async function lockedPackages(file) {
  return JSON.parse(await readFile(file, 'utf8')).packages;
}
