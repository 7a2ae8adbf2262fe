import type { Catalog, ForgeDiscovery, Service } from './catalog';
import { namePattern } from './file';
import { serviceFrom } from './placeholders';
import { repositoryIdentity } from '../support/repositoryIdentity';

/** What a forge says of a repository, as far as it matters here. */
export interface FoundRepository {
  readonly owner: string;
  readonly name: string;
  readonly cloneUrl: string;
  readonly topics: readonly string[];
}

/** One entry of the catalog's `discoveries` with the repositories that its forge named. */
export interface Found {
  readonly discovery: ForgeDiscovery;
  readonly repositories: readonly FoundRepository[];
}

/**
 * The catalog with a service for each repository found, by name after those of the file. What the file names itself
 * stays as the file has it; of two repositories with one name the later is called `owner.name`.
 */
export function joinDiscoveries(catalog: Catalog, found: readonly Found[]): Catalog {
  const repositories = new Set(catalog.services.map(({ repository }) => repositoryIdentity(repository)));
  const names = new Set(catalog.services.map(({ name }) => name));
  const added: Service[] = [];
  for (const { repository, labels } of found.flatMap(matching)) {
    const identity = repositoryIdentity(repository.cloneUrl);
    if (repositories.has(identity)) continue;
    const name = [repository.name, `${repository.owner.replaceAll('/', '.')}.${repository.name}`].find(
      (candidate) => namePattern.test(candidate) && !names.has(candidate),
    );
    if (name === undefined) continue; // a name that could not be written in a catalog either, such as `.profile`
    repositories.add(identity);
    names.add(name);
    added.push({ ...serviceFrom(catalog.template, name, repository.cloneUrl), ...(labels && { labels }) });
  }
  added.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return { ...catalog, services: [...catalog.services, ...added] };
}

function matching({ discovery: { topic, labels }, repositories }: Found) {
  return repositories
    .filter(({ topics }) => topic === undefined || topics.includes(topic))
    .map((repository) => ({ repository, labels }));
}
