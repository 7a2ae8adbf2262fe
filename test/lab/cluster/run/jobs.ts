import { at, numberAt, objectAt, stringAt, type JsonObject, type KubeObject } from '../model/object';
import type { Control } from './control';
import { createPod, isReady, phaseOf, podName } from './pods';

/** Runs as many Pods as the Job wants; one that fails fails the Job. CronJobs wait for their hour, which never comes here. */
export function reconcileJob(job: KubeObject, control: Control): void {
  if (stringAt(job, 'status', 'completionTime') || at(job, 'spec', 'suspend') === true) return;
  const pods = control.owned('Pod', job);
  const succeeded = pods.filter((pod) => phaseOf(pod) === 'Succeeded').length;
  const failed = pods.filter((pod) => phaseOf(pod) === 'Failed').length;
  const active = pods.length - succeeded - failed;
  const wanted = numberAt(job, 'spec', 'completions') ?? 1;
  if (failed === 0) {
    const parallel = numberAt(job, 'spec', 'parallelism') ?? 1;
    const missing = Math.min(parallel - active, wanted - succeeded - active);
    for (let count = 0; count < missing; count += 1) createPod(control, job, podName(job.metadata.name));
  }
  const now = control.now();
  const ended = failed > 0 ? failure : succeeded >= wanted ? success : [];
  const status: JsonObject = {
    startTime: stringAt(job, 'status', 'startTime') ?? now,
    active: control.owned('Pod', job).length - succeeded - failed,
    ready: pods.filter(isReady).length,
    succeeded,
    failed,
    terminating: 0,
    uncountedTerminatedPods: {},
    ...(ended === success ? { completionTime: now } : {}),
    ...(ended.length > 0
      ? {
          conditions:
            at(job, 'status', 'conditions') ??
            ended.map((condition) => ({ ...condition, lastProbeTime: now, lastTransitionTime: now })),
        }
      : {}),
  };
  control.setStatus(job, { ...objectAt(job, 'status'), ...status });
}

const success: readonly JsonObject[] = [
  {
    type: 'SuccessCriteriaMet',
    status: 'True',
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods',
  },
  {
    type: 'Complete',
    status: 'True',
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods',
  },
];

const failure: readonly JsonObject[] = [
  {
    type: 'FailureTarget',
    status: 'True',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  },
  {
    type: 'Failed',
    status: 'True',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  },
];
