import type { ContentRules, Environment, Service } from '../catalog/catalog';
import type { ForgeClient } from '../forge/forgeClient';
import type { RepositoryRef } from '../forge/types';
import type { Repository } from '../git/repository';
import type { PlanMemory } from '../promotion/edge';
import type { Sha } from '../support/sha';

/** A service as it was read, for whoever looks for newer images of it. */
export interface UpdateSource {
  readonly service: Service;
  /** Where the images come in: `firstEnvironment`. */
  readonly environment: Environment;
  /** The rules that are in force. */
  readonly content: ContentRules;
  readonly repository: Repository;
  readonly memory: PlanMemory;
  /** Of the environments' branches, and of the one that updates are proposed on. */
  readonly heads: ReadonlyMap<string, Sha>;
  /** Nothing where it is on no forge. `basePath`: where its web pages lie below its host. */
  readonly forge:
    { readonly client: ForgeClient; readonly repository: RepositoryRef; readonly basePath?: string } | undefined;
  readonly defaultBranch: () => Promise<string | undefined>;
}

/** Whether the catalog says anything of newer images of it. */
export function hasPolicy({ updates = [] }: Pick<Service, 'updates'>): boolean {
  return updates.length > 0;
}

/** To which nothing is promoted: code comes in there. */
export function firstEnvironment({ environments, edges }: Service): Environment | undefined {
  return environments.find(({ name }) => !edges.some(({ to }) => to === name)) ?? environments[0];
}
