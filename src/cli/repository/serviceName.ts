import type { OpenRepository } from './openRepository';

/** The service's name in the catalog, else that of its repository. */
export function serviceName({ service, remote }: OpenRepository): string {
  return service.name ?? /([^/\\:]+?)(?:\.git)?[/\\]*$/.exec(remote.where)?.[1] ?? remote.where;
}
