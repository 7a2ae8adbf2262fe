import { kindKey, type KindRef } from '../../cluster/live';
import type { ObjectIdentity } from '../../manifest/objects';
import { own } from '../../support/own';
import type { Desired } from './desired';

const pods: KindRef = { apiVersion: 'v1', kind: 'Pod' };
const replicaSets: KindRef = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
const jobs: KindRef = { apiVersion: 'batch/v1', kind: 'Job' };
const analyses: KindRef = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun' };

/** Workloads are judged by what they make, too: why an image cannot be pulled stands in a Pod. */
const madeBy: Readonly<Record<string, readonly KindRef[]>> = {
  Deployment: [replicaSets, pods],
  Rollout: [replicaSets, pods, analyses],
  StatefulSet: [pods],
  DaemonSet: [pods],
  Job: [pods],
  CronJob: [jobs, pods],
};

export const rolloutKind: KindRef = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };

/** What is to be watched for a branch: what it names, and, where that cannot be rendered, whether the cluster has Rollouts that it may name. */
export function watchedKinds(desired: Desired): readonly KindRef[] {
  return desired.unrendered ? [rolloutKind] : kindsOf(desired);
}

/** The kinds that a branch names, and those that show how they do. */
export function kindsOf({ files }: Desired): readonly KindRef[] {
  return kindsOfObjects(files.flatMap(({ objects }) => objects.map(({ identity }) => identity)));
}

/** As `kindsOf`, of the objects that a branch names. */
export function kindsOfObjects(objects: readonly ObjectIdentity[]): readonly KindRef[] {
  const kinds = new Map<string, KindRef>();
  for (const { apiVersion, kind } of objects) {
    const ref = { apiVersion, kind };
    kinds.set(kindKey(ref), ref);
    for (const made of own(madeBy, kind) ?? []) kinds.set(kindKey(made), made);
  }
  return [...kinds.values()].sort((a, b) => kindKey(a).localeCompare(kindKey(b)));
}
