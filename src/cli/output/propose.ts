import { proposeCandidate, type Proposed } from '../../core/change/proposals/proposeCandidate';
import type { Candidate } from '../../core/promotion/candidate';
import { PromotionError } from '../../core/promotion/errors';
import { pushCandidate } from '../../core/promotion/propose';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import { resultDocument } from './resultDocument';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { CliContext } from '../context';
import { forgeOf } from '../repository/forge';
import { documentOf, expectation, type ProposalDocument } from './proposal';
import type { ProposeOptions } from '../repository/options';
import type { OpenRepository } from '../repository/openRepository';

const nothingToPush = message('Without a pull request there is nothing to do: the source branch itself is there.');

/** The result is told, the candidate pushed and the pull request opened; gives what is printed of it. */
export async function propose(
  opened: OpenRepository,
  change: PreparedChange,
  options: ProposeOptions,
  context: CliContext,
): Promise<ProposalDocument> {
  const { candidate } = change;
  checkExpected(candidate, options);
  const result = await resultDocument(opened, change, options, context);
  return documentOf(candidate, result, await pushAndOpen(opened, candidate, options, context));
}

/** @throws BranchlineError where the branches or the rules have moved on since somebody looked */
function checkExpected(candidate: Candidate, { expect }: ProposeOptions): void {
  if (expect === undefined || expect === expectation(candidate)) return;
  throw new BranchlineError(
    'cli/notAsSeen',
    message(
      'This would propose {now}, and not what was shown ({expect}). Nothing was done; look again with --dry-run.',
      {
        now: expectation(candidate),
        expect,
      },
    ),
  );
}

/** Pushes the candidate, and opens the pull request where the repository is on a forge. With `--dry-run`, neither. */
async function pushAndOpen(
  opened: OpenRepository,
  candidate: Candidate,
  { dryRun, pr, supersede }: ProposeOptions,
  context: CliContext,
): Promise<Proposed | undefined> {
  if (dryRun) return undefined;
  const { repository, remote } = opened;
  const pushOnly = async (why?: string): Promise<undefined> => {
    await pushCandidate(repository, remote, candidate, { signal: context.signal });
    if (why !== undefined) context.warn(`${remote.where} ${why}: the branch was pushed, no pull request was opened.`);
  };
  if (!pr && candidate.promotion?.head === 'source') throw PromotionError.headRefused(nothingToPush);
  if (!pr) return pushOnly();
  const forge = await forgeOf(remote, context);
  if (forge.kind === 'none') return pushOnly(forge.said);
  const place = { repository, remote, client: forge.client, on: forge.repository };
  const proposed = await proposeCandidate(place, candidate, supersede ? 'supersede' : 'update', context.signal);
  for (const number of proposed.alsoOpen) {
    context.warn(`Pull request #${number} proposes the same edge and is open, too.`);
  }
  return proposed;
}
