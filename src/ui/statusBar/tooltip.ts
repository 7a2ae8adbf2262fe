import * as vscode from 'vscode';
import type { Cell, FleetProblem, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';
import { hasPassed } from '../../core/pipeline/rollUp';
import { roughlyAgo } from '../words/age';
import { gravity, type Aspect } from '../words/aspect';
import { troubleAspect } from '../words/cell';
import { pipelineAspect } from '../words/pipeline';
import { escaped } from '../words/markdown';
import { relayWords } from '../words/relay';

/** One cell whose pipeline the status bar watches. */
export interface Watched {
  readonly cell: Cell;
  readonly aspect: Aspect;
  readonly stale: boolean;
  /** Its service could not be looked at: what is known is of before. */
  readonly trouble: FleetProblem | undefined;
}

/** A release train on which somebody should go on: what it asks for. */
export interface DueTrain {
  readonly icon: string;
  readonly text: string;
}

/** Past this the tooltip says how many more there are. */
const mostLines = 20;

/** Markdown: services that cannot be judged (by name), those that were not reached, then one line a cell, the worst first; what is fine is counted only. Last how the relay stands. */
export function statusBarTooltip(
  watched: readonly Watched[],
  unjudged: ReadonlyMap<string, Aspect>,
  trains: readonly DueTrain[],
  { relay, now }: { readonly relay: FleetSnapshot['relay']; readonly now: Instant },
): string {
  const rank = ({ aspect, stale }: Watched) => gravity(aspect) + (stale ? 0.5 : 0);
  const reached = watched.filter(({ trouble }) => !trouble);
  const notable = reached.filter(({ aspect, stale }) => stale || aspect.severity !== 'fine');
  const passed = reached.filter(({ cell, stale }) => !stale && isPassed(cell)).length;
  const skipped = reached.length - notable.length - passed;
  const rules = [...unjudged].map(([name, { icon, sentence }]) => `$(${icon}) ${escaped(name)}: ${escaped(sentence)}`);
  const all = [
    ...rules,
    ...trains.map(({ icon, text }) => `$(${icon}) ${escaped(text)}`),
    ...troubleLines(watched),
    ...notable.sort((a, b) => rank(b) - rank(a)).map((one) => cellLine(one, now)),
  ];
  const lines = all.slice(0, mostLines);
  const more = all.length - lines.length;
  return [
    ...lines,
    ...(more > 0 ? [vscode.l10n.t('… and {count} more', { count: more })] : []),
    ...(skipped > 0 ? [`$(debug-step-over) ${vscode.l10n.t('{count} skipped', { count: skipped })}`] : []),
    ...(passed > 0 ? [`$(pass) ${vscode.l10n.t('{count} passed', { count: passed })}`] : []),
    ...(relay
      ? [`$(${relay.kind === 'away' ? 'debug-disconnect' : 'broadcast'}) ${escaped(relayWords(relay, now))}`]
      : []),
  ].join('\n\n');
}

/** Nothing is wrong with one that was skipped, but it has not passed. */
export function isPassed({ pipeline }: Cell): boolean {
  return pipeline.kind === 'known' && pipelineAspect(pipeline).severity === 'fine' && hasPassed(pipeline);
}

function troubleLines(watched: readonly Watched[]): readonly string[] {
  const troubles = new Map(watched.flatMap(({ trouble }) => (trouble ? [[trouble.subject, trouble]] : [])));
  return [...troubles.values()].map((trouble) => {
    const { icon, sentence } = troubleAspect(trouble);
    return `$(${icon}) ${escaped(trouble.subject)}: ${escaped(sentence)}`;
  });
}

function cellLine({ cell, aspect, stale }: Watched, now: Instant): string {
  const age = cell.pipeline.kind === 'known' ? roughlyAgo(cell.pipeline.observed.at, now) : '';
  const words = stale ? vscode.l10n.t('{state}, stale, {age}', { state: aspect.label, age }) : aspect.label;
  return `$(${aspect.icon}) ${escaped(cell.service.name)} · ${escaped(cell.environment.name)}: ${escaped(words)}`;
}
