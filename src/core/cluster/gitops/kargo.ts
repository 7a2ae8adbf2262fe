import * as z from 'zod';
import type { LiveObject } from '../live';
import { argoStatus } from './argo';
import { authorizedStage } from './kargoProject';
import { present, type GitopsStatus } from './status';

const promotion = z.object({
  finishedAt: z.string().optional(),
  status: z
    .object({
      phase: z
        .enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Errored', 'Aborted', 'unknown'])
        .optional()
        .catch('unknown'),
      message: z.string().optional(),
    })
    .optional(),
});

const stageStatus = z.object({
  observedGeneration: z.number().optional(),
  health: z
    .object({
      status: z.enum(['Healthy', 'Progressing', 'Unhealthy', 'unknown']).optional().catch('unknown'),
      issues: z.array(z.string()).nullish(),
    })
    .optional(),
  currentPromotion: z.object({ name: z.string().optional() }).nullish(),
  lastPromotion: promotion.nullish(),
  effectiveAutoPromotionHolds: z.record(z.string(), z.unknown()).nullish(),
});

type StageStatus = z.infer<typeof stageStatus>;

/**
 * A Stage, once for each Application among `objects` that names it as the one that may change it: whose repository,
 * branch and folder it promotes into stands there, and nowhere else that is as certain. What its freight is made of
 * are commits of another branch, and so no revision is told. Source: docs/controllers.md, "Kargo".
 */
export function kargoStatuses(stage: LiveObject, objects: readonly LiveObject[]): GitopsStatus[] {
  const named = `${stage.metadata.namespace ?? ''}:${stage.metadata.name}`;
  const parsed = stageStatus.safeParse(stage['status'] ?? {});
  const status = parsed.success ? parsed.data : {};
  return objects.filter((object) => isAuthorizing(object, named)).map((object) => statusFor(stage, object, status));
}

function isAuthorizing({ apiVersion, kind, metadata }: LiveObject, named: string): boolean {
  const isApplication = kind === 'Application' && apiVersion.startsWith('argoproj.io/');
  return isApplication && metadata.annotations?.[authorizedStage] === named;
}

function statusFor(stage: LiveObject, application: LiveObject, status: StageStatus): GitopsStatus {
  const { repository, follows, path, targetNamespace } = argoStatus(application);
  return {
    source: 'kargo',
    kind: stage.kind,
    name: stage.metadata.name,
    namespace: stage.metadata.namespace,
    ...present({ repository, follows, path, targetNamespace, since: status.lastPromotion?.finishedAt }),
    paused: Object.keys(status.effectiveAutoPromotionHolds ?? {}).length > 0,
    ...verdicts(status, stage.metadata.generation ?? 0),
  };
}

function verdicts(
  { observedGeneration, health, currentPromotion, lastPromotion }: StageStatus,
  generation: number,
): Pick<GitopsStatus, 'sync' | 'health' | 'operation' | 'reason'> {
  if (observedGeneration === undefined || observedGeneration < generation) {
    return { sync: 'unknown', health: 'unknown', operation: 'idle' };
  }
  const phase = lastPromotion?.status?.phase;
  const failed = phase === 'Failed' || phase === 'Errored';
  const reason = failed ? lastPromotion?.status?.message : health?.issues?.[0];
  return {
    sync: phase === 'Succeeded' && !currentPromotion ? 'synced' : 'unknown',
    health: health?.status === 'Unhealthy' ? 'degraded' : healthOf(health?.status),
    operation: currentPromotion ? 'running' : failed ? 'failed' : 'idle',
    ...present({ reason }),
  };
}

function healthOf(said: 'Healthy' | 'Progressing' | 'unknown' | undefined): GitopsStatus['health'] {
  if (said === 'Healthy') return 'healthy';
  return said === 'Progressing' ? 'progressing' : 'unknown';
}
