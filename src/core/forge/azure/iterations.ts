import type { Sha } from '../../support/sha';
import type { Api } from '../http/api';
import type { RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzureIteration, AzureStatus } from './answers';
import { at } from './project';

/**
 * The pushes that a pull request had, oldest first. A status that names one is of what was pushed then, and "applies only to the
 * code that was evaluated and none of the future updates". Source: Azure DevOps docs, "Customize and extend pull request
 * workflows with pull request status"; REST API, "Pull Request Iterations - List".
 */
export async function iterationsOf(
  api: Api,
  repository: RepositoryRef,
  number: number,
  signal: AbortSignal,
): Promise<readonly AzureIteration[]> {
  const found = await api.get(answers.iterations, at(repository, `/pullRequests/${number}/iterations`), signal);
  return found.toSorted((one, other) => one.id - other.id);
}

/** The newest one, where it is of that commit: of an older push nothing that is said now counts. */
export function newestOf(iterations: readonly AzureIteration[], commit: Sha): AzureIteration | undefined {
  const newest = iterations.at(-1);
  return newest?.sourceRefCommit?.commitId === commit ? newest : undefined;
}

/**
 * Whether a status was posted for the newest push. One that names none is of the pull request as a whole: it is of that push where
 * it was said since.
 */
export function isOfNewest({ iterationId, creationDate }: AzureStatus, newest: AzureIteration): boolean {
  if (typeof iterationId === 'number') return iterationId === newest.id;
  return Date.parse(creationDate) >= Date.parse(newest.createdDate);
}
