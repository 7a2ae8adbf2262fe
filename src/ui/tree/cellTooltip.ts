import type * as vscode from 'vscode';
import type { Cell, EdgeSnapshot, FleetProblem } from '../../core/fleet/state/snapshot';
import { authorOf, subjectOf } from '../../core/manifest/secrecy/commits';
import type { Instant } from '../../core/support/clock';
import type { Observation } from '../../core/support/observation';
import { short } from '../../core/support/sha';
import { seenWords } from '../words/seen';
import type { Aspect } from '../words/aspect';
import { escaped, trusted } from '../words/markdown';
import { promotionAspect } from '../words/promotion';
import { cellFacts } from './cellFacts';

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
  const lines = [
    `**${escaped(cell.service.name)}** · ${escaped(cell.environment.name)} · $(git-branch) ${escaped(cell.environment.branch)}`,
    headLine(cell),
    ...cellFacts(cell, trouble).map(({ aspect, observed }) => factLine(aspect, observed ? { observed } : {}, now)),
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
  return `${text} _${escaped(seenWords(fact.observed, now))}_`;
}
