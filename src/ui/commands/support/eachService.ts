import pLimit from 'p-limit';
import { isAbort } from '../../../core/support/errors';
import type { Message } from '../../../core/support/message';
import { unknownBecause } from '../../../core/support/unknownBecause';
import type { App } from '../../app';

/** Reading histories is work for the processor: more at once make none of them faster. */
const servicesAtOnce = 4;

/** What came of one service: what was found, or why it could not be looked at. */
export type LookedAt<T> = { readonly service: string } & (T | Failed);

export interface Failed {
  readonly failed: Message;
}

export function hasFailed(one: object): one is { readonly service: string } & Failed {
  return 'failed' in one;
}

/** Looks at services, those named or all of the catalog. One that fails holds up no other, and says why. */
export async function eachService<T extends object>(
  app: App,
  named: readonly string[],
  look: (service: string) => Promise<T>,
  signal: AbortSignal,
): Promise<readonly LookedAt<T>[]> {
  const all = (app.fleet.snapshot.catalog?.services ?? []).map(({ name }) => name);
  const limit = pLimit(servicesAtOnce);
  const lookAt = async (service: string): Promise<LookedAt<T>> => {
    signal.throwIfAborted();
    try {
      return { ...(await look(service)), service };
    } catch (error) {
      signal.throwIfAborted();
      if (isAbort(error)) throw error;
      app.log.warn(`${service} could not be looked at`, error);
      return { service, failed: unknownBecause(error, { at: app.clock.now(), source: service }).said };
    }
  };
  return Promise.all((named.length > 0 ? named : all).map((name) => limit(() => lookAt(name))));
}
