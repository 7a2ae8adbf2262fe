import * as vscode from 'vscode';
import type { Proposal } from '../../core/change/proposals/proposals';
import type { Cell, CellId, EdgeSnapshot } from '../../core/fleet/state/snapshot';
import { freshness } from '../../core/support/observation';
import { roughlyAgo } from '../words/age';
import type { Aspect } from '../words/aspect';
import { hasFailedPipeline } from '../words/pipeline';
import { isPromotable, promotionAspect } from '../words/promotion';
import { cellTooltip } from './cellTooltip';
import {
  cellWords,
  edgeLabel,
  headWords,
  notable,
  oldestOf,
  runningVersion,
  outgoingOf,
  type CellWords,
} from './cellWords';
import { lookedAtEveryMs } from '../../core/fleet/state/lookedAt';
import { EdgeNode } from './edgeNode';
import { DriftNode, HealthNode, HeadNode, LiveNode, PipelineNode } from './factNodes';
import { rowItem } from './item';
import { placeAtCell, ProposalNode } from './proposalNode';
import type { Node, NodeSource } from './node';

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
    const words = cellWords(cell, out, this.tree.trouble(cell.service.name));
    return rowItem(
      {
        id: this.id,
        label,
        description: this.describe(cell, words, out),
        contextValue: [
          'cell',
          ...(out.some(isPromotable) ? ['promotable'] : []),
          ...(hasFailedPipeline(cell) ? ['failed'] : []),
        ].join(' '),
        spoken: spokenOf(words.spoken, runningVersion(cell)),
        state: vscode.TreeItemCollapsibleState.Collapsed,
      },
      words.look,
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

  /** The version that runs, and what asks for attention; where no version is known, last what the branch has. */
  private describe(cell: Cell, { aspects: facts, open }: CellWords, out: readonly EdgeSnapshot[]): string {
    const { trouble } = facts;
    // Below its service the row of that says it; and what hangs on it goes without saying.
    const aspects = facts.judged.filter((aspect) => aspect !== trouble || this.labelledBy === 'service');
    const edges = out.filter(({ plan }) => !trouble || plan.kind === 'known').map(edgeAspect);
    const version = runningVersion(cell);
    const head = version === '' ? headWords(cell) : '';
    return [version, ...notable([...aspects, ...edges]), open, staleWords(cell, this.tree.now), head]
      .filter((text) => text !== '')
      .join(' · ');
  }

  private tooltipOf(cell: Cell): vscode.MarkdownString {
    return cellTooltip(cell, this.outgoing(cell), this.tree.trouble(cell.service.name), this.tree.now);
  }

  private outgoing(cell: Cell): readonly EdgeSnapshot[] {
    return outgoingOf(cell, (id) => this.tree.edge(id));
  }
}

function edgeAspect(edge: EdgeSnapshot): Aspect {
  const aspect = promotionAspect(edge.plan);
  return { ...aspect, label: edgeLabel(aspect.label, edge.to.name) };
}

/** What is seen is said, too. */
function spokenOf(words: string, version: string): string {
  return version === '' ? words : `${words} ${vscode.l10n.t('Version {version}.', { version })}`;
}

function staleWords(cell: Cell, now: number): string {
  const oldest = oldestOf(cell);
  if (!oldest || freshness(oldest, now, lookedAtEveryMs) === 'fresh') return '';
  return vscode.l10n.t('as of {age}', { age: roughlyAgo(oldest.at, now) });
}
