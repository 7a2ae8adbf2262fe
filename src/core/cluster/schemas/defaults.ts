import { kindKey, type KindRef } from '../live';
import { kindDefaults, podDefaults } from './bundledDefaults';
import type { Defaults } from './schema';

/** What a server fills in at one place. */
export interface Default {
  readonly value: unknown;
  /** A zero that is sent becomes the value, too. */
  readonly forZero: boolean;
}

/** Where the kinds that run Pods have their template. */
const template = /^(?:spec\.jobTemplate\.spec\.template\.|spec\.template\.|template\.)spec\./;

const builtIn =
  /^(v1|(apps|autoscaling|batch|policy|((admissionregistration|apiextensions|apiregistration|certificates|coordination|discovery|events|flowcontrol\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage)\.k8s\.io))\/.*)$/;

/** Whether a kind is Kubernetes' own, so that what a server fills in of it is known. */
export function isBuiltIn({ apiVersion }: KindRef): boolean {
  return builtIn.test(apiVersion);
}

/** What a server fills in for a built-in kind; of what depends on something beside it nothing is told here. */
export function bundledDefault(kind: KindRef, path: string): Default | undefined {
  const key = kindKey(kind);
  return find(kindDefaults[key], path) ?? (isOfPods(key) ? findInPod(key, path) : undefined);
}

function isOfPods(key: string): boolean {
  return /^(v1\/(Pod|PodTemplate|ReplicationController)|apps\/v1\/(DaemonSet|Deployment|ReplicaSet|StatefulSet)|batch\/v1\/(CronJob|Job))$/.test(
    key,
  );
}

function findInPod(key: string, path: string): Default | undefined {
  const start = key === 'v1/Pod' ? /^spec\./ : template;
  if (!start.test(path)) return undefined;
  return find(podDefaults, path.replace(start, '').replace(/^(init|ephemeral)Containers\[\]/, 'containers[]'));
}

function find(defaults: Defaults | undefined, path: string): Default | undefined {
  if (!defaults) return undefined;
  if (Object.hasOwn(defaults.unset, path)) return { value: defaults.unset[path], forZero: true };
  return Object.hasOwn(defaults.absent, path) ? { value: defaults.absent[path], forZero: false } : undefined;
}
