import { partsOf } from '../../../core/fleet/state/byService';
import type { Cell, EdgeSnapshot, FleetSnapshot } from '../../../core/fleet/state/snapshot';
import type { PullRequest } from '../../../core/forge/types';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { openOn } from '../../words/openPullRequests';
import type { Targets } from '../support/targets';

/** A pull request, and where it is. */
export interface FoundPullRequest {
  readonly service: string;
  /** "dev → test", or "dev" where it is on no way. */
  readonly where: string;
  readonly pullRequest: PullRequest;
}

/**
 * The pull requests that a call is about: that which it names, whatever became of it, and no other in its place; or else
 * those that are open there.
 *
 * @throws BranchlineError where there is none
 */
export function pullRequestsMeant(
  snapshot: FleetSnapshot,
  { cells, edges }: Pick<Targets, 'cells' | 'edges'>,
  number: number | undefined,
): readonly FoundPullRequest[] {
  const onEdges = edges.flatMap((id) => snapshot.edges.get(id) ?? []);
  const atCells = cells.flatMap((id) => snapshot.cells.get(id) ?? []);
  if (number !== undefined) {
    const services = new Set([...onEdges, ...atCells].map(({ service }) => service.name));
    const parts = [...services].map((service) => partsOf(snapshot, service));
    const known = parts.flatMap((one) => [...one.edges.flatMap(knownOn), ...one.cells.flatMap(knownAt)]);
    const named = known.find(({ pullRequest }) => pullRequest.number === number);
    if (named) return [named];
    throw new BranchlineError(
      'pullRequest/unknown',
      message('Pull request #{number} is not known here any more.', { number }),
      { nothingToDo: true, remedy: { title: message('Refresh'), command: 'branchline.refresh' } },
    );
  }
  const isAnywhere = edges.length + cells.length === 0;
  const from = [...snapshot.edges.values()].filter(
    ({ id, service, from: { name } }) => isAnywhere || edges.includes(id) || cells.includes(`${service.name}/${name}`),
  );
  const open = [...from.flatMap(openOnEdge), ...(isAnywhere ? [...snapshot.cells.values()] : atCells).flatMap(openAt)];
  if (open.length > 0) return open;
  throw new BranchlineError('pullRequest/none', message('No pull request is open here.'), { nothingToDo: true });
}

function openOnEdge(edge: EdgeSnapshot): readonly FoundPullRequest[] {
  const { service, from, to } = edge;
  const where = `${from.name} → ${to.name}`;
  return openOn(edge).map((pullRequest) => ({ service: service.name, where, pullRequest }));
}

/** Those towards a branch that are on no way to it. */
function openAt({ service, environment, openTowards = [], openFromOthers = [] }: Cell): readonly FoundPullRequest[] {
  const where = environment.name;
  return [...openTowards, ...openFromOthers].map((pullRequest) => ({ service: service.name, where, pullRequest }));
}

/** Also those that ended. */
function knownOn(edge: EdgeSnapshot): readonly FoundPullRequest[] {
  const { service, from, to, proposals } = edge;
  const where = `${from.name} → ${to.name}`;
  const told = proposals.map(({ pullRequest }) => ({ service: service.name, where, pullRequest }));
  return [...openOnEdge(edge), ...told];
}

function knownAt(cell: Cell): readonly FoundPullRequest[] {
  const { service, environment, proposals = [] } = cell;
  const told = proposals.map(({ pullRequest }) => ({ service: service.name, where: environment.name, pullRequest }));
  return [...openAt(cell), ...told];
}
