import { limitBytes, textOf } from '../../catalog/text';
import type { NewCatalog } from '../../catalog/write';
import { BranchlineError, reasonOf } from '../../support/errors';
import { inEnglish, message } from '../../support/message';
import { readBounded } from '../../support/readBounded';
import type { Place } from '../state';
import { listingIn, newListing, type CatalogPlace, type Listing, type NewService } from './listed';
import { rewrite } from './rewritten';

/** The catalog as a file of this machine: read anew before each look and before it is written. */
export class LocalCatalog implements CatalogPlace {
  /** @param environments of a catalog that is not there yet; without, one that is gone meanwhile is not written again */
  constructor(
    private readonly path: string,
    private readonly wanted: NewService,
    private readonly environments: NewCatalog['environments'] | undefined,
  ) {}

  /** @throws BranchlineError for a file that cannot be read, or is no valid catalog */
  async listing(signal: AbortSignal): Promise<Listing> {
    const text = await textAt(this.path, signal);
    if (text !== undefined) return listingIn(text, this.path, this.wanted);
    if (this.environments) return newListing(this.path, this.wanted, this.environments);
    throw new BranchlineError('setup/unreadable', message('{path} is gone.', { path: this.path }));
  }

  async look(signal: AbortSignal): Promise<Place> {
    try {
      const listing = await this.listing(signal);
      if (listing.kind === 'other') return { kind: 'differs', how: listing.how };
      return { kind: listing.kind === 'listed' ? 'there' : 'free' };
    } catch (error) {
      if (error instanceof BranchlineError) return { kind: 'unknown', why: error.said };
      throw error;
    }
  }

  async make(signal: AbortSignal): Promise<void> {
    try {
      await rewrite(this.path, () => this.newText(signal), signal);
    } catch (error) {
      if (error instanceof BranchlineError || signal.aborted) throw error;
      const values = { path: this.path, reason: reasonOf(error) };
      throw new BranchlineError('setup/notWritten', message('{path} could not be written: {reason}', values));
    }
  }

  private async newText(signal: AbortSignal): Promise<string | undefined> {
    const listing = await this.listing(signal);
    return listing.kind === 'toWrite' ? listing.text : undefined;
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
