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

  static none(): CatalogError {
    return new CatalogError('catalog/none', message('There is no branchline.yaml.'));
  }

  static notListed(service: string): CatalogError {
    return new CatalogError(
      'catalog/notListed',
      message('The catalog does not list {service} under "services", so nothing can be said of it there. Add it.', {
        service,
      }),
    );
  }

  static notEditable(service: string): CatalogError {
    return new CatalogError(
      'catalog/notEditable',
      message('The entry of {service} in the catalog is written in a way that cannot be edited safely.', { service }),
    );
  }
}
