import type { LiveObject } from '../cluster/live';
import type { KindSchema } from '../cluster/schemas/schema';
import type { ManifestFile, ManifestObject, ObjectIdentity } from '../manifest/objects';
import { Autoscalers } from './ownership/autoscalers';
import { compareObject, verdictOnly } from './compare/compareObject';
import { isEncrypted, optsOut } from './compare/habits';
import { hookOf } from './compare/hooks';
import { readControllers } from './ownership/controllers';
import { Ignores } from './ignores/ignores';
import { LiveIndex, nameKey } from './compare/liveIndex';
import { countOf, type DriftReport, type ObjectDrift } from './report';
import { unreadable, warningsOf } from './unreadable';

/** What is live, as far as it could be looked at. */
export interface LiveState {
  readonly objects: readonly LiveObject[];
  /** What GitOps controllers keep elsewhere: whose an object is, and what they are told to ignore. The same list while they say the same. */
  readonly controllers?: readonly LiveObject[];
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
 * whatever their order. Changes nothing that it is given, and throws for nothing that a live object may hold.
 * Source: docs/drift.md, "How an answer is found", rungs 0–3.
 */
export function compareManifests(
  files: readonly ManifestFile[],
  live: LiveState,
  options: CompareOptions,
): DriftReport {
  const { namespace } = options;
  const desired = files.flatMap(({ objects }) => objects);
  const scene: Scene = {
    live,
    options,
    index: new LiveIndex(live.objects),
    ignores: new Ignores(live.objects, live.controllers && readControllers(live.controllers)),
    autoscalers: new Autoscalers([...desired.map(({ value }) => value), ...live.objects], namespace),
  };
  const inForce = new Set(lastOfEach(desired, namespace).values());
  const objects = files.flatMap((file) => [
    ...unreadable(file),
    ...file.objects.filter((object) => inForce.has(object)).map((object) => compareOne(object, scene)),
  ]);
  return { objects, counts: countOf(objects), warnings: warningsOf(files) };
}

/** An object that stands twice counts once, as it stands last: what is applied in the order of the files ends so. */
function lastOfEach(
  objects: readonly ManifestObject[],
  usual: string | undefined,
): ReadonlyMap<string, ManifestObject> {
  return new Map(
    objects.map((object) => [`${nameKey(object.identity)}\u0000${object.identity.namespace ?? usual ?? ''}`, object]),
  );
}

interface Scene {
  readonly live: LiveState;
  readonly options: CompareOptions;
  readonly index: LiveIndex;
  readonly autoscalers: Autoscalers;
  readonly ignores: Ignores;
}

function compareOne(object: ManifestObject, { live, options, index, autoscalers, ignores }: Scene): ObjectDrift {
  const { identity, value } = object;
  if (optsOut(value)) return verdictOnly(object, 'none', 'The object opts out of being compared.');
  const hook = hookOf(value);
  if (hook === 'apart') return verdictOnly(object, 'none', 'A hook, which a deployment does not bring.');
  if (isEncrypted(value)) return verdictOnly(object, 'unknown', 'The file holds ciphertext (SOPS).');
  const found = index.find(identity, options.namespace);
  if (found.kind === 'ambiguous') {
    return verdictOnly(object, 'unknown', `The manifest names no namespace, and ${found.namespaces.length} have one.`);
  }
  if (found.kind === 'none') {
    const reason = live.unseen(identity);
    if (reason !== undefined) return verdictOnly(object, 'unknown', reason);
    return hook
      ? verdictOnly(object, 'none', 'A hook, which is there only for a while.')
      : verdictOnly(object, 'absent');
  }
  if (found.object.apiVersion !== identity.apiVersion) {
    return verdictOnly(object, 'unknown', `The live object was read as ${found.object.apiVersion}.`);
  }
  try {
    return compareObject(object, found.object, options.schemaOf(identity), {
      autoscaled: autoscalers.of(identity),
      ignored: ignores.of(found.object),
    });
  } catch (error) {
    // The walk goes as deep as the objects do, and no object of the API is as deep as the stack.
    if (error instanceof RangeError) {
      return verdictOnly(object, 'unknown', 'The live object is nested too deeply to be compared.');
    }
    throw error;
  }
}
