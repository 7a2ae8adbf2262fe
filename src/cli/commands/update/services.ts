import type { Service } from '../../../core/catalog/catalog';
import { hostsOf } from '../../../core/fleet/hosts';
import { isSameImage, readImageName } from '../../../core/registry/imageName';
import type { ImageReference } from '../../../core/registry/types';
import { BranchlineError } from '../../../core/support/errors';
import { UpdateError } from '../../../core/update/errors';
import { hasPolicy } from '../../../core/update/source';
import { inEnglish, message } from '../../../core/support/message';
import type { CliContext } from '../../context';
import { allServices, namedCatalog, noService } from '../../repository/services';
import type { UpdateCall } from './call';

/** What is looked at, and what could not be found out about that. */
export interface UpdateServices {
  readonly services: readonly Service[];
  readonly failures: readonly string[];
  /** All forges that the catalog leads to. */
  readonly hosts: readonly string[];
}

/** @throws BranchlineError where there is no catalog, no such service, or nobody has a policy for what was named */
export async function updateServices(
  call: UpdateCall,
  named: ImageReference | undefined,
  context: CliContext,
): Promise<UpdateServices> {
  const { catalog } = await namedCatalog(call.catalog, context);
  // A service that the file names itself needs no forge to be found.
  const isListed = catalog.services.some(({ name }) => name === call.service);
  const found = isListed ? { catalog, failures: [] } : await allServices(catalog, context);
  const { services: all } = found.catalog;
  const failures = found.failures.map(({ subject, said }) => `${subject}: ${inEnglish(said)}`);
  const services = all.filter(({ name }) => call.service === undefined || name === call.service).filter(hasPolicy);
  if (call.service !== undefined && !all.some(({ name }) => name === call.service) && failures.length === 0) {
    throw noService(call.service);
  }
  const withImage = named ? services.filter((service) => hasPolicyFor(service, named)) : services;
  if (withImage.length === 0 && failures.length === 0) throw nothingToLookAt(call, named);
  return { services: withImage, failures, hosts: hostsOf({ ...catalog, services: all }) };
}

function hasPolicyFor({ updates = [] }: Service, named: ImageReference): boolean {
  return updates.some(({ image }) => {
    try {
      return isSameImage(readImageName(image), named);
    } catch {
      return false; // told where that policy is read
    }
  });
}

function nothingToLookAt({ service }: UpdateCall, named: ImageReference | undefined): BranchlineError {
  if (named) {
    return new BranchlineError(
      'cli/noPolicy',
      message('No service has a policy for {image}: name it under "update:" of the catalog.', { image: named.name }),
    );
  }
  return new BranchlineError('cli/noPolicy', UpdateError.noPolicy(service).said);
}
