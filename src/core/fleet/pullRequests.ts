import type { Service } from '../catalog/catalog';
import type { PullRequest } from '../forge/types';
import { isAbort } from '../support/errors';
import { unknownBecause } from './failure';
import type { ServicePlace } from './place';
import { edgeId } from './snapshot';
import type { FleetWorld } from './world';

/** Open pull requests towards each edge's target. */
export async function observePullRequests(
  world: FleetWorld,
  service: Service,
  { forge }: ServicePlace,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    service.edges.map(async ({ from, to }) => {
      const id = edgeId(service.name, from, to);
      if (forge.kind === 'unknown') {
        world.store.updateEdge(id, { pullRequests: forge });
        return;
      }
      const source = service.environments.find(({ name }) => name === from);
      const target = service.environments.find(({ name }) => name === to);
      if (!source || !target) return;
      const observed = { at: world.clock.now(), source: forge.client.identity.host };
      try {
        const open = await forge.client.openPullRequests(forge.repository, target.branch, signal);
        world.store.updateEdge(id, {
          pullRequests: { kind: 'known', open: open.filter((one) => isOfEdge(one, source.branch, from, to)), observed },
        });
      } catch (error) {
        if (isAbort(error) || signal.aborted) throw error;
        const known = world.store.latestEdges(service.name).find((edge) => edge.id === id)?.pullRequests;
        if (known?.kind !== 'known') world.store.updateEdge(id, { pullRequests: unknownBecause(error, observed) });
        world.log.warn(`[fleet] pull requests of ${id}`, error);
      }
    }),
  );
}

/** Ours by the prefix of the head, a person's by the source branch as head, and rollbacks of the target. */
function isOfEdge({ head }: PullRequest, sourceBranch: string, from: string, to: string): boolean {
  return (
    head.branch === sourceBranch ||
    head.branch.startsWith(`promote/${from}-to-${to}/`) ||
    head.branch.startsWith(`promote/${sourceBranch}-to-`) ||
    head.branch.startsWith('rollback/')
  );
}
