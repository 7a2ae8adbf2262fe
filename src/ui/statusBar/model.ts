import * as vscode from 'vscode';
import type { Cell, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';
import { freshness } from '../../core/support/observation';
import type { Severity } from '../words/aspect';
import { isDrifted } from '../words/cell';
import { pipelineAspect } from '../words/pipeline';
import { isUnjudged, promotionAspect, waitingOn } from '../words/promotion';
import { isPassed, statusBarTooltip, type DueTrain, type Watched } from './tooltip';

export interface StatusBarModel {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly spoken: string;
  readonly tone: 'plain' | 'warning' | 'error';
}

/**
 * The status bar's whole content: services that cannot be judged, then the worst of the watched pipelines, with counts. Pure; the item only assigns it.
 * A verdict that is not fresh, or that could not be asked for again, is never counted as passed; what passed stands last, so that it
 * never takes the place of what did not, or is not known.
 */
export function statusBarModel(
  snapshot: FleetSnapshot,
  options: {
    readonly watch: readonly string[];
    readonly now: Instant;
    readonly intervalMs: number;
    /** Release trains on which somebody should go on. */
    readonly trains?: readonly DueTrain[];
  },
): StatusBarModel {
  const { watch, now, intervalMs, trains = [] } = options;
  const troubles = new Map(snapshot.problems.map((problem) => [problem.subject, problem]));
  const watched = [...snapshot.cells.values()]
    .filter(({ environment }) => watch.length === 0 || watch.includes(environment.name))
    .map((cell): Watched => ({
      cell,
      aspect: pipelineAspect(cell.pipeline),
      stale: cell.pipeline.kind === 'known' && freshness(cell.pipeline.observed, now, intervalMs) === 'stale',
      trouble: troubles.get(cell.service.name),
    }));
  if (watched.length === 0) {
    const none = vscode.l10n.t('Branchline: no pipelines are watched');
    return { text: '$(git-branch)', tooltip: none, spoken: none, tone: 'plain' };
  }
  if (vscode.workspace.isTrusted && watched.every(isAwaited)) {
    const first = vscode.l10n.t('Branchline: looking at the pipelines for the first time');
    return { text: '$(sync~spin)', tooltip: first, spoken: first, tone: 'plain' };
  }
  const offline = watched.filter(({ trouble }) => trouble !== undefined);
  const fresh = watched.filter(({ stale, trouble }) => !stale && !trouble);
  const count = (severity: Severity) => fresh.filter(({ aspect }) => aspect.severity === severity).length;
  const passed = fresh.filter(({ cell }) => isPassed(cell)).length;
  const awaited = fresh.filter(isAwaited).length;
  const names = new Set(watched.map(({ cell }) => cell.service.name));
  const unjudged = new Map(
    [...snapshot.edges.values()]
      .filter((edge) => isUnjudged(edge) && names.has(edge.service.name))
      .map((edge) => [edge.service.name, promotionAspect(edge.plan)]),
  );
  const waiting = waitingOn([...snapshot.edges.values()].filter(({ service }) => names.has(service.name)));
  const parts = [
    part('law', unjudged.size, vscode.l10n.t('cannot be judged')),
    part('error', count('error'), vscode.l10n.t('failing')),
    part('warning', count('warning') + count('notice'), vscode.l10n.t('need attention')),
    part(
      'rocket',
      trains.length,
      trains.length === 1
        ? vscode.l10n.t('release train to go on with')
        : vscode.l10n.t('release trains to go on with'),
    ),
    part('debug-disconnect', offline.length, vscode.l10n.t('not reached')),
    part('request-changes', watched.filter(({ cell }) => isDrifted(cell)).length, vscode.l10n.t('drifted')),
    part('git-merge', waiting.conflicts, vscode.l10n.t('in conflict')),
    part('debug-pause', waiting.held, vscode.l10n.t('on hold')),
    part('sync~spin', fresh.filter(isRunning).length, vscode.l10n.t('running')),
    part('arrow-circle-right', waiting.pending, vscode.l10n.t('to promote')),
    part('history', watched.length - fresh.length - offline.length, vscode.l10n.t('stale')),
    part('question', count('unknown') - awaited, vscode.l10n.t('unknown')),
    part('ellipsis', awaited, vscode.l10n.t('not looked at yet')),
    part('debug-step-over', count('fine') - passed, vscode.l10n.t('skipped')),
    part('pass', passed, vscode.l10n.t('passed')),
  ].filter(({ amount }) => amount > 0);
  const shown = parts.slice(0, 3);
  return {
    text: '$(pulse) ' + shown.map(({ icon, amount }) => `$(${icon}) ${amount}`).join(' '),
    tooltip: statusBarTooltip(watched, unjudged, trains, { relay: snapshot.relay, now }),
    spoken: vscode.l10n.t('Branchline pipelines: {counts}', {
      counts: parts.map(({ amount, words }) => `${amount} ${words}`).join(', '),
    }),
    tone: toneOf({
      grave: fresh.some(({ aspect, cell }) => aspect.severity === 'error' && isProduction(cell)),
      troubled: count('error') + count('warning') + offline.length + unjudged.size > 0,
    }),
  };
}

/** Red says that what people use is at stake: a pipeline that fails on the way there is a warning. */
function toneOf({ grave, troubled }: { readonly grave: boolean; readonly troubled: boolean }): StatusBarModel['tone'] {
  if (grave) return 'error';
  return troubled ? 'warning' : 'plain';
}

/** Where a way ends, or what a team protects. */
function isProduction({ service, environment }: Cell): boolean {
  return environment.protected || !service.edges.some(({ from }) => from === environment.name);
}

function isAwaited({ cell: { pipeline }, trouble }: Watched): boolean {
  return !trouble && pipeline.kind === 'unknown' && pipeline.reason === 'pending';
}

function isRunning({ cell }: Watched): boolean {
  return cell.pipeline.kind === 'known' && cell.pipeline.inFlight !== 'no';
}

function part(icon: string, amount: number, words: string) {
  return { icon, amount, words };
}
