import type { BaselinePin, ContentRules, Service, ServiceTemplate } from '../core/catalog/catalog';
import { defaultContent } from '../core/catalog/content';
import { mergeContent } from '../core/catalog/parse';
import { repositoryIdentity } from '../core/catalog/repository';
import type { Repository } from '../core/git/repository';
import { reasonOf } from '../core/support/errors';
import { inEnglish } from '../core/support/message';
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

/** The content rules, with what the repository's own `.branchline.yaml` on its default branch says. */
export async function contentOf(
  known: KnownService,
  repository: Repository,
  context: CliContext,
): Promise<ContentRules> {
  const head = (await repository.resolve('refs/remotes/origin/HEAD')) ?? (await repository.resolve('HEAD'));
  if (head === undefined) return known.content;
  const entry = await repository.entryAt((await repository.commit(head)).tree, '.branchline.yaml');
  if (!entry) return known.content;
  const service: Service = { ...known, name: known.name ?? '', repository: repository.where };
  const text = (await repository.blob(entry.sha)).toString('utf8');
  const merged = mergeContent(service, text);
  if (merged.kind === 'ok') return merged.service.content;
  const [problem] = merged.problems;
  context.warn(`.branchline.yaml is not valid and was left out: ${problem ? inEnglish(problem.said) : reasonOf(text)}`);
  return known.content;
}
