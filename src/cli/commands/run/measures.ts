import { dayMs } from '../../../core/measures/period';
import { systemClock } from '../../../core/support/clock';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext, ExitCode } from '../../context';
import { eachService } from '../../repository/eachService';
import type { MeasuresCall } from '../measures/call';
import { measuresCsv } from '../measures/csv';
import { exitOf, measuresDocument } from '../measures/document';
import { measureService } from '../measures/look';
import { measuresText, unreadLines } from '../measures/print';

const longestDays = 366;

/** The figures of all services that are asked for. @throws BranchlineError for a period or an environment that cannot be */
export async function runMeasures(asked: MeasuresCall, context: CliContext): Promise<ExitCode> {
  // What has not come yet is no time without deployments.
  const call = { ...asked, until: Math.min(asked.until, systemClock.now()) };
  const { since, until, environment } = call;
  if (until <= since) throw new BranchlineError('cli/badPeriod', message('The period ends before it begins.'));
  if (until - since > longestDays * dayMs) {
    throw new BranchlineError(
      'cli/badPeriod',
      message('The period is longer than {days} days.', { days: longestDays }),
    );
  }
  const looked = await eachService(call, context, (service, within) => measureService(service, call, within));
  const isKnown = looked.found.some((one) => one.environments.length > 0 || one.missing.length > 0);
  if (environment !== undefined && looked.found.length > 0 && !isKnown) {
    throw new BranchlineError(
      'cli/noEnvironment',
      message('The catalog has no environment {environment}.', { environment }),
    );
  }
  const document = measuresDocument(looked, call);
  // A table has no place for it.
  if (call.csv && !call.json) for (const line of unreadLines(document)) context.warn(line);
  context.print(
    call.json ? JSON.stringify(document, null, 2) : call.csv ? measuresCsv(document) : measuresText(document),
  );
  return exitOf(document);
}
