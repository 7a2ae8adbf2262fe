import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { Service } from '../../../core/catalog/catalog';
import { isPartOfName, shortFor } from '../../../core/change/code/where/revisions';
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
  const search = new CodeSearch(call, context);
  const whole = call.code === undefined && isPartOfName(what) ? await wholeName(what, search, call, context) : what;
  if (whole === undefined) return undefined;
  const asked = await codeQuestion(whole, call, context);
  if (!asked) return undefined;
  try {
    const { question } = asked;
    const look = (service: Service, within: CliContext) => search.lookIn(question, service, within);
    const { found, failures } = await eachService(call, context, look);
    return { document: codeWhereDocument(question, found), failures };
  } finally {
    asked.dispose();
  }
}

/**
 * What a part of a name is short for, among the commits that images on the branches say that they were built from. Nothing where none
 * begins so.
 * @throws BranchlineError where several do
 */
async function wholeName(
  part: string,
  search: CodeSearch,
  call: WhereCall,
  context: CliContext,
): Promise<string | undefined> {
  const { found } = await eachService(call, context, (service, within) => search.revisionsIn(service, within));
  const { revisions, untold } = shortFor(part, found);
  if (revisions.length > 1) {
    throw new BranchlineError(
      'cli/manyCommits',
      message('Images were built from several commits that begin so: {commits}. Give the whole name of one.', {
        commits: revisions.join(', '),
      }),
    );
  }
  const [whole] = revisions;
  if (whole === undefined && untold > 0) {
    const images = untold === 1 ? '1 image' : `${untold} images`;
    context.warn(`branchline: ${images} did not tell which commit of the code they were built from`);
  }
  return whole;
}

/** Each service once. */
function allOf(first: readonly ServiceFailure[], second: readonly ServiceFailure[]): readonly ServiceFailure[] {
  return [...new Map([...first, ...second].map((failure) => [failure.service, failure])).values()];
}
