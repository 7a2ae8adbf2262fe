import type { PlanMemory } from '../promotion/edge';
import { measureEnvironment, type MeasuredEnvironment, type MeasuredService } from './measure';
import type { OpenPast } from './openPast';
import type { Period } from './period';
import type { VerdictSource } from './verdictSource';

/**
 * Reads the deployments of one service.
 * @param wish the environments that are wanted; all where none is named
 * @throws GitError where history is missing
 */
export async function measureService(
  memory: PlanMemory,
  service: string,
  { histories, places, missing }: OpenPast,
  wish: Period & { readonly environment?: string | undefined },
  verdicts: VerdictSource,
): Promise<MeasuredService> {
  const wanted = (name: string) => wish.environment === undefined || wish.environment === name;
  const environments: MeasuredEnvironment[] = [];
  for (const place of places.filter(({ environment }) => wanted(environment))) {
    environments.push(await measureEnvironment(memory, histories, { service, place }, wish, verdicts.ask));
  }
  const unknown = { verdictFailure: verdicts.failure(), unasked: verdicts.unasked() };
  return { service, environments, missing: missing.filter(wanted), ...unknown };
}
