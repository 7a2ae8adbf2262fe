import * as vscode from 'vscode';
import type { Cell, EdgeSnapshot, FleetProblem } from '../../core/fleet/state/snapshot';
import { authorOf, subjectOf } from '../../core/manifest/secrecy/commits';
import type { Instant } from '../../core/support/clock';
import type { Observation } from '../../core/support/observation';
import { short } from '../../core/support/sha';
import { ago } from '../words/age';
import type { Aspect } from '../words/aspect';
import { cellAspects, rewrittenAspect } from '../words/cell';
import { controllerAspect } from '../words/controller';
import { escaped, trusted } from '../words/markdown';
import { promotionAspect } from '../words/promotion';

interface Fact {
  readonly observed?: Observation;
}

/** Everything that is known of a cell, each fact with when and where it was observed. */
export function cellTooltip(
  cell: Cell,
  outgoing: readonly EdgeSnapshot[],
  trouble: FleetProblem | undefined,
  now: Instant,
): vscode.MarkdownString {
  const aspects = cellAspects(cell, trouble);
  const rewritten = rewrittenAspect(cell);
  const lines = [
    `**${escaped(cell.service.name)}** · ${escaped(cell.environment.name)} · $(git-branch) ${escaped(cell.environment.branch)}`,
    headLine(cell),
    ...(rewritten ? [factLine(rewritten, cell.head, now)] : []),
    ...(aspects.trouble ? [factLine(aspects.trouble, trouble ?? {}, now)] : []),
    factLine(aspects.pipeline, cell.pipeline, now),
    ...(aspects.connection ? [factLine(aspects.connection, {}, now)] : []),
    factLine(aspects.live, cell.live, now),
    ...[cell.controller, cell.promoter].flatMap((state) =>
      state ? [factLine(controllerAspect(state), state, now)] : [],
    ),
    factLine(aspects.health, cell.health, now),
    factLine(aspects.drift, cell.drift, now),
    ...outgoing.map((edge) => factLine(promotionAspect(edge.plan), edge.plan, now)),
  ];
  return trusted(lines.join('\n\n'), []);
}

function headLine({ head }: Cell): string {
  if (head.kind === 'unknown') return '';
  const { commit } = head;
  return `\`${short(commit.sha)}\` ${escaped(subjectOf(commit))} — ${escaped(authorOf(commit))}`;
}

/** A fact with when and where it was observed, in Markdown. */
export function factLine(aspect: Aspect, fact: Fact, now: Instant): string {
  const text = `$(${aspect.icon}) ${escaped(aspect.sentence)}`;
  if (!fact.observed) return text;
  const seen = vscode.l10n.t('{source}, {age}', { source: fact.observed.source, age: ago(fact.observed.at, now) });
  return `${text} _${escaped(seen)}_`;
}
