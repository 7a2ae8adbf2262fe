import type { BaselinePin, Service, ServiceTemplate } from '../core/catalog/catalog';
import { defaultContent } from '../core/catalog/content';
import { mergeOwnFile } from '../core/catalog/parse';
import { repositoryIdentity } from '../core/catalog/repository';
import type { Repository } from '../core/git/repository';
import { inEnglish } from '../core/support/message';
import type { Sha } from '../core/support/sha';
import { catalogOf } from './catalog';
import type { CliContext } from './context';

/** What the catalog says of a repository: of its service, or of every service where it is not listed. */
export interface KnownService extends ServiceTemplate {
  readonly name?: string;
  readonly pins?: readonly BaselinePin[];
}

const nothingKnown: KnownService = { environments: [], edges: [], content: defaultContent };

/**
 * The catalog's word on a repository: from `--catalog`, else from a `branchline.yaml` in the working folder or above.
 * @param addresses all names of the repository: as it was given, as a path, and its `origin`
 * @throws BranchlineError for a catalog that cannot be read
 */
export async function serviceFor(
  addresses: readonly (string | undefined)[],
  catalog: string | undefined,
  context: CliContext,
): Promise<KnownService> {
  const found = await catalogOf(catalog, context);
  if (!found) return nothingKnown;
  const identities = new Set(
    addresses.flatMap((address) => (address === undefined ? [] : [repositoryIdentity(address)])),
  );
  const service = found.services.find(({ repository }) => identities.has(repositoryIdentity(repository)));
  return service ?? found.template;
}

/**
 * What is known of a service, with what the repository's own `.branchline.yaml` on its default branch says.
 * @param head of the default branch, where it is known
 */
export async function withOwnFile(
  known: KnownService,
  repository: Repository,
  head: Sha | undefined,
  context: CliContext,
): Promise<KnownService> {
  if (head === undefined) return known;
  const entry = await repository.entryAt((await repository.commit(head)).tree, '.branchline.yaml');
  if (!entry) return known;
  const service: Service = { ...known, name: known.name ?? '', repository: repository.where };
  const text = (await repository.blob(entry.sha)).toString('utf8');
  const merged = mergeOwnFile(service, text);
  if (merged.kind === 'ok') {
    const { content, pullRequests } = merged.service;
    return { ...known, content, ...(pullRequests ? { pullRequests } : {}) };
  }
  const [problem] = merged.problems;
  const told = problem ? `${problem.line}: ${inEnglish(problem.said)}` : '';
  context.warn(`.branchline.yaml is not valid and was left out: ${told}`);
  return known;
}
