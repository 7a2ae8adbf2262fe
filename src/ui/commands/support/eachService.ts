import type { App } from '../../app';
import { lookAtEach, type LookedAt } from '../../lookAtEach';

/** Looks at services, those named or all of the catalog. One that fails holds up no other, and says why. */
export async function eachService<T extends object>(
  app: App,
  named: readonly string[],
  look: (service: string) => Promise<T>,
  signal: AbortSignal,
): Promise<readonly LookedAt<T>[]> {
  const all = (app.fleet.snapshot.catalog?.services ?? []).map(({ name }) => name);
  return lookAtEach(app, named.length > 0 ? named : all, look, signal);
}
