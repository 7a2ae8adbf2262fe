import type { DriftReport } from '../../../core/drift/report';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext } from '../../context';
import { lookOnce } from '../status/look';

export interface OnlineOptions {
  readonly service: string;
  readonly environment: string;
  readonly catalog?: string;
  readonly timeout: string;
}

/**
 * Compares a service's branch with the cluster of its environment, by one look.
 * @throws BranchlineError where the catalog does not have them, or the cluster cannot be looked at: never "no drift"
 */
export async function compareOnline(options: OnlineOptions, context: CliContext): Promise<DriftReport> {
  const { service, environment } = options;
  const { cells } = await lookOnce(options, context);
  const cell = cells.get(`${service}/${environment}`);
  if (!cell) {
    throw new BranchlineError(
      'cli/noEnvironment',
      message('{service} has no environment {environment}.', { service, environment }),
    );
  }
  const { head, drift } = cell;
  if (drift.kind === 'known') return drift.report;
  if (drift.reason !== 'pending') throw new BranchlineError('cli/driftUnknown', drift.said);
  const { timeout: seconds } = options;
  throw new BranchlineError(
    'cli/driftUnknown',
    head.kind === 'known'
      ? message('The cluster gave no answer within {seconds} seconds.', { seconds })
      : message('The repository gave no answer within {seconds} seconds.', { seconds }),
  );
}
