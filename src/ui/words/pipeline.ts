import * as vscode from 'vscode';
import type { PipelineContext, PipelineState, Verdict } from '../../core/pipeline/state';
import type { Unknown } from '../../core/support/observation';
import type { Aspect } from './aspect';
import { plainText } from './markdown';
import { unknownAspect } from './unknown';

const known = new WeakMap<PipelineState | Unknown, Aspect>();

/**
 * A branch's pipeline: the last verdict, and whether something newer runs. The two never collapse into one. A state is
 * never changed, so that it is put into words once.
 */
export function pipelineAspect(state: PipelineState | Unknown): Aspect {
  const aspect = known.get(state) ?? (state.kind === 'unknown' ? unknownAspect(state) : verdictAspect(state));
  known.set(state, aspect);
  return aspect;
}

/** One status or check of a pipeline. */
export function contextAspect(context: PipelineContext): Aspect {
  const aspect = verdictAspect(context);
  return context.description === '' ? aspect : { ...aspect, label: plainText(context.description) };
}

function verdictAspect(state: Pick<PipelineState, 'verdict' | 'inFlight'>): Aspect {
  const look = looks[state.verdict]();
  if (state.inFlight === 'no')
    return { ...look, sentence: vscode.l10n.t('Pipeline: {verdict}.', { verdict: look.label }) };
  const running = state.inFlight === 'running' ? vscode.l10n.t('running') : vscode.l10n.t('queued');
  if (state.verdict === 'none') {
    return {
      severity: 'busy',
      icon: 'sync~spin',
      label: running,
      sentence: vscode.l10n.t('Pipeline: {state}.', { state: running }),
    };
  }
  return {
    severity: look.severity === 'error' ? 'error' : 'busy',
    icon: 'sync~spin',
    ...(look.colour === undefined ? {} : { colour: look.colour }),
    label: vscode.l10n.t('{verdict}, {state}', { verdict: look.label, state: running }),
    sentence: vscode.l10n.t('Pipeline: {verdict} so far, something newer is {state}.', {
      verdict: look.label,
      state: running,
    }),
  };
}

type Look = Omit<Aspect, 'sentence'>;

const looks: Record<Verdict, () => Look> = {
  none: () => ({ severity: 'unknown', icon: 'circle-outline', label: vscode.l10n.t('no pipeline') }),
  success: () => ({
    severity: 'fine',
    icon: 'pass',
    colour: 'testing.iconPassed',
    label: vscode.l10n.t('pipeline passed'),
  }),
  warning: () => ({
    severity: 'notice',
    icon: 'warning',
    colour: 'problemsWarningIcon.foreground',
    label: vscode.l10n.t('passed with warnings'),
  }),
  failure: () => ({
    severity: 'error',
    icon: 'error',
    colour: 'testing.iconFailed',
    label: vscode.l10n.t('pipeline failed'),
  }),
  error: () => ({
    severity: 'error',
    icon: 'error',
    colour: 'testing.iconErrored',
    label: vscode.l10n.t('pipeline error'),
  }),
  cancelled: () => ({ severity: 'warning', icon: 'circle-slash', label: vscode.l10n.t('pipeline cancelled') }),
  skipped: () => ({ severity: 'fine', icon: 'debug-step-over', label: vscode.l10n.t('pipeline skipped') }),
  blocked: () => ({ severity: 'notice', icon: 'debug-pause', label: vscode.l10n.t('waits for a person') }),
  unknown: () => ({ severity: 'unknown', icon: 'question', label: vscode.l10n.t('pipeline unknown') }),
};
