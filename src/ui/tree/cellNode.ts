import * as vscode from 'vscode';
import type { Proposal } from '../../core/change/proposals/proposals';
import { edgeId, type Cell, type CellId, type EdgeSnapshot } from '../../core/fleet/state/snapshot';
import { subjectOf } from '../../core/manifest/secrecy/commits';
import { freshness, type Observation } from '../../core/support/observation';
import { short } from '../../core/support/sha';
import { roughlyAgo } from '../words/age';
import { worstOf, type Aspect } from '../words/aspect';
import { cellAspects, type CellAspects } from '../words/cell';
import { plainText } from '../words/markdown';
import { openWords } from '../words/openPullRequests';
import { isPromotable, promotionAspect } from '../words/promotion';
import { cellTooltip } from './cellTooltip';
import { EdgeNode } from './edgeNode';
import { DriftNode, HealthNode, HeadNode, LiveNode, PipelineNode } from './factNodes';
import { rowItem } from './item';
import { placeAtCell, ProposalNode } from './proposalNode';
import type { Node, NodeSource } from './node';

/** Facts of a cluster and of a pipeline are looked at at least this often; older than twice this looks stale. */
export const lookedAtEveryMs = 5 * 60_000;

/** One service in one environment. Labelled by the environment below a service, by the service below an environment. */
export class CellNode implements Node {
  readonly id: string;

  constructor(
    private readonly tree: NodeSource,
    readonly cell: CellId,
    private readonly labelledBy: 'environment' | 'service',
  ) {
    this.id = `cell:${labelledBy}:${cell}`;
  }

  item(): vscode.TreeItem {
    const cell = this.tree.cell(this.cell);
    if (!cell) return new vscode.TreeItem(this.cell);
    const label = this.labelledBy === 'environment' ? cell.environment.name : cell.service.name;
    const out = this.outgoing(cell);
    const facts = cellAspects(cell, this.tree.trouble(cell.service.name));
    const aspects = facts.judged;
    const sentences = new Set(aspects.map(({ sentence }) => sentence));
    const open = openWords([cell], out);
    return rowItem(
      {
        id: this.id,
        label,
        description: this.describe(cell, facts, out, open),
        contextValue: ['cell', ...(out.some(isPromotable) ? ['promotable'] : [])].join(' '),
        spoken: `${cell.service.name}, ${cell.environment.name}. ${[...sentences, open].join(' ').trim()}`,
        state: vscode.TreeItemCollapsibleState.Collapsed,
      },
      worstOf(aspects) ?? { icon: 'circle-outline' },
    );
  }

  tooltip(): vscode.MarkdownString {
    const cell = this.tree.cell(this.cell);
    return cell ? this.tooltipOf(cell) : new vscode.MarkdownString();
  }

  children(): readonly Node[] {
    const cell = this.tree.cell(this.cell);
    if (!cell) return [];
    const { id } = cell;
    const facts = [HeadNode, PipelineNode, LiveNode, HealthNode, DriftNode].map((Fact) =>
      this.tree.node(`${Fact.word}:${this.id}`, () => new Fact(this.tree, id, `${Fact.word}:${this.id}`)),
    );
    const edges = this.outgoing(cell).map((edge) =>
      this.tree.node(
        `edge:${this.id}:${edge.id}`,
        () => new EdgeNode(this.tree, edge.id, `edge:${this.id}:${edge.id}`),
      ),
    );
    const others = (cell.openFromOthers ?? []).map((pullRequest): Proposal => ({ kind: 'person', pullRequest }));
    const seen = { judgements: cell.judgements, now: this.tree.now };
    const proposals = [...(cell.proposals ?? []), ...others].map(
      (proposal) => new ProposalNode(this.id, placeAtCell(cell), proposal, seen),
    );
    return [...facts, ...proposals, ...edges];
  }

  /** What asks for attention, then what the branch has. */
  private describe(cell: Cell, facts: CellAspects, out: readonly EdgeSnapshot[], open: string): string {
    const { trouble } = facts;
    // Below its service the row of that says it; and what hangs on it goes without saying.
    const aspects = facts.judged.filter((aspect) => aspect !== trouble || this.labelledBy === 'service');
    const edges = out.filter(({ plan }) => !trouble || plan.kind === 'known').map(edgeAspect);
    return [...notable([...aspects, ...edges]), open, staleWords(cell, this.tree.now), headWords(cell)]
      .filter((text) => text !== '')
      .join(' · ');
  }

  private tooltipOf(cell: Cell): vscode.MarkdownString {
    return cellTooltip(cell, this.outgoing(cell), this.tree.trouble(cell.service.name), this.tree.now);
  }

  private outgoing(cell: Cell): readonly EdgeSnapshot[] {
    return cell.service.edges
      .filter(({ from }) => from === cell.environment.name)
      .flatMap(({ from, to }) => this.tree.edge(edgeId(cell.service.name, from, to)) ?? []);
  }
}

function edgeAspect(edge: EdgeSnapshot): Aspect {
  const aspect = promotionAspect(edge.plan);
  return { ...aspect, label: vscode.l10n.t('{state} → {to}', { state: aspect.label, to: edge.to.name }) };
}

/** Only what asks for attention stands in the row; the rest is one level down. */
function notable(aspects: readonly Aspect[]): readonly string[] {
  return aspects.filter(({ severity }) => !['fine', 'unknown'].includes(severity)).map(({ label }) => label);
}

function headWords({ head }: Cell): string {
  if (head.kind === 'unknown') return '';
  return `${short(head.commit.sha).slice(0, 7)} ${plainText(subjectOf(head.commit))}`;
}

function staleWords(cell: Cell, now: number): string {
  const oldest = [cell.head, cell.pipeline, cell.drift]
    .flatMap((fact) => (fact.kind === 'known' ? [fact.observed] : []))
    .reduce<Observation | undefined>((old, next) => (old && old.at <= next.at ? old : next), undefined);
  if (!oldest || freshness(oldest, now, lookedAtEveryMs) === 'fresh') return '';
  return vscode.l10n.t('as of {age}', { age: roughlyAgo(oldest.at, now) });
}
