import { createHash } from 'node:crypto';
import { parseAddress } from '../../../core/git/address';
import type { Service } from '../../../core/catalog/catalog';
import type { Sha } from '../../../core/support/sha';
import type { CarSeen } from '../../../core/train/seen';
import { stepsFor, withForge, type TrainPlace } from './place';

/**
 * Looks at a service, unless all that the last look went by is as it was: heads, pull requests, and the checks of what
 * landed. Only what is settled is kept: a pull request that is open, closed or not there, or that landed and passed. The forge
 * is asked about the same as in a look, and no git is opened, no cluster asked.
 */
export async function unlessKept(
  place: TrainPlace,
  service: Service,
  way: readonly string[],
  look: () => Promise<readonly CarSeen[]>,
): Promise<readonly CarSeen[]> {
  const { kept, context } = place;
  if (!kept || parseAddress(service.repository, context.folder).kind === 'path') return look();
  const before = kept.get(service.name);
  // Asked before the look: what changes during it is told by the next one.
  const key = await factsOf(place, service, way);
  if (before?.key === key && before.checks === (await checksOf(place, service, before.seen))) return before.seen;
  kept.delete(service.name);
  const seen = await look();
  if (seen.every(isSettled)) kept.set(service.name, { key, seen, checks: await checksOf(place, service, seen) });
  return seen;
}

function isSettled(seen: CarSeen): boolean {
  if (seen.kind === 'unknown') return false;
  return seen.kind !== 'landed' || seen.verdict.kind === 'passed';
}

async function factsOf(place: TrainPlace, service: Service, way: readonly string[]): Promise<string> {
  const { signal } = place.context;
  const steps = stepsFor(service, way);
  const branches = service.environments.map(({ branch }) => branch);
  return withForge(place, service, async ({ client, on }) => {
    const facts = await Promise.all([
      client.heads(on, branches, signal),
      ...steps.flatMap(({ edge: { to } }) => [
        client.openPullRequests(on, to, signal),
        client.mergedPullRequests(on, to, signal),
        client.closedPullRequests(on, to, signal),
      ]),
    ]);
    return digest(facts);
  });
}

async function checksOf(place: TrainPlace, service: Service, seen: readonly CarSeen[]): Promise<string> {
  const landed = seen.flatMap((one): readonly Sha[] =>
    one.kind === 'landed' && one.deployment !== undefined ? [one.deployment] : [],
  );
  if (landed.length === 0) return '';
  return withForge(place, service, async ({ client, on }) =>
    digest(await Promise.all(landed.map((commit) => client.checks(on, commit, place.context.signal)))),
  );
}

function digest(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
