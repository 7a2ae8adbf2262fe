import type { Catalog } from '../core/catalog/catalog';
import { limitByHost } from '../core/git/hostTurns';
import type { Clock } from '../core/support/clock';
import { isAbort } from '../core/support/errors';
import type { Log } from '../core/support/log';
import type { Message } from '../core/support/message';
import { unknownBecause } from '../core/support/unknownBecause';

/** Of one host. Reading histories is work for the processor: more at once make none of them faster. */
const servicesAtOnce = 4;

export interface LookNeeds {
  readonly log: Log;
  readonly clock: Clock;
  readonly fleet: { readonly snapshot: { readonly catalog?: Catalog | undefined } };
}

/** What came of one service: what was found, or why it could not be looked at. */
export type LookedAt<T> = { readonly service: string } & (T | Failed);

export interface Failed {
  readonly failed: Message;
}

export function hasFailed(one: object): one is { readonly service: string } & Failed {
  return 'failed' in one;
}

/** Looks at services; one that fails, or whose host is silent, holds up no other's, and says why. @param told hears how many are done, and what was found of the last */
export async function lookAtEach<T extends object>(
  { log, clock, fleet }: LookNeeds,
  services: readonly string[],
  look: (service: string) => Promise<T>,
  signal: AbortSignal,
  told: (done: number, one: LookedAt<T>) => void = () => undefined,
): Promise<readonly LookedAt<T>[]> {
  const limit = limitByHost(servicesAtOnce);
  const repositories = new Map(fleet.snapshot.catalog?.services.map(({ name, repository }) => [name, repository]));
  let done = 0;
  const found = async (service: string): Promise<LookedAt<T>> => {
    signal.throwIfAborted();
    try {
      return { ...(await look(service)), service };
    } catch (error) {
      signal.throwIfAborted();
      if (isAbort(error)) throw error;
      log.warn(`${service} could not be looked at`, error);
      return { service, failed: unknownBecause(error, { at: clock.now(), source: service }).said };
    }
  };
  const lookAt = async (service: string): Promise<LookedAt<T>> => {
    const one = await found(service);
    done += 1;
    told(done, one);
    return one;
  };
  return Promise.all(services.map((service) => limit(repositories.get(service) ?? '', signal, () => lookAt(service))));
}
