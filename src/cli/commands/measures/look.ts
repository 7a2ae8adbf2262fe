import type { Service } from '../../../core/catalog/catalog';
import type { MeasuredService } from '../../../core/measures/measure';
import { measureService as measured } from '../../../core/measures/measureService';
import type { CliContext } from '../../context';
import { withHistories } from '../../repository/histories';
import type { MeasuresCall } from './call';

/** Reads the deployments of one service. @throws BranchlineError where its repository cannot be read, or is cut */
export function measureService(service: Service, call: MeasuresCall, context: CliContext): Promise<MeasuredService> {
  return withHistories(service, call, context, ({ opened, verdicts, ...past }) =>
    measured(opened.memory, service.name, past, call, verdicts),
  );
}
