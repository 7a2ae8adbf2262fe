import type { Service } from '../catalog/catalog';
import type { PullRequest } from '../forge/types';
import { recordedIn } from '../promotion/proposal/recorded';
import type { Heads } from '../git/remote';
import { isAbort } from '../support/errors';
import type { Asked } from './asked';
import { unknownBecause } from './failure';
import type { ForgePlace, ServicePlace } from './place';
import { edgeId, type PullRequestState } from './snapshot';
import type { FleetWorld } from './world';

interface EdgeBranches {
  readonly from: string;
  readonly to: string;
}

/**
 * Open pull requests towards each edge's target, and what became of ours that are no longer open. While no branch moves,
 * what was answered a while ago holds.
 */
export async function observePullRequests(
  world: FleetWorld,
  service: Service,
  { forge }: ServicePlace,
  heads: Heads,
  asked: Asked,
  signal: AbortSignal,
): Promise<void> {
  const moved = JSON.stringify([...heads]);
  const branchOf = new Map(service.environments.map(({ name, branch }) => [name, branch]));
  await Promise.all(
    service.edges.map(async ({ from, to }) => {
      const id = edgeId(service.name, from, to);
      if (forge.kind === 'unknown') {
        world.store.updateEdge(id, { pullRequests: forge });
        return;
      }
      const edge = { from: branchOf.get(from) ?? from, to: branchOf.get(to) ?? to };
      const held = world.store.latestEdge(id)?.pullRequests;
      if (held?.kind === 'known' && asked.holds(id, moved)) return;
      const observed = { at: world.clock.now(), source: forge.client.identity.host };
      try {
        const all = await forge.client.openPullRequests(forge.repository, edge.to, signal);
        const open = all.filter((one) => isOfEdge(one, edge));
        const ended = await endedSince(forge, edge, held, open, signal);
        asked.note(id, moved);
        world.store.updateEdge(id, { pullRequests: { kind: 'known', open, ended, observed } });
      } catch (error) {
        if (isAbort(error) || signal.aborted) throw error;
        if (held?.kind !== 'known') world.store.updateEdge(id, { pullRequests: unknownBecause(error, observed) });
        world.log.warn(`[fleet] pull requests of ${id}`, error);
      }
    }),
  );
}

/** Ours by the prefix of the head, a person's by the source branch as head, and rollbacks of the target. */
function isOfEdge({ head }: PullRequest, { from, to }: EdgeBranches): boolean {
  return (
    head.branch === from || head.branch.startsWith(`promote/${from}-to-${to}/`) || head.branch.startsWith('rollback/')
  );
}

/**
 * Ours that were open and are not any more: each is read once. What landed says so on the target; what was closed, or
 * turned towards another branch, is kept until a newer one of ours is open.
 */
async function endedSince(
  { client, repository }: ForgePlace,
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
