import { isMap, listAt, numberAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import type { RolloutRead } from './read';

/** Phases in which a run has ended well. */
const well = 'Successful';

/**
 * What the analyses of a Rollout say, as far as they have not ended well: each with its metrics that have not, where the runs may
 * be read. Numbers that were measured, and what providers answered, are not told: they may hold anything.
 *
 * @param made what the Rollout made
 * Source: argo-rollouts, pkg/apis/rollouts/v1alpha1/analysis_types.go.
 */
export function analysisWords({ status: { canary, blueGreen } }: RolloutRead, made: readonly LiveObject[]): string[] {
  const runs = [
    canary?.currentStepAnalysisRunStatus,
    canary?.currentBackgroundAnalysisRunStatus,
    blueGreen?.prePromotionAnalysisRunStatus,
    blueGreen?.postPromotionAnalysisRunStatus,
  ];
  return runs.flatMap((run) => {
    if (!run || run.status === well) return [];
    const object = made.find(({ kind, metadata }) => kind === 'AnalysisRun' && metadata.name === run.name);
    const metrics = object ? metricWords(object) : [];
    return [
      `analysis ${run.name} ${run.status === '' ? 'Unknown' : run.status}${metrics.length > 0 ? ` (${metrics.join(', ')})` : ''}`,
    ];
  });
}

/** Dry ones are measured, and count for nothing. */
function metricWords(run: LiveObject): readonly string[] {
  return listAt(run, 'status', 'metricResults')
    .filter((metric) => isMap(metric) && metric['dryRun'] !== true && metric['phase'] !== well)
    .map((metric) => {
      const [name = '', phase = 'Unknown'] = [stringAt(metric, 'name'), stringAt(metric, 'phase')];
      const failed = (numberAt(metric, 'failed') ?? 0) + (numberAt(metric, 'error') ?? 0);
      const count = (numberAt(metric, 'count') ?? 0) + (numberAt(metric, 'error') ?? 0);
      return `${name} ${phase}${failed > 0 ? `: ${failed} of ${count} failed` : ''}`;
    });
}
