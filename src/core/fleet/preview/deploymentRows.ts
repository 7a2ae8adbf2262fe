import type { RepositoryState } from '../observe/repositoryState';
import { deploymentHistory, type DeploymentOrigin } from '../../promotion/history/history';
import { short, type Sha } from '../../support/sha';
import type { DeploymentRow } from '../fleet';
import type { ServiceObserver } from '../observe/serviceObserver';
import type { Cell } from '../state/snapshot';

/** The deployments of a branch, newest first, read as far as somebody looks. */
export async function* deploymentRows(
  observer: ServiceObserver,
  { environment }: Cell,
  state: RepositoryState,
  signal: AbortSignal,
): AsyncIterable<DeploymentRow> {
  const { repository, heads } = state;
  const head = heads.get(environment.branch);
  if (head === undefined) return;
  const upstream = observer.plans.upstreamOf(environment.name, state);
  const request = { branch: environment.branch, head, upstream };
  for await (const { commit, origin, changes, missing } of deploymentHistory(
    observer.plans.memoryOf(state),
    request,
    signal,
  )) {
    yield { commit: await repository.commit(commit), origin: origin.kind, detail: detailOf(origin, missing), changes };
  }
}

function detailOf(origin: DeploymentOrigin, missing: readonly Sha[]): string {
  const lost = missing.length === 0 ? '' : ` (not there: ${missing.map(short).join(', ')})`;
  return `${originOf(origin)}${lost}`;
}

function originOf(origin: DeploymentOrigin): string {
  switch (origin.kind) {
    case 'promotion':
      return `promoted from ${origin.from.branch} at ${short(origin.from.commit)}${origin.partial ? ', in part' : ''}`;
    case 'rollback':
      return origin.restored === undefined
        ? `rollback: undone ${origin.undone.map(short).join(', ')}`
        : `rollback to ${short(origin.restored)}`;
    case 'hotfix':
      return 'hotfix: changed directly on this branch';
    case 'direct':
      return 'direct commit';
  }
}
