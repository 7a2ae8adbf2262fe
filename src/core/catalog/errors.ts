import { BranchlineError } from '../support/errors';
import { message } from '../support/message';

/** The catalog could not be read at all. What is wrong inside it is a `Problem`. */
export class CatalogError extends BranchlineError {
  static unreadable(path: string, cause: unknown): CatalogError {
    return new CatalogError('catalog/unreadable', message('{path} could not be read.', { path }), { cause });
  }

  static tooLarge(path: string, limitBytes: number): CatalogError {
    return new CatalogError(
      'catalog/tooLarge',
      message('{path} is larger than {limit} kB, which no catalog is.', { path, limit: Math.round(limitBytes / 1000) }),
    );
  }
}
