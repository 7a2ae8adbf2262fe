import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAbort } from '../support/errors';
import { FileError, readBounded } from '../support/readBounded';
import { CatalogError } from './errors';
import { parseCatalog, type ParsedCatalog } from './parse';
import { limitBytes, textOf, type ReadText } from './text';

export const catalogName = 'branchline.yaml';

/** How people also write it; read is the one name alone. */
const misnamed = 'branchline.yml';

/**
 * Reads the catalog at `path` (absolute).
 * @throws CatalogError where there is no readable file; what is wrong in it is in the answer
 */
export async function loadCatalog(path: string, signal: AbortSignal): Promise<ParsedCatalog> {
  const read = await readCatalog(path, signal);
  return read.kind === 'invalid' ? read : parseCatalog(read.text, { path, folder: dirname(path) });
}

/** The text of the catalog at `path` (absolute). @throws CatalogError where there is no readable file */
export async function readCatalog(path: string, signal: AbortSignal): Promise<ReadText> {
  try {
    return textOf(await readBounded(path, limitBytes, signal));
  } catch (error) {
    if (error instanceof FileError || isAbort(error)) throw error;
    throw CatalogError.unreadable(path, error);
  }
}

/**
 * The path of the nearest `branchline.yaml` in `folder` (absolute) or above it, whatever it is: a folder of that name, or a
 * link to nothing, is found, too, and cannot be read.
 * @throws CatalogError where nobody can tell whether there is one, and for a name that is nearly the right one
 */
export async function findCatalog(folder: string, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const path = join(folder, catalogName);
  if (await isThere(path)) return path;
  if (await isThere(join(folder, misnamed))) throw CatalogError.misnamed(join(folder, misnamed), catalogName);
  const parent = dirname(folder);
  return parent === folder ? undefined : findCatalog(parent, signal);
}

const notThere = new Set(['ENOENT', 'ENOTDIR']);

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && notThere.has(String(error.code))) return false;
    throw CatalogError.unreadable(path, error);
  }
}
