import { dirname } from 'node:path';
import pLimit from 'p-limit';
import { pipelineAccount, repositoryName } from '../../fleet/accounts';
import { writeBare } from '../../fleet/bare';
import type { GrownRepository } from '../../fleet/history/history';
import type { Gitea } from '../gitea';
import { environments, type ScaleService } from './truth';

const parallel = 6;

/**
 * Hands repositories to a Gitea in bulk: each is written where the server keeps it and then adopted. Pushing them would
 * take several times as long.
 */
export async function seedInBulk(gitea: Gitea, grown: readonly GrownRepository[]): Promise<void> {
  const limit = pLimit(parallel);
  await Promise.all(
    grown.map((repository) =>
      limit(async () => {
        const name = repositoryName(repository.service);
        await writeBare([repository], dirname(gitea.repositoryPath(name)));
        await gitea.adopt(name);
      }),
    ),
  );
}

/** What the pipeline said of the head of each branch. */
export async function seedPipelines(
  gitea: Gitea,
  services: readonly ScaleService[],
  grown: readonly GrownRepository[],
): Promise<void> {
  const headsOf = new Map(grown.map(({ service, heads }) => [service, heads]));
  const limit = pLimit(parallel);
  await Promise.all(
    services.flatMap(({ name, cells }) =>
      cells.map(({ environment, pipeline }) =>
        limit(async () => {
          const commit = headsOf.get(name)?.get(environment) ?? '';
          const status = { as: pipelineAccount, context: `deploy/${environment}`, state: pipeline };
          await gitea.postStatus(repositoryName(name), commit, status);
        }),
      ),
    ),
  );
}

/** The text of the catalog of the fixture. */
export function scaleCatalog(services: readonly ScaleService[], forge: string): string {
  return [
    'version: 1',
    'environments:',
    ...environments.map(
      (name) =>
        `  - { name: ${name}, branch: ${name}, cluster: { context: lab, namespace: "{service}-${name}" }${name === 'prod' ? ', protected: true' : ''} }`,
    ),
    'content:',
    '  environmentOwned:',
    '    keys: [spec.replicas, metadata.namespace]',
    'services:',
    ...services.map(({ name }) => `  - { name: ${name}, repository: "${forge}/${repositoryName(name)}.git" }`),
    '',
  ].join('\n');
}
