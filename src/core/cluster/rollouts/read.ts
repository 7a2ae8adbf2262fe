import * as z from 'zod';
import type { LiveObject } from '../live';
import { isMap, stringAt } from '../json';

const count = z.number().int();
const span = z.union([z.string(), z.number()]);

const step = z.looseObject({
  setWeight: count.optional(),
  pause: z.object({ duration: span.optional() }).nullish(),
});

const run = z.object({ name: z.string(), status: z.string(), message: z.string().optional() }).nullish();

const spec = z.object({
  paused: z.boolean().optional(),
  workloadRef: z.object({ apiVersion: z.string(), kind: z.string(), name: z.string() }).nullish(),
  strategy: z
    .object({
      canary: z
        .object({
          steps: z.array(step).nullish(),
          trafficRouting: z.object({ maxTrafficWeight: count.nullish() }).nullish(),
        })
        .nullish(),
      blueGreen: z.object({ autoPromotionSeconds: count.optional() }).nullish(),
    })
    .nullish(),
});

const status = z.object({
  phase: z.string().optional(),
  message: z.string().optional(),
  abort: z.boolean().optional(),
  abortedAt: z.string().nullish(),
  controllerPause: z.boolean().optional(),
  pauseConditions: z.array(z.object({ reason: z.string(), startTime: z.string().optional() })).nullish(),
  currentStepIndex: count.nullish(),
  currentPodHash: z.string().optional(),
  stableRS: z.string().optional(),
  observedGeneration: z.string().optional(),
  workloadObservedGeneration: z.string().optional(),
  canary: z
    .object({
      currentStepAnalysisRunStatus: run,
      currentBackgroundAnalysisRunStatus: run,
      weights: z.object({ canary: z.object({ weight: count }) }).nullish(),
    })
    .nullish(),
  blueGreen: z.object({ prePromotionAnalysisRunStatus: run, postPromotionAnalysisRunStatus: run }).nullish(),
});

export type RolloutSpec = z.infer<typeof spec>;
export type RolloutStatus = z.infer<typeof status>;
export type CanaryStep = z.infer<typeof step>;

/** A Rollout as its controller keeps it. */
export interface RolloutRead {
  readonly spec: RolloutSpec;
  readonly status: RolloutStatus;
  /** Whether the status is of what the object asks for now. */
  readonly observed: 'yes' | 'not yet' | 'not told';
}

const workloadGeneration = 'rollout.argoproj.io/workload-generation';

export function isRollout({ apiVersion, kind }: Pick<LiveObject, 'apiVersion' | 'kind'>): boolean {
  return kind === 'Rollout' && apiVersion.startsWith('argoproj.io/');
}

/**
 * Reads a Rollout; nothing where it is not of the form that the engine's own types have. `observedGeneration` is a string: a
 * number as `metadata.generation` has it, before 0.10 a hash, of which nobody can tell.
 *
 * Source: argo-rollouts, pkg/apis/rollouts/v1alpha1/types.go, and `isGenerationObserved`, `isWorkloadGenerationObserved` of
 * utils/rollout/rolloututil.go; stricter in that a later generation than the object's is not seen either.
 */
export function readRollout(rollout: LiveObject): RolloutRead | undefined {
  const [wants, has] = [spec.safeParse(rollout['spec'] ?? {}), status.safeParse(rollout['status'] ?? {})];
  if (!wants.success || !has.success) return undefined;
  return { spec: wants.data, status: has.data, observed: observedOf(rollout, wants.data, has.data) };
}

function observedOf(
  { metadata }: LiveObject,
  { workloadRef }: RolloutSpec,
  { observedGeneration = '', workloadObservedGeneration = '' }: RolloutStatus,
): RolloutRead['observed'] {
  if (observedGeneration === '') return 'not yet';
  if (!/^\d+$/.test(observedGeneration)) return 'not told';
  if (metadata.generation === undefined || Number(observedGeneration) !== metadata.generation) return 'not yet';
  const workload = metadata.annotations?.[workloadGeneration];
  return workloadRef && workload !== undefined && workload !== workloadObservedGeneration ? 'not yet' : 'yes';
}

/** Whether what it asks for is what its stable set has. Source: `IsFullyPromoted` of utils/rollout/rolloututil.go. */
export function isPromoted({ status: { stableRS = '', currentPodHash, abort }, observed }: RolloutRead): boolean {
  return observed === 'yes' && abort !== true && stableRS !== '' && stableRS === currentPodHash;
}

/** A ReplicaSet or an AnalysisRun that a Rollout made: by its controller reference. */
export function isMadeByRollout(owners: readonly unknown[]): boolean {
  return owners.some(
    (owner) =>
      isMap(owner) &&
      owner['controller'] === true &&
      isRollout({ apiVersion: stringAt(owner, 'apiVersion') ?? '', kind: stringAt(owner, 'kind') ?? '' }),
  );
}
