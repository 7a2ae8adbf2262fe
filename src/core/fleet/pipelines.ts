import pLimit from 'p-limit';
import type { Service } from '../catalog/catalog';
import type { Heads } from '../git/remote';
import { pipelineState } from '../pipeline/rollUp';
import { newer } from '../pipeline/newer';
import { isAbort } from '../support/errors';
import { message } from '../support/message';
import type { Unknown } from '../support/observation';
import type { Asked } from './asked';
import { unknownBecause } from './failure';
import type { ServicePlace } from './place';
import { cellId } from './snapshot';
import type { FleetWorld } from './world';

const parallel = 4;

const noHead: Unknown = {
  kind: 'unknown',
  reason: 'missing',
  said: message('There is no branch whose pipeline could be looked at.'),
};

/**
 * Asks for the checks of each branch's head, and says what they add up to. Where nothing is in flight, what was answered
 * a while ago holds.
 */
export async function observePipelines(
  world: FleetWorld,
  service: Service,
  { forge }: ServicePlace,
  heads: Heads,
  asked: Asked,
  signal: AbortSignal,
): Promise<void> {
  const limit = pLimit(parallel);
  await Promise.all(
    service.environments.map(({ name, branch }) =>
      limit(async () => {
        const id = cellId(service.name, name);
        const commit = heads.get(branch);
        if (commit === undefined) {
          world.store.updateCell(id, { pipeline: noHead });
          return;
        }
        if (forge.kind === 'unknown') {
          world.store.updateCell(id, { pipeline: forge });
          return;
        }
        const held = world.store.latestCell(id)?.pipeline;
        const previous = held?.kind === 'known' ? held : undefined;
        if (previous?.commit === commit && previous.inFlight === 'no' && asked.holds(id, commit)) return;
        try {
          const checks = await forge.client.checks(forge.repository, commit, signal);
          asked.note(id, commit);
          const observed = { at: world.clock.now(), source: forge.client.identity.host };
          const answer = pipelineState(commit, checks, observed, previous);
          world.store.updateCell(id, { pipeline: previous ? newer(previous, answer) : answer });
        } catch (error) {
          if (isAbort(error) || signal.aborted) throw error;
          const observed = { at: world.clock.now(), source: forge.client.identity.host };
          // A verdict of another commit says nothing of this one; of the same commit it only grows old.
          if (previous?.commit !== commit) world.store.updateCell(id, { pipeline: unknownBecause(error, observed) });
          world.log.warn(`[fleet] pipeline of ${id}`, error);
        }
      }),
    ),
  );
}
