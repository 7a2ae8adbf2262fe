import type { CanaryStep, RolloutRead } from './read';

/** Which step of a canary is on, with its weight; nothing where there are no steps, or none is on any more. */
export function stepWords({ spec: { strategy }, status }: RolloutRead): string | undefined {
  const steps = strategy?.canary?.steps ?? [];
  const index = status.currentStepIndex ?? 0;
  const step = steps[index];
  if (!step || index < 0) return undefined;
  return `canary step ${index + 1} of ${steps.length}${kindWords(step)}, ${weightWords(steps, index, status, strategy?.canary?.trafficRouting)}`;
}

/**
 * The share that the steps ask for: the nearest `setWeight` at or before the step; beside it, where traffic is routed, the one
 * that the router was given. Source: `GetCurrentSetWeight` of argo-rollouts, utils/replicaset/canary.go.
 */
function weightWords(
  steps: readonly CanaryStep[],
  index: number,
  { canary }: RolloutRead['status'],
  routing: { readonly maxTrafficWeight?: number | null | undefined } | null | undefined,
): string {
  const asked = steps.slice(0, index + 1).findLast(({ setWeight }) => setWeight !== undefined)?.setWeight ?? 0;
  const most = routing?.maxTrafficWeight ?? 100;
  const percent = (weight: number) => `${Math.round((weight * 100) / (most > 0 ? most : 100))} %`;
  const routed = routing ? canary?.weights?.canary.weight : undefined;
  if (routed === undefined || routed === asked) return percent(asked);
  return `${percent(routed)} of the ${percent(asked)} that it asks for`;
}

function kindWords({ pause, setWeight }: CanaryStep): string {
  if (pause) return ' (a pause)';
  return setWeight === undefined ? ' (a check)' : '';
}

/** Who paused it, and until when; empty where nobody did. */
export function pauseWords({ spec, status }: RolloutRead): readonly string[] {
  const byHand = spec.paused === true ? ['paused by hand (spec.paused)'] : [];
  return [...byHand, ...(status.pauseConditions ?? []).map(({ reason }) => reasonWords(reason, { spec, status }))];
}

/** Source: `PauseReason` of argo-rollouts, pkg/apis/rollouts/v1alpha1/types.go. */
function reasonWords(reason: string, { spec: { strategy }, status }: Pick<RolloutRead, 'spec' | 'status'>): string {
  switch (reason) {
    case 'CanaryPauseStep': {
      const pause = strategy?.canary?.steps?.[status.currentStepIndex ?? 0]?.pause;
      if (!pause) return 'paused by a step';
      return pause.duration === undefined
        ? 'paused by a step, until a person promotes it'
        : `paused by a step for ${durationWords(pause.duration)}`;
    }
    case 'BlueGreenPause': {
      const seconds = strategy?.blueGreen?.autoPromotionSeconds;
      return seconds === undefined || seconds === 0
        ? 'paused before the switch, until a person promotes it'
        : `paused before the switch for ${seconds}s`;
    }
    case 'InconclusiveAnalysisRun':
      return 'paused by an analysis that came to no end, until a person decides';
    case 'InconclusiveExperiment':
      return 'paused by an experiment that came to no end, until a person decides';
    default:
      return `paused (${reason})`;
  }
}

/** A number is of seconds. Source: `RolloutPause` of argo-rollouts, docs/features/canary. */
function durationWords(duration: string | number): string {
  return /^\d+$/.test(String(duration)) ? `${duration}s` : String(duration);
}
