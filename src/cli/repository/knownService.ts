import type { BaselinePin, Service, ServiceTemplate } from '../../core/catalog/catalog';
import { defaultContent } from '../../core/catalog/content';
import { RulesError } from '../../core/catalog/errors';
import { repositoryIdentity } from '../../core/support/repositoryIdentity';
import { ownRules, type RulesBranch } from '../../core/fleet/observe/ownFile';
import type { Repository } from '../../core/git/repository';
import { catalogOf } from './catalog';
import type { CliContext } from '../context';

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

/** What is known of a service, with what its repository says of itself: or why that cannot be read. */
export type JudgedBy =
  | { readonly kind: 'rules'; readonly service: KnownService }
  | { readonly kind: 'unreadable'; readonly service: KnownService; readonly error: RulesError };

/** Reads the repository's own `.branchline.yaml`. @param branches that tell its rules: the default branch, where it is known */
export async function withOwnFile(
  known: KnownService,
  repository: Repository,
  branches: readonly RulesBranch[],
): Promise<JudgedBy> {
  const service: Service = { ...known, name: known.name ?? '', repository: repository.where };
  try {
    const { content, pullRequests } = await ownRules(service, repository, branches);
    return { kind: 'rules', service: { ...known, content, ...(pullRequests ? { pullRequests } : {}) } };
  } catch (error) {
    if (error instanceof RulesError) return { kind: 'unreadable', service: known, error };
    throw error;
  }
}
