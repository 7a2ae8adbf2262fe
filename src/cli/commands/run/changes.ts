import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext, ExitCode } from '../../context';
import { eachService } from '../../repository/eachService';
import type { ChangesCall } from '../changes/call';
import { changesDocument, changesOf, exitOf } from '../changes/document';
import { changesText } from '../changes/print';

/** What changed on an environment, over all services that are asked for. @throws BranchlineError for a period or an environment that cannot be */
export async function runChanges(call: ChangesCall, context: CliContext): Promise<ExitCode> {
  if (call.to <= call.from) throw new BranchlineError('cli/badPeriod', message('The period ends before it begins.'));
  const looked = await eachService(call, context, (service, within) => {
    if (service.environments.some(({ name }) => name === call.environment)) return changesOf(service, call, within);
    throw new BranchlineError(
      'cli/noEnvironment',
      message('{service} has no environment {environment}.', { service: service.name, environment: call.environment }),
    );
  });
  const document = changesDocument(looked, call);
  context.print(call.json ? JSON.stringify(document, null, 2) : changesText(document));
  return exitOf(document);
}
