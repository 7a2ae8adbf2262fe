import * as vscode from 'vscode';
import type { Cell, EdgeSnapshot } from '../../core/fleet/snapshot';
import { subjectOf } from '../../core/git/objects';
import type { Instant } from '../../core/support/clock';
import type { Observation } from '../../core/support/observation';
import { short } from '../../core/support/sha';
import { ago } from '../words/age';
import type { Aspect } from '../words/aspect';
import { driftAspect, healthAspect, liveAspect } from '../words/cluster';
import { escaped, trusted } from '../words/markdown';
import { pipelineAspect } from '../words/pipeline';
import { promotionAspect } from '../words/promotion';

type Fact = { readonly kind: string; readonly observed?: Observation };

/** Everything that is known of a cell, each fact with when and where it was observed. */
export function cellTooltip(cell: Cell, outgoing: readonly EdgeSnapshot[], now: Instant): vscode.MarkdownString {
  const lines = [
    `**${escaped(cell.service.name)}** · ${escaped(cell.environment.name)} · $(git-branch) ${escaped(cell.environment.branch)}`,
    headLine(cell),
    factLine(pipelineAspect(cell.pipeline), cell.pipeline, now),
    factLine(liveAspect(cell.live, cell.head), cell.live, now),
    factLine(healthAspect(cell.health), cell.health, now),
    factLine(driftAspect(cell.drift), cell.drift, now),
    ...outgoing.map((edge) => factLine(promotionAspect(edge.plan), edge.plan, now)),
  ];
  return trusted(lines.join('\n\n'), []);
}

function headLine({ head }: Cell): string {
  if (head.kind === 'unknown') return '';
  const { commit } = head;
  return `\`${short(commit.sha)}\` ${escaped(subjectOf(commit))} — ${escaped(commit.author.name)}`;
}

function factLine(aspect: Aspect, fact: Fact, now: Instant): string {
  const text = `$(${aspect.icon}) ${escaped(aspect.sentence)}`;
  if (!fact.observed) return text;
  const seen = vscode.l10n.t('{source}, {age}', { source: fact.observed.source, age: ago(fact.observed.at, now) });
  return `${text} _${escaped(seen)}_`;
}
