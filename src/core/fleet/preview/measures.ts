import type { MeasuredService } from '../../measures/measure';
import { measureService } from '../../measures/measureService';
import { openPast } from '../../measures/openPast';
import type { Period } from '../../measures/period';
import { verdictSource } from '../../measures/verdictSource';
import type { Clock } from '../../support/clock';
import type { ServiceObserver } from '../observe/serviceObserver';

/**
 * The deployments of a service, by what was last fetched of it; its forge is asked how they went.
 * @throws RulesError where its rules cannot be read; GitError
 */
export async function measures(
  observer: ServiceObserver,
  period: Period,
  clock: Clock,
  signal: AbortSignal,
): Promise<MeasuredService> {
  const { service, plans } = observer;
  const state = await observer.heldState(signal);
  const memory = plans.memoryOf(state);
  const { forge } = state.location;
  const verdicts = await verdictSource(
    () => Promise.resolve(forge.kind === 'known' ? forge : undefined),
    clock,
    signal,
  );
  const past = await openPast(memory, service, state.heads, verdicts, signal);
  return measureService(memory, service.name, past, period, verdicts);
}
