import type { Service } from '../catalog/catalog';
import { mergeOwnFile } from '../catalog/parse';
import type { Mirrored } from '../git/mirror';
import type { Log } from '../support/log';
import { inEnglish } from '../support/message';

const file = '.branchline.yaml';

/** What a repository says about itself. */
export type OwnRules = Pick<Service, 'content' | 'pullRequests'>;

/**
 * What the catalog says of a service, with what its repository's own `.branchline.yaml` on the default branch says. A file
 * that is not valid is left out, with a line in the log. Source: design §4.
 */
export async function withOwnFile(
  service: Service,
  { repository, heads }: Mirrored,
  defaultBranch: string | undefined,
  log: Log,
): Promise<OwnRules> {
  const branch = [defaultBranch, service.environments[0]?.branch].find((name) => name !== undefined && heads.has(name));
  const head = branch === undefined ? undefined : heads.get(branch);
  if (head === undefined) return service;
  const entry = await repository.entryAt((await repository.commit(head)).tree, file);
  if (!entry) return service;
  const merged = mergeOwnFile(service, (await repository.blob(entry.sha)).toString('utf8'));
  if (merged.kind === 'ok') return merged.service;
  const [problem] = merged.problems;
  log.warn(
    `[fleet] ${file} of ${service.name} is left out: ${problem ? `${problem.line}: ${inEnglish(problem.said)}` : ''}`,
  );
  return service;
}
