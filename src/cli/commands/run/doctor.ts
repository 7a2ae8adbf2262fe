import { environmentForges } from '../../../core/forge/forgeSettings';
import { examineNow } from '../../../core/doctor/examineNow';
import { redactingLog } from '../../../core/support/log';
import type { CliContext, ExitCode } from '../../context';
import { clustersOf } from '../../repository/clusters';
import { duration } from '../../repository/statusOptions';
import { catalogTokens } from '../../repository/tokens';
import type { DoctorCall } from '../doctor/call';
import { examinedBy } from '../doctor/examined';
import { exitOf, printReport, writeSarif } from '../doctor/output';

/** Looks, tells; what it ends with. @throws BranchlineError where there is nothing to look at */
export async function runDoctor(call: DoctorCall, context: CliContext): Promise<ExitCode> {
  const timeoutMs = duration('--timeout', call.timeout);
  const { path, ...examined } = await examinedBy(call, context);
  const { signal } = context;
  const log = redactingLog((level, line) => {
    if (level === 'error') context.warn(line);
  });
  const tokens = catalogTokens(examined.catalog, context);
  const clusters = clustersOf(context, { log });
  const report = await examineNow(
    examined,
    { tokens, forges: environmentForges(context.environment), clusters, log, timeoutMs },
    signal,
  );
  printReport(report, { json: call.json ?? false, catalog: path }, context);
  if (call.sarif !== undefined) await writeSarif(report, { to: call.sarif, catalog: path }, context);
  return exitOf(report);
}
