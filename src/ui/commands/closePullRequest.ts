import * as vscode from 'vscode';
import type { Proposal } from '../../core/fleet/proposals/proposals';
import type { EdgeSnapshot } from '../../core/fleet/snapshot';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import { ProposalNode } from '../tree/proposalNode';
import { proposalAspect, staleSentence } from '../words/proposal';
import { command } from './command';
import { withProgress } from './progress';

type Ours = Exclude<Proposal, { readonly kind: 'person' }>;

interface Closable {
  readonly edge: EdgeSnapshot;
  readonly proposal: Ours;
}

/** Closes a promotion or rollback that Branchline opened, with a comment that says why. Asks before; never done unasked. */
export const closePullRequest = command('branchline.closePullRequest', async (app, [row]) => {
  const found = await pick([...app.fleet.snapshot.edges.values()], row instanceof ProposalNode ? row : undefined);
  if (!found) return;
  const { edge, proposal } = found;
  const { number } = proposal.pullRequest;
  const why = proposalAspect(proposal, branchesOf(edge)).sentence;
  const close = vscode.l10n.t('Close with a Comment');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Close pull request #{number} of {service}?', { number, service: edge.service.name }),
    { modal: true, detail: why },
    close,
  );
  if (chosen !== close) return;
  const reasons = proposal.stale.map((reason) => staleSentence(reason, branchesOf(edge)));
  const comment = reasons.length > 0 ? reasons.join(' ') : vscode.l10n.t('Closed by hand, from the editor.');
  await withProgress(vscode.l10n.t('Closing the pull request'), app.signal, (signal) =>
    app.fleet.closeProposal(edge.id, { number, comment }, signal),
  );
});

async function pick(edges: readonly EdgeSnapshot[], row: ProposalNode | undefined): Promise<Closable | undefined> {
  const closable = edges.flatMap((edge) =>
    edge.proposals.flatMap((proposal) =>
      proposal.kind !== 'person' && proposal.pullRequest.state === 'open' ? [{ edge, proposal }] : [],
    ),
  );
  const named = closable.find(
    ({ edge, proposal }) => edge.id === row?.reference.edge && proposal.pullRequest.number === row.reference.number,
  );
  if (row || closable.length === 0) {
    if (named) return named;
    throw new BranchlineError('pullRequest/none', message('No pull request that Branchline opened is open here.'));
  }
  const picked = await vscode.window.showQuickPick(closable.map(choice), {
    title: vscode.l10n.t('Close which pull request?'),
  });
  return picked?.closable;
}

function choice(closable: Closable) {
  const { edge, proposal } = closable;
  return {
    label: `$(git-pull-request) ${edge.service.name} #${proposal.pullRequest.number}`,
    description: `${edge.from.name} → ${edge.to.name}`,
    detail: proposalAspect(proposal, branchesOf(edge)).sentence,
    closable,
  };
}

function branchesOf({ from, to }: EdgeSnapshot) {
  return { from: from.branch, to: to.branch };
}
