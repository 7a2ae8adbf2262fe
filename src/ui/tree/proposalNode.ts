import * as vscode from 'vscode';
import type { Proposal } from '../../core/fleet/proposals/proposals';
import type { RollbackRequest } from '../../core/fleet/fleet';
import { cellId, type CellId, type EdgeSnapshot } from '../../core/fleet/snapshot';
import { isVoid, needsRebuild } from '../../core/promotion/proposal/staleness';
import { modeOf } from '../../core/promotion/proposal/staleRollback';
import { proposalAspect } from '../words/proposal';
import { rowItem } from './item';
import type { Node } from './node';

/** One pull request of an edge. What can be done about a stale one hangs on its row. */
export class ProposalNode implements Node {
  readonly id: string;

  constructor(
    parent: string,
    private readonly of: EdgeSnapshot,
    private readonly proposal: Proposal,
  ) {
    this.id = `${parent}:pr:${proposal.pullRequest.number}`;
  }

  /** What commands take: the edge, and the number. */
  get reference(): { readonly edge: EdgeSnapshot['id']; readonly number: number } {
    return { edge: this.of.id, number: this.proposal.pullRequest.number };
  }

  /** What makes the same rollback anew, on the branch as it is now. */
  get rollback(): { readonly cell: CellId; readonly request: RollbackRequest } | undefined {
    if (this.proposal.kind !== 'rollback') return undefined;
    const { record } = this.proposal;
    const reason = record.reason === undefined ? {} : { reason: record.reason };
    return { cell: cellId(this.of.service.name, this.of.to.name), request: { ...modeOf(record), ...reason } };
  }

  item(): vscode.TreeItem {
    const { proposal } = this;
    const { number, state } = proposal.pullRequest;
    const aspect = proposalAspect(proposal, this.branches);
    const label = vscode.l10n.t('Pull request #{number}', { number });
    const stale = proposal.kind !== 'person' && state === 'open' ? proposal.stale : [];
    const outdated = proposal.kind === 'rollback' ? 'outdatedRollback' : 'outdated';
    const words = ['proposal', ...(isVoid(stale) ? ['void'] : []), ...(needsRebuild(stale) ? [outdated] : [])];
    const item = rowItem(
      {
        id: this.id,
        label,
        description: aspect.label,
        contextValue: words.join(' '),
        spoken: `${label}. ${aspect.sentence}`,
        state: vscode.TreeItemCollapsibleState.None,
      },
      aspect,
    );
    item.command = {
      command: 'branchline.openPullRequest',
      title: vscode.l10n.t('Open Pull Request'),
      arguments: [this.reference],
    };
    return item;
  }

  tooltip(): vscode.MarkdownString {
    return new vscode.MarkdownString().appendText(proposalAspect(this.proposal, this.branches).sentence);
  }

  children(): readonly Node[] {
    return [];
  }

  private get branches() {
    return { from: this.of.from.branch, to: this.of.to.branch };
  }
}
