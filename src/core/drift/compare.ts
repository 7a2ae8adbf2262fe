import type { LiveObject } from '../cluster/live';
import type { KindSchema } from '../cluster/schemas/schema';
import type { ManifestFile, ManifestObject, ObjectIdentity } from '../manifest/objects';
import { bySeverity, compareObject, verdictOnly } from './compareObject';
import type { DriftReport, ObjectDrift, ObjectVerdict } from './report';
import { isMap, scalarText } from './values';

const anyNamespace = '*';

const clusterScoped = new Set([
  'APIService',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingWebhookConfiguration',
]);

/** What is live, as far as it could be looked at. */
export interface LiveWorld {
  readonly objects: readonly LiveObject[];
  /** Why objects of this identity cannot be seen; nothing where they can. So a missing right is never "absent". */
  unseen(identity: ObjectIdentity): string | undefined;
}

export interface CompareOptions {
  schemaOf(identity: ObjectIdentity): KindSchema | undefined;
  /** The namespace of objects whose manifest names none. */
  readonly namespace?: string;
}

/**
 * Compares what the files of a branch say with what is live. Objects are paired by group, kind, namespace and name,
 * whatever their order. Source: drift.md §4.3, rungs 0–2.
 */
export function compareManifests(
  files: readonly ManifestFile[],
  live: LiveWorld,
  options: CompareOptions,
): DriftReport {
  const index = indexOf(live.objects, options);
  const autoscaled = autoscaledNames([
    ...files.flatMap(({ objects }) => objects.map(({ value }) => value)),
    ...live.objects,
  ]);
  const objects = files.flatMap((file) => [
    ...file.problems.map((problem) => unreadable(problem)),
    ...file.objects.map((object) => compareOne(object, index, live, options, autoscaled)),
  ]);
  return { objects, counts: countOf(objects) };
}

function compareOne(
  object: ManifestObject,
  index: ReadonlyMap<string, LiveObject>,
  live: LiveWorld,
  options: CompareOptions,
  autoscaled: ReadonlySet<string>,
): ObjectDrift {
  const { identity } = object;
  const found =
    index.get(keyOf(identity, options)) ??
    (looseNamespace(object, options) ? index.get(keyOf({ ...identity, namespace: anyNamespace }, {})) : undefined);
  if (!found) {
    const reason = live.unseen(identity);
    return reason === undefined ? verdictOnly(object, 'absent') : verdictOnly(object, 'unknown', reason);
  }
  if (found.apiVersion !== identity.apiVersion) {
    return verdictOnly(object, 'unknown', `The live object was read as ${found.apiVersion}.`);
  }
  return compareObject(object, found, options.schemaOf(identity), {
    autoscaled: autoscaled.has(`${identity.kind}/${identity.name}`),
  });
}

/**
 * By identity, and by identity in any namespace where that is one object only: a cluster-scoped object whose manifest
 * names a namespace (case 70), or a manifest that leaves the namespace to whoever applies it (case 56).
 */
function indexOf(objects: readonly LiveObject[], options: CompareOptions): ReadonlyMap<string, LiveObject> {
  const index = new Map<string, LiveObject>();
  const seen = new Map<string, number>();
  for (const object of objects) {
    const identity = identityOf(object);
    const anywhere = keyOf({ ...identity, namespace: anyNamespace }, {});
    seen.set(anywhere, (seen.get(anywhere) ?? 0) + 1);
    index.set(keyOf(identity, options), object);
    index.set(anywhere, object);
  }
  for (const [anywhere, count] of seen) if (count > 1) index.delete(anywhere);
  return index;
}

/** A manifest that names a namespace must not be held against its namesake in another one. */
function looseNamespace({ identity }: ManifestObject, { namespace }: CompareOptions): boolean {
  return (identity.namespace ?? namespace) === undefined || clusterScoped.has(identity.kind);
}

function unreadable(problem: ManifestFile['problems'][number]): ObjectDrift {
  return {
    apiVersion: '',
    kind: '',
    name: problem.file,
    verdict: problem.code === 'templated' ? 'unknown' : 'invalid',
    file: problem.file,
    line: problem.line,
    reason: problem.message,
    fields: [],
  };
}

/** Workloads that an autoscaler names as its target. Source: drift.md §4.3, rung 2. */
function autoscaledNames(objects: readonly Readonly<Record<string, unknown>>[]): ReadonlySet<string> {
  const names = objects
    .filter(({ kind }) => ['HorizontalPodAutoscaler', 'ScaledObject', 'VerticalPodAutoscaler'].includes(String(kind)))
    .flatMap(({ spec }) => {
      const target = isMap(spec) ? (spec['scaleTargetRef'] ?? spec['targetRef']) : undefined;
      return isMap(target) ? [`${scalarText(target['kind'] ?? 'Deployment')}/${scalarText(target['name'])}`] : [];
    });
  return new Set(names);
}

function identityOf({ apiVersion, kind, metadata }: LiveObject): ObjectIdentity {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** The version is left out: one object is served in several. */
function keyOf(
  { apiVersion, kind, namespace, name }: ObjectIdentity,
  { namespace: usual }: Partial<CompareOptions>,
): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [group, kind, namespace ?? usual ?? '', name].join('\u0000');
}

function countOf(objects: readonly ObjectDrift[]): DriftReport['counts'] {
  const counts = Object.fromEntries(bySeverity.map((verdict) => [verdict, 0])) as Record<ObjectVerdict, number>;
  for (const { verdict } of objects) counts[verdict] += 1;
  return counts;
}

/** Whether anything counts as drift: from `changed` to `extra`, or `absent`. Source: design §7. */
export function hasDrift({ counts }: DriftReport): boolean {
  return counts.changed + counts.missing + counts.masked + counts.extra + counts.absent > 0;
}
