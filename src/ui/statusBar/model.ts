import * as vscode from 'vscode';
import type { Cell, FleetSnapshot } from '../../core/fleet/snapshot';
import type { Instant } from '../../core/support/clock';
import { freshness } from '../../core/support/observation';
import { ago } from '../words/age';
import { severities, type Aspect, type Severity } from '../words/aspect';
import { escaped } from '../words/markdown';
import { pipelineAspect } from '../words/pipeline';

export interface StatusBarModel {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly spoken: string;
  readonly tone: 'plain' | 'warning' | 'error';
}

interface Watched {
  readonly cell: Cell;
  readonly aspect: Aspect;
  readonly stale: boolean;
}

/** Past this the tooltip says how many more there are. */
const mostLines = 30;

/**
 * The status bar's whole content: the worst of the watched pipelines, with counts. Pure; the item only assigns it.
 * A verdict that is not fresh is counted as stale, never as passed.
 */
export function statusBarModel(
  snapshot: FleetSnapshot,
  options: { readonly watch: readonly string[]; readonly now: Instant; readonly intervalMs: number },
): StatusBarModel {
  const { watch, now, intervalMs } = options;
  const watched = [...snapshot.cells.values()]
    .filter(({ environment }) => watch.length === 0 || watch.includes(environment.name))
    .map((cell): Watched => ({
      cell,
      aspect: pipelineAspect(cell.pipeline),
      stale: cell.pipeline.kind === 'known' && freshness(cell.pipeline.observed, now, intervalMs) === 'stale',
    }));
  if (watched.length === 0) {
    const none = vscode.l10n.t('Branchline: no pipelines are watched');
    return { text: '$(git-branch)', tooltip: none, spoken: none, tone: 'plain' };
  }
  const fresh = watched.filter(({ stale }) => !stale);
  const count = (severity: Severity) => fresh.filter(({ aspect }) => aspect.severity === severity).length;
  const parts = [
    part('error', count('error'), vscode.l10n.t('failing')),
    part('warning', count('warning') + count('notice'), vscode.l10n.t('need attention')),
    part('sync~spin', fresh.filter(isRunning).length, vscode.l10n.t('running')),
    part('pass', count('fine'), vscode.l10n.t('passed')),
    part('history', watched.length - fresh.length, vscode.l10n.t('stale')),
    part('question', count('unknown'), vscode.l10n.t('unknown')),
  ].filter(({ amount }) => amount > 0);
  const shown = parts.slice(0, 3);
  return {
    text: shown.map(({ icon, amount }) => `$(${icon}) ${amount}`).join(' '),
    tooltip: tooltip(watched, now),
    spoken: vscode.l10n.t('Branchline pipelines: {counts}', {
      counts: parts.map(({ amount, words }) => `${amount} ${words}`).join(', '),
    }),
    tone: count('error') > 0 ? 'error' : count('warning') > 0 ? 'warning' : 'plain',
  };
}

function isRunning({ cell }: Watched): boolean {
  return cell.pipeline.kind === 'known' && cell.pipeline.inFlight !== 'no';
}

function part(icon: string, amount: number, words: string) {
  return { icon, amount, words };
}

/** One line a cell, the worst first; what is fine is counted only. */
function tooltip(watched: readonly Watched[], now: Instant): string {
  const rank = ({ aspect, stale }: Watched) => severities.indexOf(aspect.severity) + (stale ? 0.5 : 0);
  const notable = watched.filter(({ aspect, stale }) => stale || aspect.severity !== 'fine');
  const lines = [...notable]
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, mostLines)
    .map(({ cell, aspect, stale }) => {
      const age = cell.pipeline.kind === 'known' ? ago(cell.pipeline.observed.at, now) : '';
      const words = stale ? vscode.l10n.t('{state}, stale, {age}', { state: aspect.label, age }) : aspect.label;
      return `$(${aspect.icon}) ${escaped(cell.service.name)} · ${escaped(cell.environment.name)}: ${escaped(words)}`;
    });
  const more = notable.length - lines.length;
  const fine = watched.length - notable.length;
  return [
    ...lines,
    ...(more > 0 ? [vscode.l10n.t('… and {count} more', { count: more })] : []),
    ...(fine > 0 ? [`$(pass) ${vscode.l10n.t('{count} passed', { count: fine })}`] : []),
  ].join('\n\n');
}
