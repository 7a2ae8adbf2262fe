import type { LiveObject } from '../../../src/core/cluster/live';

type Body = Readonly<Record<string, unknown>>;

/** A live object; `body` is merged over the usual one, `metadata` key by key. */
export function live(kind: string, name: string, body: Body = {}): LiveObject {
  const metadata = {
    name,
    namespace: 'shop',
    uid: `uid-${kind}-${name}`,
    generation: 1,
    ...(body['metadata'] as object),
  };
  return { ...body, apiVersion: apiVersions[kind] ?? 'v1', kind, metadata };
}

const apiVersions: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  Certificate: 'cert-manager.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  Application: 'argoproj.io/v1alpha1',
  Rollout: 'argoproj.io/v1alpha1',
  AnalysisRun: 'argoproj.io/v1alpha1',
  SealedSecret: 'bitnami.com/v1alpha1',
};

export function cond(type: string, status: 'True' | 'False' | 'Unknown', reason = '', message = '') {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' };
}

/** The controller reference to an owner. */
export function madeBy({ apiVersion, kind, metadata: { name, uid } }: LiveObject) {
  return { ownerReferences: [{ apiVersion, kind, name, uid, controller: true }] };
}

/** A Deployment whose rollout is complete, unless `status` says otherwise. */
export function deployment(
  name: string,
  { spec = {}, status = {}, metadata = {} }: Record<string, Body> = {},
): LiveObject {
  return live('Deployment', name, {
    metadata,
    spec: { replicas: 2, ...spec },
    status: {
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      conditions: [cond('Available', 'True'), cond('Progressing', 'True', 'NewReplicaSetAvailable')],
      ...status,
    },
  });
}

export function pod(name: string, owner: LiveObject | undefined, status: Body): LiveObject {
  return live('Pod', name, { metadata: owner ? madeBy(owner) : {}, status });
}

/** A Pod whose container waits for that reason. */
export function waitingPod(name: string, owner: LiveObject, reason: string, message?: string): LiveObject {
  const waiting = { reason, ...(message === undefined ? {} : { message }) };
  return pod(name, owner, {
    phase: 'Pending',
    containerStatuses: [{ name: 'web', image: 'shop/web:9', ready: false, restartCount: 4, state: { waiting } }],
  });
}
