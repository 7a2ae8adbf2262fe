import { environmentForges } from '../../../core/forge/forgeSettings';
import type { Catalog } from '../../../core/catalog/catalog';
import { createFleet } from '../../../core/fleet/createFleet';
import type { FleetSnapshot } from '../../../core/fleet/state/snapshot';
import { deadline, delay } from '../../../core/support/deadline';
import { BranchlineError } from '../../../core/support/errors';
import { redactingLog } from '../../../core/support/log';
import { message } from '../../../core/support/message';
import { makeOwnFolder, removeOwnFolder } from '../../../core/support/ownFolder';
import { catalogOf } from '../../repository/catalog';
import { clustersOf } from '../../repository/clusters';
import { noCatalog, noService } from '../../repository/services';
import type { CliContext } from '../../context';
import { catalogTokens } from '../../repository/tokens';

const lookAgainMs = 100;

/** One look at the fleet, or at one service. Nothing stays behind: watches end, and mirrors go with their temporary folder. */
export async function lookOnce(
  options: { readonly catalog?: string; readonly timeout: string; readonly service?: string },
  context: CliContext,
): Promise<FleetSnapshot> {
  const timeoutMs = secondsIn(options.timeout) * 1_000;
  const catalog = only(await catalogOf(options.catalog, context), options.service);
  const storage = await makeOwnFolder('status');
  const clusters = clustersOf(context);
  const log = redactingLog((level, line) => {
    if (level === 'error') context.warn(line);
  });
  const tokens = catalogTokens(catalog, context);
  const fleet = createFleet({
    storage,
    memory: storage,
    tokens,
    forges: environmentForges(context.environment),
    clusters,
    online: true,
    log,
  });
  const signal = deadline(context.signal, timeoutMs);
  try {
    await fleet.useCatalog(catalog, [], signal);
    await fleet.refresh('start', signal).catch(unlessTimeout(context));
    await clustersAnswered(() => fleet.snapshot, signal).catch(unlessTimeout(context));
    return fleet.snapshot;
  } finally {
    fleet.dispose();
    await removeOwnFolder(storage);
  }
}

/** What was found out in time is told; what was not says so itself. */
function unlessTimeout({ signal }: CliContext): (error: unknown) => void {
  return (error) => {
    if (signal.aborted) throw error;
  };
}

/** The first lists of a cluster come after the look: waits for every cell to have an answer, good or bad. */
async function clustersAnswered(snapshot: () => FleetSnapshot, signal: AbortSignal): Promise<void> {
  const isOpen = () =>
    [...snapshot().cells.values()].some(
      ({ head, drift, owner }) =>
        head.kind === 'known' && (isPending(drift) || (owner !== undefined && isPending(owner))),
    );
  do await delay(lookAgainMs, signal);
  while (isOpen());
}

function isPending(fact: { readonly kind: string; readonly reason?: unknown }): boolean {
  return fact.kind === 'unknown' && fact.reason === 'pending';
}

function only(catalog: Catalog | undefined, service: string | undefined): Catalog {
  if (!catalog) throw noCatalog();
  if (service === undefined) return catalog;
  const services = catalog.services.filter(({ name }) => name === service);
  if (services.length > 0) return { ...catalog, services, discoveries: [] };
  throw noService(service);
}

function secondsIn(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new BranchlineError('cli/badTimeout', message('{text} is no number of seconds.', { text }));
}
