import type { Service } from '../../../core/catalog/catalog';
import { measureEnvironment, type MeasuredEnvironment } from '../../../core/measures/measure';
import type { CliContext } from '../../context';
import { withHistories } from '../../repository/histories';
import type { MeasuresCall } from './call';

export interface MeasuredService {
  readonly service: string;
  readonly environments: readonly MeasuredEnvironment[];
  /** Environments that the catalog names and whose branch is not there. */
  readonly missing: readonly string[];
  /** Why the forge did not tell how the deployments went. */
  readonly verdictFailure: string | undefined;
}

/** Reads the deployments of one service. @throws BranchlineError where its repository cannot be read, or is cut */
export async function measureService(
  service: Service,
  call: MeasuresCall,
  context: CliContext,
): Promise<MeasuredService> {
  return withHistories(service, call, context, async ({ opened, histories, places, verdicts, missing }) => {
    const measured: MeasuredEnvironment[] = [];
    const wanted = (name: string) => call.environment === undefined || call.environment === name;
    for (const place of places.filter(({ environment }) => wanted(environment))) {
      const where = { service: service.name, place };
      measured.push(await measureEnvironment(opened.memory, histories, where, call, verdicts.ask));
    }
    const verdictFailure = verdicts.failure();
    return { service: service.name, environments: measured, missing: missing.filter(wanted), verdictFailure };
  });
}
