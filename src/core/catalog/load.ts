import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAbort } from '../support/errors';
import { CatalogError } from './errors';
import { parseCatalog, type ParsedCatalog } from './parse';

export const catalogName = 'branchline.yaml';

const limitBytes = 2_000_000;

/**
 * Reads the catalog at `path` (absolute).
 * @throws CatalogError where there is no readable file; what is wrong in it is in the answer
 */
export async function loadCatalog(path: string, signal: AbortSignal): Promise<ParsedCatalog> {
  const text = await read(path, signal);
  return parseCatalog(text, { path, folder: dirname(path) });
}

async function read(path: string, signal: AbortSignal): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > limitBytes) throw CatalogError.tooLarge(path, limitBytes);
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    if (error instanceof CatalogError || isAbort(error)) throw error;
    throw CatalogError.unreadable(path, error);
  }
}

/** The path of the nearest `branchline.yaml` in `folder` (absolute) or above it. */
export async function findCatalog(folder: string, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const path = join(folder, catalogName);
  if (await isFile(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findCatalog(parent, signal);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Not there, or in a folder that may not be read: not a catalog of this person.
    return false;
  }
}
