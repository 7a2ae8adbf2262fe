import type { Service } from '../../catalog/catalog';
import type { PullRequest } from '../../forge/types';
import { recordedIn, returnedIn, rolledBackIn, updatedIn } from '../../promotion/record/recorded';
import type { Heads } from '../../git/remote';
import { isAbort } from '../../support/errors';
import type { AnswerAge } from './answerAge';
import { unknownBecause } from '../../support/unknownBecause';
import type { ForgeLocation, ServiceLocation } from '../../change/location';
import type { Observation } from '../../support/observation';
import { cellId, type EdgeId, type EdgeSnapshot, type PullRequestState } from '../state/snapshot';
import type { FleetDependencies } from '../dependencies';

interface EdgeBranches {
  readonly from: string;
  readonly to: string;
}

/** What is known before any pull request is read. */
export interface KnownRepository {
  readonly heads: Heads;
  /** How many are open, where the forge tells. */
  readonly count: number | undefined;
  /** What a relay told that changes when any of them does, and when it read so. */
  readonly told?: { readonly mark: string; readonly observed: Observation } | undefined;
}

/**
 * Open pull requests towards each edge's target, and what became of ours that are no longer open: asked for once, whatever
 * the number of edges, and not at all where the forge says that none is open. While no branch moves, nor their number does,
 * what was answered a while ago holds.
 */
export async function observePullRequests(
  deps: Pick<FleetDependencies, 'store' | 'clock' | 'log'>,
  service: Service,
  { forge }: ServiceLocation,
  { heads, count, told }: KnownRepository,
  answers: AnswerAge,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock, log } = deps;
  const edges = store.latestEdges(service.name);
  const tell = (id: EdgeId, pullRequests: PullRequestState) => store.updateEdge(id, { pullRequests });
  if (forge.kind === 'unknown') {
    for (const { id } of edges) tell(id, forge);
    return;
  }
  const subject = `pull requests of ${service.name}`;
  const counted = `number of ${subject}`;
  const moved = JSON.stringify([...heads, ...(told ? [told.mark] : [])]);
  const isSameNumber = count === undefined || answers.isAbout(counted, String(count));
  const isHeld = told ? answers.isAbout(subject, moved) : answers.holds(subject, moved);
  if (count !== 0 && isSameNumber && isHeld && edges.every(({ pullRequests }) => pullRequests.kind === 'known')) {
    if (told) confirm(edges, told.observed, tell);
    return;
  }
  const byUs = { at: clock.now(), source: forge.client.identity.host };
  const observed = count === 0 && told ? told.observed : byUs;
  try {
    const all = count === 0 ? [] : await forge.client.openPullRequests(forge.repository, undefined, signal);
    await Promise.all(
      edges.map(async ({ id, from, to, pullRequests: held }) => {
        const edge = { from: from.branch, to: to.branch };
        const open = all.filter((one) => isOfEdge(one, edge));
        const ended = await endedSince(forge, edge, held, open, signal);
        tell(id, { kind: 'known', open, ended, observed });
      }),
    );
    for (const { name, branch } of service.environments) {
      const isEntry = !service.edges.some(({ to }) => to === name);
      const openTowards = all.filter((one) => isTowards(one, branch, isEntry));
      const ways = edges
        .filter((edge) => edge.to.name === name)
        .map(({ from, to }) => ({ from: from.branch, to: to.branch }));
      const openFromOthers = all.filter(
        (one) => one.base.branch === branch && !openTowards.includes(one) && !ways.some((way) => isOfEdge(one, way)),
      );
      store.updateCell(cellId(service.name, name), { openTowards, openFromOthers });
    }
    answers.note(subject, moved);
    if (count !== undefined) answers.note(counted, String(count));
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    answers.noteFailure();
    for (const { id, pullRequests } of edges) {
      if (pullRequests.kind !== 'known') tell(id, unknownBecause(error, observed));
    }
    log.warn(`[fleet] ${subject}`, error);
  }
}

/** They are as they were: a relay has seen so since. */
function confirm(
  edges: readonly EdgeSnapshot[],
  observed: Observation,
  tell: (id: EdgeId, pullRequests: PullRequestState) => void,
): void {
  for (const { id, pullRequests } of edges) {
    if (pullRequests.kind === 'known' && pullRequests.observed.at < observed.at)
      tell(id, { ...pullRequests, observed });
  }
}

/**
 * Ours by the prefix of the head, a person's by the source branch as head, and rollbacks of the target. What comes back to
 * the target, and newer images of it, are on no edge.
 */
function isOfEdge(pullRequest: PullRequest, { from, to }: EdgeBranches): boolean {
  const { head, base } = pullRequest;
  if (base.branch !== to || returnedIn(pullRequest, to)) return false;
  return (
    head.branch === from || head.branch.startsWith(`promote/${from}-to-${to}/`) || head.branch.startsWith('rollback/')
  );
}

/** Ours that are on no edge: newer images, what comes back to a branch and, where no edge leads to it, its rollbacks. */
function isTowards(pullRequest: PullRequest, branch: string, isEntry: boolean): boolean {
  if (pullRequest.base.branch !== branch) return false;
  if (returnedIn(pullRequest, branch) ?? updatedIn(pullRequest, branch)) return true;
  return isEntry && rolledBackIn(pullRequest, branch) !== undefined;
}

/**
 * Ours that were open and are not any more: each is read once. What landed says so on the target; what was closed, or
 * turned towards another branch, is kept until a newer one of ours is open.
 */
async function endedSince(
  { client, repository }: ForgeLocation,
  edge: EdgeBranches,
  held: PullRequestState | undefined,
  open: readonly PullRequest[],
  signal: AbortSignal,
): Promise<readonly PullRequest[]> {
  if (held?.kind !== 'known' || open.some((one) => recordedIn(one, edge))) return [];
  const isOpen = new Set(open.map(({ number }) => number));
  const gone = held.open.filter((one) => !isOpen.has(one.number) && recordedIn(one, edge));
  const read = await Promise.all(gone.map(({ number }) => client.pullRequest(repository, number, signal)));
  return [...read.filter(({ state }) => state !== 'merged'), ...(held.ended ?? [])];
}
