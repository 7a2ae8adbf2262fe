import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { limitBytes, textOf } from '../../catalog/text';
import type { NewCatalog } from '../../catalog/write';
import { BranchlineError, reasonOf } from '../../support/errors';
import { inEnglish, message } from '../../support/message';
import { readBounded } from '../../support/readBounded';
import type { Place } from '../state';
import { listingIn, newListing, type CatalogPlace, type Listing, type NewService } from './listed';

/** The catalog as a file of this machine: read anew before each look and before it is written. */
export class LocalCatalog implements CatalogPlace {
  /** @param environments of a catalog that is not there yet */
  constructor(
    private readonly path: string,
    private readonly wanted: NewService,
    private readonly environments: NewCatalog['environments'],
  ) {}

  /** @throws BranchlineError for a file that cannot be read, or is no valid catalog */
  async listing(signal: AbortSignal): Promise<Listing & { readonly isNew: boolean }> {
    const text = await textAt(this.path, signal);
    return text === undefined
      ? { ...newListing(this.path, this.wanted, this.environments), isNew: true }
      : { ...listingIn(text, this.path, this.wanted), isNew: false };
  }

  async look(signal: AbortSignal): Promise<Place> {
    try {
      const listing = await this.listing(signal);
      if (listing.kind === 'other') return { kind: 'differs', how: listing.how };
      return { kind: listing.kind === 'listed' ? 'there' : 'free' };
    } catch (error) {
      if (error instanceof BranchlineError) return { kind: 'impossible', why: error.said };
      throw error;
    }
  }

  async make(signal: AbortSignal): Promise<void> {
    const listing = await this.listing(signal);
    if (listing.kind !== 'toWrite') return;
    try {
      if (listing.isNew) await writeFile(this.path, listing.text, { flag: 'wx' });
      else await replace(this.path, listing.text);
    } catch (error) {
      const values = { path: this.path, reason: reasonOf(error) };
      throw new BranchlineError('setup/notWritten', message('{path} could not be written: {reason}', values));
    }
  }
}

/** The file as a whole or as it was, also where this process ends meanwhile. A link goes on to lead to it. */
async function replace(path: string, text: string): Promise<void> {
  const file = await realpath(path);
  const { mode } = await stat(file);
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { flag: 'wx', mode });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Nothing where there is no such file. */
async function textAt(path: string, signal: AbortSignal): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readBounded(path, limitBytes, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (error instanceof BranchlineError || signal.aborted) throw error;
    const values = { path, reason: reasonOf(error) };
    throw new BranchlineError('setup/unreadable', message('{path} could not be read: {reason}', values));
  }
  const read = textOf(bytes);
  if (read.kind === 'ok') return read.text;
  const [problem] = read.problems;
  const said = problem ? inEnglish(problem.said) : '';
  throw new BranchlineError('setup/unreadable', message('{path} could not be read: {reason}', { path, reason: said }));
}
