import type { Catalog, Service } from '../../core/catalog/catalog';
import { discoverServices, type Discovered } from '../../core/fleet/observe/discover';
import { ForgeConnections } from '../../core/forge/connect';
import { environmentForges } from '../../core/forge/forgeSettings';
import { ForgeFinder } from '../../core/forge/identify';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import type { CliContext } from '../context';
import { catalogOf } from './catalog';
import { catalogTokens } from './tokens';

/** The catalog and its file. @throws BranchlineError where there is none, or it cannot be read */
export async function namedCatalog(
  named: string | undefined,
  context: CliContext,
): Promise<{ readonly catalog: Catalog; readonly path: string }> {
  const catalog = await catalogOf(named, context);
  if (catalog?.origin.kind === 'file') return { catalog, path: catalog.origin.path };
  throw noCatalog();
}

export function noCatalog(): BranchlineError {
  return new BranchlineError(
    'cli/noCatalog',
    message('There is no branchline.yaml here or above; name one with --catalog.'),
  );
}

/** The services that the catalog lists, and those that its `discover` finds. */
export function allServices(catalog: Catalog, context: CliContext): Promise<Discovered> {
  const tokens = catalogTokens(catalog, context);
  const places = {
    finder: new ForgeFinder(environmentForges(context.environment)),
    connections: new ForgeConnections({ tokens }),
  };
  return discoverServices(catalog, places, context.signal);
}

/** A service that the catalog lists, or that its `discover` finds. */
export async function serviceNamed(name: string, catalog: Catalog, context: CliContext): Promise<Service> {
  const listed = catalog.services.find((service) => service.name === name);
  if (listed) return listed;
  const { catalog: whole, failures } = await allServices(catalog, context);
  const found = whole.services.find((service) => service.name === name);
  if (found) return found;
  const [failure] = failures;
  if (failure) throw new BranchlineError('cli/noService', failure.said);
  throw noService(name);
}

export function noService(service: string): BranchlineError {
  return new BranchlineError('cli/noService', message('The catalog has no service {service}.', { service }));
}
