import * as vscode from 'vscode';
import type { Cell, CellId } from '../../core/fleet/state/snapshot';
import { authorOf, subjectOf } from '../../core/manifest/secrecy/commits';
import type { Observation } from '../../core/support/observation';
import { short } from '../../core/support/sha';
import { roughlyAgo } from '../words/age';
import type { Aspect } from '../words/aspect';
import { cellAspects, rewrittenAspect, type CellAspects } from '../words/cell';
import { healthAspect } from '../words/cluster';
import { plainText, trusted } from '../words/markdown';
import { contextAspect } from '../words/pipeline';
import { engineName } from '../../core/change/engine/refusal';
import { controllerAspect } from '../words/controller';
import { unknownAspect } from '../words/unknown';
import { objectDriftAspect } from '../words/drift';
import { factLine } from './cellTooltip';
import { rowItem } from './item';
import { LeafNode } from './leafNode';
import type { Node, NodeSource } from './node';

interface Observed {
  readonly kind: string;
  readonly observed?: Observation;
}

/** One fact of a cell in a row of its own, with when it was observed. */
abstract class FactNode implements Node {
  constructor(
    protected readonly tree: NodeSource,
    readonly cell: CellId,
    readonly id: string,
  ) {}

  protected abstract fact(cell: Cell): Observed;
  protected abstract aspect(cell: Cell): Aspect;
  /** What the fact is about: "unreachable" alone would not say of what. */
  protected abstract named(state: string): string;
  protected description(cell: Cell): string {
    const { observed } = this.fact(cell);
    return observed ? roughlyAgo(observed.at, this.tree.now) : '';
  }
  protected leaves(_cell: Cell): readonly Node[] {
    return [];
  }

  item(): vscode.TreeItem {
    const cell = this.tree.cell(this.cell);
    if (!cell) return new vscode.TreeItem(this.id);
    const aspect = this.aspect(cell);
    const state =
      this.leaves(cell).length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
    return rowItem(
      {
        id: this.id,
        label: this.fact(cell).kind === 'unknown' ? this.named(aspect.label) : aspect.label,
        description: this.description(cell),
        contextValue: 'fact',
        spoken: aspect.sentence,
        state,
      },
      aspect,
    );
  }

  tooltip(): vscode.MarkdownString {
    const cell = this.tree.cell(this.cell);
    return cell
      ? trusted(factLine(this.aspect(cell), this.fact(cell), this.tree.now), [])
      : new vscode.MarkdownString();
  }

  children(): readonly Node[] {
    const cell = this.tree.cell(this.cell);
    return cell ? this.leaves(cell) : [];
  }

  protected aspects(cell: Cell): CellAspects {
    return cellAspects(cell, this.tree.trouble(cell.service.name));
  }

  protected leaf(name: string, text: string, aspect: Aspect, command?: vscode.Command): Node {
    return new LeafNode(`${this.id}:${name}`, text, aspect, command);
  }
}

export class HeadNode extends FactNode {
  static readonly word = 'head';
  protected override fact = ({ head }: Cell) => head;
  protected override named = (state: string) => vscode.l10n.t('Branch: {state}', { state });
  protected override description({ head }: Cell): string {
    if (head.kind === 'unknown') return '';
    const { sha, committer } = head.commit;
    return `${short(sha).slice(0, 7)} · ${roughlyAgo(Date.parse(committer.time), this.tree.now)}`;
  }
  protected override aspect(cell: Cell): Aspect {
    const { head } = cell;
    if (head.kind === 'unknown') return unknownAspect(head);
    const rewritten = rewrittenAspect(cell);
    if (rewritten) return rewritten;
    const { sha } = head.commit;
    const subject = plainText(subjectOf(head.commit));
    return {
      severity: 'fine',
      icon: 'git-commit',
      label: subject,
      sentence: vscode.l10n.t('Head of the branch: {commit}, {subject}, by {author}.', {
        commit: short(sha),
        subject,
        author: plainText(authorOf(head.commit)),
      }),
    };
  }
}

export class PipelineNode extends FactNode {
  static readonly word = 'pipeline';
  protected override fact = ({ pipeline }: Cell) => pipeline;
  protected override aspect = (cell: Cell) => this.aspects(cell).pipeline;
  protected override named = (state: string) => vscode.l10n.t('Pipeline: {state}', { state });
  protected override leaves({ pipeline }: Cell): readonly Node[] {
    if (pipeline.kind === 'unknown') return [];
    return pipeline.contexts.map((context) => this.leaf(context.name, plainText(context.name), contextAspect(context)));
  }
}

export class LiveNode extends FactNode {
  static readonly word = 'live';
  protected override fact = ({ live }: Cell) => live;
  protected override aspect = (cell: Cell) => this.aspects(cell).live;
  protected override named = (state: string) => vscode.l10n.t('Live revision: {state}', { state });
  /** What the controller wants, has tried and has applied stands beside what runs. */
  protected override leaves({ controller, promoter }: Cell): readonly Node[] {
    return [controller, promoter].flatMap((state) => {
      if (!state) return [];
      const { source, kind, name } = state.status;
      return [this.leaf(`${source}/${name}`, `${engineName(source)} ${kind} ${name}`, controllerAspect(state))];
    });
  }
}

export class HealthNode extends FactNode {
  static readonly word = 'health';
  protected override fact = ({ health }: Cell) => health;
  protected override aspect = (cell: Cell) => this.aspects(cell).health;
  protected override named = (state: string) => vscode.l10n.t('Health: {state}', { state });
  protected override leaves({ health }: Cell): readonly Node[] {
    if (health.kind === 'unknown') return [];
    return health.workloads.map((workload) => {
      const one = healthAspect({ ...health, verdict: workload.verdict, workloads: [workload] });
      return this.leaf(`${workload.kind}/${workload.name}`, `${workload.kind} ${workload.name}`, one);
    });
  }
}

export class DriftNode extends FactNode {
  static readonly word = 'drift';
  protected override fact = ({ drift }: Cell) => drift;
  protected override aspect = (cell: Cell) => this.aspects(cell).drift;
  protected override named = (state: string) => vscode.l10n.t('Drift: {state}', { state });
  protected override leaves({ drift }: Cell): readonly Node[] {
    if (drift.kind === 'unknown') return [];
    return drift.report.objects
      .filter(({ verdict }) => verdict !== 'none')
      .map((object) =>
        this.leaf(`${object.kind}/${object.name}`, `${object.kind} ${object.name}`, objectDriftAspect(object), {
          command: 'branchline.openManifest',
          title: vscode.l10n.t('Open Manifest'),
          arguments: [{ cell: this.cell, file: object.file, line: object.line }],
        }),
      );
  }
}
