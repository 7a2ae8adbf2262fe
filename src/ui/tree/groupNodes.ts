import * as vscode from 'vscode';
import { hasPolicy } from '../../core/update/source';
import { partsOf } from '../../core/fleet/state/byService';
import type { Cell, FleetProblem } from '../../core/fleet/state/snapshot';
import { roughlyAgo } from '../words/age';
import { say } from '../words/say';
import { CellNode } from './cellNode';
import { fleetUri } from './fleetUri';
import { rowItem } from './item';
import { LeafNode } from './leafNode';
import type { Node, NodeSource } from './node';
import { summarise } from './summary';
import type { Instant } from '../../core/support/clock';
import { worstOf } from '../words/aspect';
import { cellAspects, troubleAspect } from '../words/cell';
import { escaped, trusted } from '../words/markdown';
import { factLine } from './cellTooltip';
import { isPromotable } from '../words/promotion';

/** A service with its environments in promotion order. */
export class ServiceNode implements Node {
  readonly id: string;

  constructor(
    private readonly tree: NodeSource,
    readonly service: string,
  ) {
    this.id = `service:${service}`;
  }

  item(): vscode.TreeItem {
    const { edges } = partsOf(this.tree.snapshot, this.service);
    const trouble = this.tree.trouble(this.service);
    const summary = summarise({
      cells: this.cells(),
      edges,
      troubleOf: () => trouble,
      nameOf: ({ environment }) => environment.name,
    });
    const item = rowItem(
      {
        id: this.id,
        label: this.service,
        description: summary.words,
        contextValue: [
          'service',
          ...(edges.some(isPromotable) ? ['promotable'] : []),
          ...(this.hasImagePolicy() ? ['images'] : []),
          ...rightsWords(trouble),
        ].join(' '),
        spoken: `${this.service}. ${summary.spoken}`,
        state: vscode.TreeItemCollapsibleState.Collapsed,
      },
      summary.look,
    );
    item.resourceUri = fleetUri(this.service);
    return item;
  }

  private hasImagePolicy(): boolean {
    return this.cells().some(({ service }) => hasPolicy(service));
  }

  tooltip(): vscode.MarkdownString {
    const trouble = this.tree.trouble(this.service);
    return serviceTooltip(this.service, this.cells(), trouble, this.tree.now);
  }

  children(): readonly Node[] {
    return this.cells().map(({ id }) =>
      this.tree.node(`cell:environment:${id}`, () => new CellNode(this.tree, id, 'environment')),
    );
  }

  private cells(): readonly Cell[] {
    return partsOf(this.tree.snapshot, this.service).cells;
  }
}

/** An environment with what every service has in it. */
export class EnvironmentNode implements Node {
  readonly id: string;

  constructor(
    private readonly tree: NodeSource,
    readonly environment: string,
  ) {
    this.id = `environment:${environment}`;
  }

  item(): vscode.TreeItem {
    const summary = summarise({
      cells: this.cells(),
      edges: [],
      troubleOf: ({ service }) => this.tree.trouble(service.name),
      nameOf: ({ service }) => service.name,
    });
    return rowItem(
      {
        id: this.id,
        label: this.environment,
        description: summary.words,
        contextValue: 'environment',
        spoken: `${this.environment}. ${summary.spoken}`,
        state: vscode.TreeItemCollapsibleState.Expanded,
      },
      { icon: 'server-environment' },
    );
  }

  children(): readonly Node[] {
    return this.cells().map(({ id }) =>
      this.tree.node(`cell:service:${id}`, () => new CellNode(this.tree, id, 'service')),
    );
  }

  private cells(): readonly Cell[] {
    return [...this.tree.snapshot.cells.values()].filter(({ environment }) => environment.name === this.environment);
  }
}

/** Trouble of the whole: an invalid catalog, a forge that cannot be reached. */
export function problemNode(problem: FleetProblem, now: number): Node {
  const sentence = say(problem.said);
  return new LeafNode(`problem:${problem.subject}`, problem.subject, {
    severity: problem.severity,
    icon: problem.severity,
    colour: problem.severity === 'error' ? 'problemsErrorIcon.foreground' : 'problemsWarningIcon.foreground',
    label: `${sentence} (${roughlyAgo(problem.observed.at, now)})`,
    sentence,
  });
}

/** A service that refuses the token offers to sign in. */
function rightsWords(trouble: FleetProblem | undefined): readonly string[] {
  return trouble?.reason === 'unauthorised' ? ['signIn'] : [];
}

/** A service at a glance: what is wrong with it, and the worst of each environment. */
export function serviceTooltip(
  service: string,
  cells: readonly Cell[],
  trouble: FleetProblem | undefined,
  now: Instant,
): vscode.MarkdownString {
  const lines = cells.flatMap((cell) => {
    const worst = worstOf(cellAspects(cell, undefined).judged);
    return worst ? [`$(${worst.icon}) ${escaped(cell.environment.name)}: ${escaped(worst.sentence)}`] : [];
  });
  const title = `**${escaped(service)}**`;
  return trusted(
    [title, ...(trouble ? [factLine(troubleAspect(trouble), trouble, now)] : []), ...lines].join('\n\n'),
    [],
  );
}
