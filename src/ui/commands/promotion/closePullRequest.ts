import * as vscode from 'vscode';
import type { OwnProposal, Proposal } from '../../../core/change/proposals/proposals';
import type { FleetSnapshot } from '../../../core/fleet/state/snapshot';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { placeAtCell, placeOnEdge, proposalBranches, ProposalNode, type ProposalPlace } from '../../tree/proposalNode';
import { proposalAspect, staleSentence } from '../../words/proposal';
import { command } from '../command';
import { withProgress } from '../support/progress';
import { askFirst } from '../../tell';

interface Closable {
  readonly place: ProposalPlace;
  readonly proposal: OwnProposal;
}

/** Closes a pull request that Branchline opened, with a comment that says why. Asks before; never done unasked. */
export const closePullRequest = command('branchline.closePullRequest', async (app, [row]) => {
  const found = await pick(app.fleet.snapshot, row instanceof ProposalNode ? row : undefined);
  if (!found) return;
  const { place, proposal } = found;
  const { service, from, to } = place;
  const { number } = proposal.pullRequest;
  const branches = proposalBranches(place, proposal);
  const close = vscode.l10n.t('Close with a Comment');
  const chosen = await askFirst(
    vscode.l10n.t('Close pull request #{number} of {service}?', { number, service }),
    proposalAspect(proposal, branches).sentence,
    close,
  );
  if (chosen !== close) return;
  const reasons = proposal.stale.map((reason) => staleSentence(reason, branches));
  const comment = reasons.length > 0 ? reasons.join(' ') : vscode.l10n.t('Closed by hand, from the editor.');
  const towards = { ...(from === undefined ? {} : { from }), to };
  await withProgress(vscode.l10n.t('Closing the pull request'), app.signal, (signal) =>
    app.fleet.closeProposal(service, towards, { number, comment }, signal),
  );
});

async function pick(snapshot: FleetSnapshot, row: ProposalNode | undefined): Promise<Closable | undefined> {
  const closable = closableIn(snapshot);
  const named = closable.find(
    ({ place, proposal }) =>
      place.cell === row?.of.cell && proposal.pullRequest.number === row.proposal.pullRequest.number,
  );
  if (row || closable.length === 0) {
    if (named) return named;
    throw new BranchlineError('pullRequest/none', message('No pull request that Branchline opened is open here.'), {
      nothingToDo: true,
    });
  }
  const picked = await vscode.window.showQuickPick(closable.map(choice), {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Close which pull request?'),
  });
  return picked?.closable;
}

function closableIn({ edges, cells }: FleetSnapshot): readonly Closable[] {
  const all: readonly { readonly place: ProposalPlace; readonly proposals: readonly Proposal[] }[] = [
    ...[...edges.values()].map((edge) => ({ place: placeOnEdge(edge), proposals: edge.proposals })),
    ...[...cells.values()].map((cell) => ({ place: placeAtCell(cell), proposals: cell.proposals ?? [] })),
  ];
  return all.flatMap(({ place, proposals }) =>
    proposals.flatMap((proposal) =>
      proposal.kind !== 'person' && proposal.pullRequest.state === 'open' ? [{ place, proposal }] : [],
    ),
  );
}

function choice(closable: Closable) {
  const { place, proposal } = closable;
  const branches = proposalBranches(place, proposal);
  return {
    label: `$(git-pull-request) ${place.service} #${proposal.pullRequest.number}`,
    description: branches.from === branches.to ? branches.to : `${branches.from} → ${branches.to}`,
    detail: proposalAspect(proposal, branches).sentence,
    closable,
  };
}
