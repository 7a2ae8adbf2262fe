import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { readQuestion } from '../../../core/where/question';
import type { CliContext, ExitCode } from '../../context';
import { eachService, type ServiceFailure } from '../../repository/eachService';
import type { WhereCall } from '../where/call';
import { codeWhereDocument } from '../where/codeDocument';
import { codeQuestion } from '../where/codeQuestion';
import { exitOf, whereDocument } from '../where/document';
import { lookIn } from '../where/look';
import { CodeSearch } from '../where/lookForCode';
import { whereText } from '../where/print';

/**
 * Looks for it in all services that are asked for; one that fails holds up no other. A commit that no configuration has is
 * looked for as one of code.
 * @throws BranchlineError for a bad question
 */
export async function runWhere(what: string, call: WhereCall, context: CliContext): Promise<ExitCode> {
  const question = call.code === undefined ? readQuestion(what) : ({ kind: 'commit', text: what } as const);
  if (!question) {
    throw new BranchlineError(
      'cli/badQuestion',
      message('This is no commit, no pull request (#12), no key of an issue (SHOP-311) and no version of an image.'),
    );
  }
  const { found, failures } =
    call.code === undefined
      ? await eachService(call, context, (service, within) => lookIn(service, question, call, within))
      : { found: [], failures: [] };
  const isFound = found.some(({ journeys }) => journeys.length > 0);
  const code = question.kind === 'commit' && !isFound ? await lookForCode(what, call, context) : undefined;
  const document = whereDocument(question, found, allOf(failures, code?.failures ?? []), code?.document);
  context.print(call.json ? JSON.stringify(document, null, 2) : whereText(document));
  return exitOf(document);
}

async function lookForCode(what: string, call: WhereCall, context: CliContext) {
  const asked = await codeQuestion(what, call, context);
  if (!asked) return undefined;
  try {
    const search = new CodeSearch(asked.question, call, context);
    const { found, failures } = await eachService(call, context, (service, within) => search.lookIn(service, within));
    return { document: codeWhereDocument(asked.question, found), failures };
  } finally {
    asked.dispose();
  }
}

/** Each service once. */
function allOf(first: readonly ServiceFailure[], second: readonly ServiceFailure[]): readonly ServiceFailure[] {
  return [...new Map([...first, ...second].map((failure) => [failure.service, failure])).values()];
}
