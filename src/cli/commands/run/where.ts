import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { readQuestion } from '../../../core/where/question';
import type { CliContext, ExitCode } from '../../context';
import { eachService } from '../../repository/eachService';
import type { WhereCall } from '../where/call';
import { exitOf, whereDocument } from '../where/document';
import { lookIn } from '../where/look';
import { whereText } from '../where/print';

/** Looks for it in all services that are asked for; one that fails holds up no other. @throws BranchlineError for a bad question */
export async function runWhere(what: string, call: WhereCall, context: CliContext): Promise<ExitCode> {
  const question = readQuestion(what);
  if (!question) {
    throw new BranchlineError(
      'cli/badQuestion',
      message('This is no commit, no pull request (#12), no key of an issue (SHOP-311) and no version of an image.'),
    );
  }
  const { found, failures } = await eachService(call, context, (service, within) =>
    lookIn(service, question, call, within),
  );
  const document = whereDocument(question, found, failures);
  context.print(call.json ? JSON.stringify(document, null, 2) : whereText(document));
  return exitOf(document);
}
