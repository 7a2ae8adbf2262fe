import * as vscode from 'vscode';
import type { Judgement } from '../../core/change/proposals/judgement';
import type { Proposal } from '../../core/change/proposals/proposals';
import type { RollbackWish } from '../../core/fleet/fleet';
import { cellId, type Cell, type CellId, type EdgeId, type EdgeSnapshot } from '../../core/fleet/state/snapshot';
import { isVoid, needsRebuild } from '../../core/promotion/proposal/staleness';
import { modeOf } from '../../core/promotion/proposal/staleRollback';
import { worstOf, type Aspect } from '../words/aspect';
import { judgementAspect } from '../words/judgement';
import { escaped, trusted } from '../words/markdown';
import { proposalAspect } from '../words/proposal';
import { rowItem } from './item';
import type { Node } from './node';

/** Where a pull request is: on an edge, or towards a branch that no edge leads to. */
export interface ProposalPlace {
  readonly service: string;
  readonly edge?: EdgeId;
  /** What it is towards. */
  readonly cell: CellId;
  readonly from?: string;
  readonly to: string;
}

export function placeOnEdge({ id, service, from, to }: EdgeSnapshot): ProposalPlace {
  return {
    service: service.name,
    edge: id,
    cell: cellId(service.name, to.name),
    from: from.branch,
    to: to.branch,
  };
}

export function placeAtCell({ id, service, environment }: Cell): ProposalPlace {
  return { service: service.name, cell: id, to: environment.branch };
}

/** The branches, and the service, that sentences about a pull request name. */
export function proposalBranches({ service, from, to }: ProposalPlace, proposal: Proposal) {
  return { service, from: proposal.kind === 'return' ? proposal.record.from.branch : (from ?? to), to };
}

/** What is posted of pull requests of the service, and what time it is. */
export interface SeenJudgement {
  readonly judgements: ReadonlyMap<number, Judgement> | undefined;
  readonly now: number;
}

/** One pull request. What can be done about a stale one hangs on its row. */
export class ProposalNode implements Node {
  readonly id: string;

  constructor(
    parent: string,
    readonly of: ProposalPlace,
    readonly proposal: Proposal,
    private readonly seen: SeenJudgement,
  ) {
    this.id = `${parent}:pr:${proposal.pullRequest.number}`;
  }

  /** What commands take: the edge where it is on one, and the number. */
  get reference(): { readonly edge?: EdgeId; readonly number: number } {
    const { edge } = this.of;
    return { ...(edge ? { edge } : {}), number: this.proposal.pullRequest.number };
  }

  /** What makes the same rollback anew, on the branch as it is now. */
  get rollback(): { readonly cell: CellId; readonly request: RollbackWish } | undefined {
    if (this.proposal.kind !== 'rollback') return undefined;
    const { record } = this.proposal;
    const { reason, stopsAutomation: stopAutomation } = record;
    const asked = { ...(reason === undefined ? {} : { reason }), ...(stopAutomation ? { stopAutomation } : {}) };
    return { cell: this.of.cell, request: { ...modeOf(record), ...asked } };
  }

  item(): vscode.TreeItem {
    const { proposal } = this;
    const { number, state } = proposal.pullRequest;
    const aspect = proposalAspect(proposal, this.branches);
    const verdict = this.verdict();
    const label = vscode.l10n.t('Pull request #{number}', { number });
    const stale = proposal.kind !== 'person' && state === 'open' ? proposal.stale : [];
    const outdated = proposal.kind === 'rollback' ? 'outdatedRollback' : 'outdated';
    const words = ['proposal', ...(isVoid(stale) ? ['void'] : []), ...(needsRebuild(stale) ? [outdated] : [])];
    const item = rowItem(
      {
        id: this.id,
        label,
        description: [...verdict, aspect].map((one) => one.label).join(' · '),
        contextValue: words.join(' '),
        spoken: [label + '.', aspect.sentence, ...verdict.map(({ sentence }) => sentence)].join(' '),
        state: vscode.TreeItemCollapsibleState.None,
      },
      worstOf([aspect, ...verdict]) ?? aspect,
    );
    item.command = {
      command: 'branchline.openPullRequest',
      title: vscode.l10n.t('Open Pull Request'),
      arguments: [this],
    };
    return item;
  }

  tooltip(): vscode.MarkdownString {
    const sentences = [proposalAspect(this.proposal, this.branches), ...this.verdict()].map(({ sentence }) => sentence);
    return trusted(sentences.map(escaped).join('\n\n'), []);
  }

  children(): readonly Node[] {
    return [];
  }

  /** Of one that is not open any more, nobody asks. */
  private verdict(): readonly Aspect[] {
    const { judgements, now } = this.seen;
    const { number, state } = this.proposal.pullRequest;
    return state === 'open' ? [judgementAspect(judgements?.get(number), now)] : [];
  }

  private get branches() {
    return proposalBranches(this.of, this.proposal);
  }
}
