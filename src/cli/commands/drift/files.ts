import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import pLimit from 'p-limit';
import { BranchlineError } from '../../../core/support/errors';
import { readBounded } from '../../../core/support/readBounded';
import type { CliContext } from '../../context';
import { DriftInputError } from './errors';

export interface TextFile {
  /** As the person would write it, from the working folder. */
  readonly name: string;
  readonly text: string;
}

const extensions = new Set(['.yaml', '.yml', '.json']);
/** More than the objects of the largest clusters come to. */
const [maxFileBytes, maxBytes, maxFiles] = [200_000_000, 400_000_000, 100_000];
const passedOver = new Set(['node_modules']);

/**
 * The file, or the YAML and JSON files of the folder and those in it, in the order of their names; hidden ones are left.
 * @throws DriftInputError where something cannot be read, or there is nothing to read
 */
export async function readFiles(
  path: string,
  { folder, signal }: Pick<CliContext, 'folder' | 'signal'>,
): Promise<readonly TextFile[]> {
  const names = await orNotFound(path, listFiles(path, folder, { of: path, left: maxFiles, signal }));
  if (names.length === 0) throw DriftInputError.empty(path, 'YAML or JSON files');
  const limit = pLimit(16);
  let left = maxBytes;
  return limit.map(names, async (name) => {
    const bytes = await orNotFound(name, readBounded(resolve(folder, name), maxFileBytes, signal));
    left -= bytes.length;
    if (left < 0) throw DriftInputError.tooMuch(path);
    return { name, text: bytes.toString('utf8') };
  });
}

interface Listing {
  readonly of: string;
  left: number;
  readonly signal: AbortSignal;
}

async function listFiles(path: string, folder: string, listing: Listing): Promise<readonly string[]> {
  listing.signal.throwIfAborted();
  if (!(await stat(resolve(folder, path))).isDirectory()) return [path];
  const entries = await readdir(resolve(folder, path), { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.') && !passedOver.has(name));
  listing.left -= visible.length;
  if (listing.left < 0) throw DriftInputError.tooMuch(listing.of);
  const inner = await Promise.all(
    // A link to a file is a file (volumes are mounted so); a link to a folder may lead round in a circle.
    visible.map(async (entry) => {
      const name = join(path, entry.name);
      if (entry.isDirectory()) return listFiles(name, folder, listing);
      if (!extensions.has(extname(name))) return [];
      return entry.isSymbolicLink() && (await stat(resolve(folder, name))).isDirectory() ? [] : [name];
    }),
  );
  return inner.flat().sort((a, b) => (a < b ? -1 : 1));
}

async function orNotFound<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof BranchlineError || (error instanceof Error && error.name === 'AbortError')) throw error;
    throw DriftInputError.notFound(path, error);
  }
}
