import { listAt, mapAt, stringAt, type Json } from '../json';
import type { LiveObject } from '../live';

/** Where workloads keep the template of their Pods. */
const templates: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** The images of a workload's containers as the cluster has them, in their order; without those that only prepare. */
export function imagesOf(object: LiveObject): readonly string[] {
  const path = templates[object.kind];
  if (!path) return [];
  const template: Json = mapAt(object, ...path);
  return listAt(template, 'spec', 'containers').flatMap((container) => stringAt(container, 'image') ?? []);
}
