import { isMap, listAt, mapAt, stringAt, type Json } from '../json';
import type { KindRef, LiveObject } from '../live';
import { isMadeByRollout } from '../rollouts/read';
import { keptMetadata } from './keptMetadata';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as it is kept: what the server sent, less what nobody looks at. Items of typed lists lack `apiVersion` and
 * `kind`: they get those of the list.
 *
 * - A Secret's last-applied annotation, and that in a SealedSecret's template, repeats values in clear: it goes (docs/drift.md, "Secrets").
 * - What a controller made of another object is in nobody's repository: it needs no field owners, a Pod no more of its
 *   spec than containers and node, and a ReplicaSet no template, unless a Rollout made it: its stable one tells what runs.
 *
 * @throws TypeError where it is no object of the API
 */
export function trim(received: unknown, ref: KindRef): LiveObject {
  const metadata = mapAt(received, 'metadata');
  if (!isMap(received) || !isNamed(metadata)) throw new TypeError(`an item is no ${ref.kind}`);
  const kept = { ...received, apiVersion: ref.apiVersion, kind: ref.kind, metadata: trimMetadata(metadata, ref) };
  return (isMade(metadata) ? withEssentialSpec(kept) : withoutClearText(kept)) as LiveObject;
}

/** In a namespace, or in none: what would lie anywhere else, nobody could ask for. */
function isNamed({ name, namespace }: Json): boolean {
  return typeof name === 'string' && (typeof namespace === 'string' || (namespace ?? undefined) === undefined);
}

function trimMetadata(metadata: Json, { kind }: KindRef): LiveObject['metadata'] {
  const { managedFields, annotations, ...rest } = metadata;
  const notes = isMap(annotations) ? trimAnnotations(annotations, kind) : undefined;
  const kept = { ...rest, ...(notes ? { annotations: notes } : {}) };
  return keptMetadata(kept, isMade(metadata) ? undefined : managedFields);
}

function trimAnnotations(annotations: Json, kind: string): Json {
  if (kind !== 'Secret' && kind !== 'SealedSecret') return annotations;
  return without(annotations, lastApplied);
}

/** Of a SealedSecret, the template for the Secret may carry the annotation once more. */
function withoutClearText(object: Json): Json {
  const annotations = mapAt(object, 'spec', 'template', 'metadata', 'annotations');
  if (object['kind'] !== 'SealedSecret' || annotations[lastApplied] === undefined) return object;
  const spec = mapAt(object, 'spec');
  const template = mapAt(spec, 'template');
  const metadata = { ...mapAt(template, 'metadata'), annotations: trimAnnotations(annotations, 'SealedSecret') };
  return { ...object, spec: { ...spec, template: { ...template, metadata } } };
}

function isMade(metadata: Json): boolean {
  return listAt(metadata, 'ownerReferences').some((owner) => isMap(owner) && owner['controller'] === true);
}

function withEssentialSpec(object: Json): Json {
  if (object['kind'] === 'Pod') return { ...object, spec: essentialPodSpec(object) };
  if (object['kind'] !== 'ReplicaSet' || isMadeByRollout(listAt(object, 'metadata', 'ownerReferences'))) return object;
  return { ...object, spec: without(mapAt(object, 'spec'), 'template') };
}

function essentialPodSpec(pod: Json): Json {
  const essentials = ({ name, image }: Json) => ({ name, image });
  const nodeName = stringAt(pod, 'spec', 'nodeName');
  return {
    containers: listAt(pod, 'spec', 'containers').filter(isMap).map(essentials),
    ...(nodeName === undefined ? {} : { nodeName }),
  };
}

function without(map: Json, ...keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
