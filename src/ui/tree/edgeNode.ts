import * as vscode from 'vscode';
import { cellId, type EdgeId, type EdgeSnapshot } from '../../core/fleet/state/snapshot';
import { gatesOfEdge } from '../../core/fleet/state/edgeGates';
import { ownerOfCell } from '../../core/fleet/ownerNow';
import type { BranchOwner } from '../../core/change/engine/owner';
import type { PendingItem } from '../../core/promotion/plan';
import { roughlyAgo } from '../words/age';
import { engineLabel, engineLines } from '../words/engine';
import { escaped, plainText, trusted } from '../words/markdown';
import { gateLines } from '../words/gate';
import { proposalAspect } from '../words/proposal';
import { itemAspect } from '../words/item';
import { keyText } from '../words/key';
import { openOn } from '../words/openPullRequests';
import { isPromotable, promotionAspect } from '../words/promotion';
import { factLine } from './cellTooltip';
import { placeOnEdge, ProposalNode } from './proposalNode';
import { rowItem } from './item';
import { LeafNode } from './leafNode';
import type { Node, NodeSource } from './node';

/** A tree shows the first of them; the preview shows all. */
const mostItems = 50;

/** One promotion path of a service: what waits, and the open pull requests. */
export class EdgeNode implements Node {
  constructor(
    private readonly tree: NodeSource,
    readonly edge: EdgeId,
    readonly id: string,
  ) {}

  item(): vscode.TreeItem {
    const edge = this.tree.edge(this.edge);
    if (!edge) return new vscode.TreeItem(this.edge);
    const aspect = promotionAspect(edge.plan);
    const open = openOn(edge);
    const words = [...edgeContext(edge), ...(open.length > 0 ? ['pullRequest'] : [])];
    return rowItem(
      {
        id: this.id,
        label: vscode.l10n.t('to {to}: {state}', { to: edge.to.name, state: aspect.label }),
        description: describe(edge, this.owner(edge), this.tree.now),
        contextValue: words.join(' '),
        spoken: aspect.sentence,
        state:
          this.children().length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
      },
      aspect,
    );
  }

  tooltip(): vscode.MarkdownString {
    const edge = this.tree.edge(this.edge);
    if (!edge) return new vscode.MarkdownString();
    const branches = { service: edge.service.name, from: edge.from.branch, to: edge.to.branch };
    const stale = edge.proposals.flatMap((proposal) =>
      proposal.kind !== 'person' && proposal.stale.length > 0
        ? [escaped(`#${proposal.pullRequest.number}: ${proposalAspect(proposal, branches).sentence}`)]
        : [],
    );
    const gates = isPromotable(edge) ? gateLines(gatesOfEdge(edge, this.tree.snapshot.cells, this.tree.now)) : [];
    const engine = engineLines(this.owner(edge), edge.to.branch).map(({ icon, text }) => `$(${icon}) ${escaped(text)}`);
    const lines = [factLine(promotionAspect(edge.plan), edge.plan, this.tree.now), ...stale, ...gates, ...engine];
    return trusted(lines.join('\n\n'), []);
  }

  children(): readonly Node[] {
    const edge = this.tree.edge(this.edge);
    if (edge?.plan.kind !== 'known') return [];
    const { items } = edge.plan.plan;
    const target = this.tree.cell(cellId(edge.service.name, edge.to.name));
    const seen = { judgements: target?.judgements, now: this.tree.now };
    return [
      ...edge.proposals.map((proposal) => new ProposalNode(this.id, placeOnEdge(edge), proposal, seen)),
      ...items.slice(0, mostItems).map((item) => this.itemNode(item)),
    ];
  }

  private owner({ service, to }: EdgeSnapshot): BranchOwner | undefined {
    return ownerOfCell(this.tree.cell(cellId(service.name, to.name)));
  }

  private itemNode(item: PendingItem): Node {
    const place = `${item.path}: ${keyText(item)}`;
    return new LeafNode(`${this.id}:item:${place}`, plainText(keyText(item)), itemAspect(item));
  }
}

/** What menus ask for. */
export function edgeContext(edge: EdgeSnapshot): readonly string[] {
  const plan = edge.plan.kind === 'known' ? edge.plan.plan : undefined;
  return [
    'edge',
    ...(isPromotable(edge) ? ['promotable'] : []),
    ...(plan && plan.hotfixes.length > 0 ? ['hotfix'] : []),
    ...(plan?.state === 'pendingReintroducesRollback' ? ['held'] : []),
  ];
}

function describe(edge: EdgeSnapshot, owner: BranchOwner | undefined, now: number): string {
  const open = openOn(edge).map(({ number }) => `#${number}`);
  const age = edge.plan.kind === 'known' ? roughlyAgo(edge.plan.observed.at, now) : '';
  return [...open, engineLabel(owner), age].filter((text) => text !== '').join(' · ');
}
