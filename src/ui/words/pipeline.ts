import * as vscode from 'vscode';
import type { PipelineJob } from '../../core/forge/runs/types';
import { meaningOf } from '../../core/pipeline/words';
import type { PipelineContext, PipelineState, Verdict } from '../../core/pipeline/state';
import type { Unknown } from '../../core/support/observation';
import type { Aspect } from './aspect';
import { plainText } from './markdown';
import { unknownAspect } from './unknown';

const { t } = vscode.l10n;
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

/** Whether something in it can be looked into, and run again. */
export function hasFailedPipeline({ pipeline }: { readonly pipeline: PipelineState | Unknown }): boolean {
  return pipeline.kind === 'known' && ['failure', 'error', 'cancelled'].includes(pipeline.verdict);
}

/** A job in its forge's own word. */
export function jobIcon({ state }: Pick<PipelineJob, 'state'>): string {
  return verdictAspect(meaningOf(state)).icon.replace('~spin', '');
}

/** One status or check of a pipeline. */
export function contextAspect(context: PipelineContext): Aspect {
  const aspect = verdictAspect(context);
  return context.description === '' ? aspect : { ...aspect, label: plainText(context.description) };
}

function verdictAspect(state: Pick<PipelineState, 'verdict' | 'inFlight'>): Aspect {
  const look = looks[state.verdict]();
  if (state.inFlight === 'no') return look;
  const running = state.inFlight === 'running' ? t('running') : t('queued');
  if (state.verdict === 'none') {
    const sentence = state.inFlight === 'running' ? t('The pipeline is running.') : t('The pipeline is queued.');
    return { severity: 'busy', icon: 'sync~spin', label: running, sentence };
  }
  return {
    severity: look.severity === 'error' ? 'error' : 'busy',
    icon: 'sync~spin',
    ...(look.colour === undefined ? {} : { colour: look.colour }),
    label: t('{verdict}, {state}', { verdict: look.label, state: running }),
    sentence: t('{verdict} Something newer is {state}.', { verdict: look.sentence, state: running }),
  };
}

const looks: Record<Verdict, () => Aspect> = {
  none: () => ({
    severity: 'unknown',
    icon: 'circle-outline',
    label: t('no pipeline'),
    sentence: t('No pipeline has said anything.'),
  }),
  success: () => ({
    severity: 'fine',
    icon: 'pass',
    colour: 'testing.iconPassed',
    label: t('pipeline passed'),
    sentence: t('The pipeline passed.'),
  }),
  warning: () => ({
    severity: 'notice',
    icon: 'warning',
    colour: 'problemsWarningIcon.foreground',
    label: t('passed with warnings'),
    sentence: t('The pipeline passed with warnings.'),
  }),
  failure: () => ({
    severity: 'error',
    icon: 'error',
    colour: 'testing.iconFailed',
    label: t('pipeline failed'),
    sentence: t('The pipeline failed.'),
  }),
  error: () => ({
    severity: 'error',
    icon: 'error',
    colour: 'testing.iconErrored',
    label: t('pipeline error'),
    sentence: t('The pipeline ended with an error.'),
  }),
  cancelled: () => ({
    severity: 'warning',
    icon: 'circle-slash',
    label: t('pipeline cancelled'),
    sentence: t('The pipeline was cancelled.'),
  }),
  skipped: () => ({
    severity: 'fine',
    icon: 'debug-step-over',
    label: t('pipeline skipped'),
    sentence: t('The pipeline was skipped.'),
  }),
  blocked: () => ({
    severity: 'notice',
    icon: 'debug-pause',
    label: t('waits for a person'),
    sentence: t('The pipeline waits for a person.'),
  }),
  unknown: () => ({
    severity: 'unknown',
    icon: 'question',
    label: t('pipeline unknown'),
    sentence: t('What the pipeline says is not understood.'),
  }),
};
