import type { LiveObject } from '../cluster/live';
import type { KindSchema } from '../cluster/schemas/schema';
import type { ManifestObject, Path } from '../manifest/objects';
import { compareValue, type Comparison } from './compareFields';
import type { ObjectFacts } from './exceptions';
import { atKey, root } from './fieldPath';
import { Owners, type Step } from './owners';
import type { FieldDrift, ObjectDrift, ObjectVerdict } from './report';
import { compareSecretData, withoutData } from './secrets';
import { isList, isMap, type Json } from './values';

/** Most severe first. Source: design §7. */
export const bySeverity: readonly ObjectVerdict[] = [
  'invalid',
  'absent',
  'unknown',
  'changed',
  'missing',
  'masked',
  'extra',
  'orphan',
  'managed',
  'none',
];

const lastAppliedKey = 'kubectl.kubernetes.io/last-applied-configuration';

/** Never compared: who the object is, and what only the server writes. */
const apart = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/**
 * Holds one object as git says it against the live one.
 *
 * @param schema what is known of the kind; without one, lists are told apart by `name` where every item has one
 */
export function compareObject(
  object: ManifestObject,
  live: LiveObject,
  schema: KindSchema | undefined,
  facts: Pick<ObjectFacts, 'autoscaled'>,
): ObjectDrift {
  const isSecret = object.identity.kind === 'Secret';
  if (isSecret && 'sops' in object.value) return verdictOnly(object, 'unknown', 'The file holds ciphertext (SOPS).');
  if (optedOut(object)) return verdictOnly(object, 'none', 'The object opts out of being compared.');
  const owners = new Owners(live, pathsOf(object.value));
  const desired = isSecret ? withoutData(object.value) : object.value;
  const actual: Json = isSecret ? withoutData(live) : live;
  const comparison: Comparison = {
    object,
    facts: { kind: object.identity.kind, desired, live: actual, autoscaled: facts.autoscaled },
    owners,
    lastApplied: isSecret ? undefined : lastApplied(live),
    found: [],
  };
  const fields = schema?.root;
  for (const part of ['labels', 'annotations']) compareMetadata(comparison, part, schema);
  compareValue(comparison, { place: root, desired: without(desired), live: without(actual), schema: fields });
  const found = isSecret ? [...comparison.found, ...compareSecretData(object, live, owners)] : comparison.found;
  return describe(object, found);
}

/** An object of which only one word can be said. */
export function verdictOnly(object: ManifestObject, verdict: ObjectVerdict, reason?: string): ObjectDrift {
  return { ...describe(object, []), verdict, ...(reason === undefined ? {} : { reason }) };
}

function compareMetadata(comparison: Comparison, part: string, schema: KindSchema | undefined): void {
  const { desired, live } = comparison.facts;
  const metadata = atKey(root, 'metadata');
  compareValue(comparison, {
    place: atKey(metadata, part),
    desired: (isMap(desired['metadata']) ? desired['metadata'][part] : undefined) ?? {},
    live: (isMap(live['metadata']) ? live['metadata'][part] : undefined) ?? {},
    schema: schema?.root.fields?.get('metadata')?.fields?.get(part),
  });
}

function without(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !apart.has(key)));
}

function describe(object: ManifestObject, fields: readonly FieldDrift[]): ObjectDrift {
  const { apiVersion, kind, namespace, name } = object.identity;
  const verdicts = new Set<ObjectVerdict>(fields.map(({ verdict }) => verdict));
  return {
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    verdict: bySeverity.find((verdict) => verdicts.has(verdict)) ?? 'none',
    file: object.file,
    line: object.span.line,
    fields,
  };
}

function lastApplied(live: LiveObject): Json | undefined {
  const text = live.metadata.annotations?.[lastAppliedKey];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined; // anybody may write an annotation; one that cannot be read says nothing
  }
}

/** Annotations by which a manifest asks tools not to compare it. Source: drift.md §1.2, "Object opt-out". */
function optedOut({ value }: ManifestObject): boolean {
  const metadata = value['metadata'];
  const annotations = isMap(metadata) && isMap(metadata['annotations']) ? metadata['annotations'] : {};
  return (
    annotations['kustomize.toolkit.fluxcd.io/ssa'] === 'Ignore' ||
    annotations['helm.toolkit.fluxcd.io/driftDetection'] === 'disabled'
  );
}

/** Every leaf that git sets, as managedFields would name it. */
function pathsOf(value: unknown, steps: readonly Step[] = [], path: Path = []): readonly (readonly Step[])[] {
  if (isMap(value)) {
    return Object.entries(value).flatMap(([key, below]) =>
      path.length === 0 && (key === 'apiVersion' || key === 'kind')
        ? []
        : pathsOf(below, [...steps, key], [...path, key]),
    );
  }
  if (isList(value)) {
    return value.flatMap((item, index) => pathsOf(item, [...steps, { item, index }], [...path, index]));
  }
  return [steps];
}
