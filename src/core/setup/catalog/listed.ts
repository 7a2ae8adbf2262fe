import { dirname, isAbsolute } from 'node:path';
import type { Catalog, Service } from '../../catalog/catalog';
import { parseCatalog } from '../../catalog/parse';
import { repositoryIdentity } from '../../support/repositoryIdentity';
import { addService } from '../../catalog/serviceList';
import { writeCatalog, type NewCatalog } from '../../catalog/write';
import { BranchlineError } from '../../support/errors';
import { inEnglish, message, type Message } from '../../support/message';
import type { WritablePlace } from '../observe/observe';

/** A service that is to be listed. */
export interface NewService {
  readonly name: string;
  readonly repository: string;
}

/** What the catalog is to the service: it lists it, another one bears its name, or it is to be written. */
export type Listing =
  | { readonly kind: 'listed'; readonly service: Service }
  | { readonly kind: 'other'; readonly how: Message }
  | { readonly kind: 'toWrite'; readonly text: string; readonly service: Service };

/** Where the catalog is: what it says of the service, and the one place in which that can be brought about. */
export interface CatalogPlace extends WritablePlace {
  /** @throws BranchlineError for a catalog that cannot be read, or is not valid */
  listing(signal: AbortSignal): Promise<Listing>;
}

/**
 * Looks for the service in the text of a catalog, and where it is not there gives the text in which it is.
 * @param path of the file, absolute
 * @throws BranchlineError where the text is no valid catalog, or cannot be added to
 */
export function listingIn(text: string, path: string, wanted: NewService): Listing {
  return listedIn(parsed(text, path), wanted) ?? written(addService(text, wanted), path, wanted);
}

/** What a catalog says already of the name and the repository of a service; nothing where it knows neither. */
export function listedIn(
  { services }: Pick<Catalog, 'services'>,
  wanted: NewService,
): Exclude<Listing, { kind: 'toWrite' }> | undefined {
  const sameName = services.find(({ name }) => name === wanted.name);
  const sameRepository = services.find(
    ({ repository }) => repositoryIdentity(repository) === repositoryIdentity(wanted.repository),
  );
  if (sameName && sameName === sameRepository) return { kind: 'listed', service: sameName };
  if (sameName) {
    const { name, repository } = sameName;
    return {
      kind: 'other',
      how: message('The catalog has {name} already, with the repository {repository}.', { name, repository }),
    };
  }
  if (!sameRepository) return undefined;
  const { name } = sameRepository;
  return { kind: 'other', how: message('The catalog has this repository already, as {name}.', { name }) };
}

/** The text of a catalog that is not there yet. */
export function newListing(
  path: string,
  wanted: NewService,
  environments: NewCatalog['environments'],
): Extract<Listing, { kind: 'toWrite' }> {
  if (!isAbsolute(path)) throw new RangeError('The path of a catalog is absolute.');
  const text = writeCatalog({ folder: dirname(path), environments, services: [wanted] });
  return written(text, path, wanted);
}

function written(text: string, path: string, { name }: NewService): Extract<Listing, { kind: 'toWrite' }> {
  const service = parsed(text, path).services.find((one) => one.name === name);
  if (!service) throw new RangeError('A service that was listed is not in the catalog.');
  return { kind: 'toWrite', text, service };
}

/** @throws BranchlineError with each place where it is not valid */
export function parsed(text: string, path: string): Catalog {
  const read = parseCatalog(text, { path, folder: dirname(path) });
  if (read.kind === 'ok') return read.catalog;
  const places = read.problems.map(({ line, column, said }) => `  ${path}:${line}:${column} ${inEnglish(said)}`);
  throw new BranchlineError(
    'setup/catalogInvalid',
    message('The catalog would not be valid:\n{places}', { places: places.join('\n') }),
  );
}
