import * as vscode from 'vscode';
import type { Cell, FleetProblem } from '../../core/fleet/snapshot';
import { ago } from '../words/age';
import { worstOf, type Aspect } from '../words/aspect';
import { driftAspect, healthAspect } from '../words/cluster';
import { pipelineAspect } from '../words/pipeline';
import { promotionAspect } from '../words/promotion';
import { say } from '../words/say';
import { CellNode, isPromotable } from './cellNode';
import { fleetUri } from './fleetUri';
import { rowItem } from './item';
import { LeafNode } from './leafNode';
import type { Node, NodeWorld } from './node';

/** A service with its environments in promotion order. */
export class ServiceNode implements Node {
  readonly id: string;

  constructor(
    private readonly world: NodeWorld,
    readonly service: string,
  ) {
    this.id = `service:${service}`;
  }

  item(): vscode.TreeItem {
    const cells = this.cells();
    const edges = [...this.world.snapshot.edges.values()].filter(({ service }) => service.name === this.service);
    const summary = summarise(
      cells,
      edges.filter(isPromotable).map(({ plan }) => promotionAspect(plan)),
    );
    const item = rowItem(
      {
        id: this.id,
        label: this.service,
        description: summary.words,
        contextValue: edges.some(isPromotable) ? 'service promotable' : 'service',
        spoken: `${this.service}. ${summary.words}`,
        state: vscode.TreeItemCollapsibleState.Collapsed,
      },
      summary.look,
    );
    item.resourceUri = fleetUri(this.service);
    return item;
  }

  children(): readonly Node[] {
    return this.cells().map(({ id }) =>
      this.world.node(`cell:environment:${id}`, () => new CellNode(this.world, id, 'environment')),
    );
  }

  private cells(): readonly Cell[] {
    return [...this.world.snapshot.cells.values()].filter(({ service }) => service.name === this.service);
  }
}

/** An environment with what every service has in it. */
export class EnvironmentNode implements Node {
  readonly id: string;

  constructor(
    private readonly world: NodeWorld,
    readonly environment: string,
  ) {
    this.id = `environment:${environment}`;
  }

  item(): vscode.TreeItem {
    const summary = summarise(this.cells(), []);
    return rowItem(
      {
        id: this.id,
        label: this.environment,
        description: summary.words,
        contextValue: 'environment',
        spoken: `${this.environment}. ${summary.words}`,
        state: vscode.TreeItemCollapsibleState.Expanded,
      },
      { icon: 'server-environment' },
    );
  }

  children(): readonly Node[] {
    return this.cells().map(({ id }) =>
      this.world.node(`cell:service:${id}`, () => new CellNode(this.world, id, 'service')),
    );
  }

  private cells(): readonly Cell[] {
    return [...this.world.snapshot.cells.values()].filter(({ environment }) => environment.name === this.environment);
  }
}

/** Trouble of the whole: an invalid catalog, a forge that cannot be reached. */
export function problemNode(problem: FleetProblem, now: number): Node {
  const sentence = say(problem.said);
  return new LeafNode(`problem:${problem.subject}`, problem.subject, {
    severity: problem.severity,
    icon: problem.severity,
    colour: problem.severity === 'error' ? 'problemsErrorIcon.foreground' : 'problemsWarningIcon.foreground',
    label: `${sentence} (${ago(problem.observed.at, now)})`,
    sentence,
  });
}

/** Counts in words, and the look of the worst: "1 failing · 2 drifted · 3 pending". */
function summarise(cells: readonly Cell[], pending: readonly Aspect[]): { words: string; look: Aspect } {
  const failing = cells.filter(({ pipeline }) => pipelineAspect(pipeline).severity === 'error').length;
  const drifted = cells.filter(({ drift }) => driftAspect(drift).severity === 'warning').length;
  const unhealthy = cells.filter(({ health }) => healthAspect(health).severity === 'error').length;
  const running = cells.filter(({ pipeline }) => pipelineAspect(pipeline).severity === 'busy').length;
  const words = [
    failing > 0 ? vscode.l10n.t('{count} failing', { count: failing }) : '',
    unhealthy > 0 ? vscode.l10n.t('{count} unhealthy', { count: unhealthy }) : '',
    drifted > 0 ? vscode.l10n.t('{count} drifted', { count: drifted }) : '',
    running > 0 ? vscode.l10n.t('{count} running', { count: running }) : '',
    pending.length > 0 ? vscode.l10n.t('{count} to promote', { count: pending.length }) : '',
  ].filter((text) => text !== '');
  const aspects = cells.flatMap(({ pipeline, health, drift }) => [
    pipelineAspect(pipeline),
    healthAspect(health),
    driftAspect(drift),
  ]);
  const look = worstOf(aspects) ?? { severity: 'unknown', icon: 'circle-outline', label: '', sentence: '' };
  return { words: words.join(' · '), look };
}
