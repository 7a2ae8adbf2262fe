import type { LiveObject } from '../../cluster/live';
import type { KindSchema, SchemaNode } from '../../cluster/schemas/schema';
import type { ManifestObject } from '../../manifest/objects';
import type { Autoscaled } from '../ownership/autoscalers';
import { compareValue } from './compareFields';
import type { Comparison } from './comparison';
import type { Ignored } from '../ignores/ignores';
import { LastApplied } from '../ownership/lastApplied';
import { shownObject } from '../../manifest/secrecy/values';
import { lineOf } from './comparison';
import { Owners } from '../ownership/owners';
import { FieldPath } from './fieldPath';
import { bySeverity, type FieldDrift, type ObjectDrift, type ObjectVerdict } from '../report';
import { compareSecretData, withoutData } from '../secrets/compareSecretData';
import { at, type Json } from '../values/values';

/** Never compared as fields: what the object is, its metadata (apart from what follows), and what only the server writes. */
const apart = new Set(['apiVersion', 'kind', 'metadata', 'status']);

const text: SchemaNode = { type: 'string', open: false };
const texts: SchemaNode = { type: 'object', values: text, open: true };

/** The metadata that a manifest may set, of any kind. Finalizers may be added by anybody, and are if they are missed. */
const metadataSchema: Readonly<Record<'labels' | 'annotations' | 'finalizers', SchemaNode>> = {
  labels: texts,
  annotations: texts,
  finalizers: { type: 'array', list: { kind: 'set' }, items: text, open: false },
};

/**
 * Holds one object as git says it against the live one.
 *
 * @param schema what is known of the kind; without one, lists are told apart by `name` where every item has one
 * @throws RangeError where a live value nests so deeply that it cannot be walked
 */
export function compareObject(
  object: ManifestObject,
  live: LiveObject,
  schema: KindSchema | undefined,
  { autoscaled, ignored }: { readonly autoscaled: Autoscaled; readonly ignored: Ignored },
): ObjectDrift {
  const isSecret = object.identity.kind === 'Secret';
  const desired = object.value;
  const comparison: Comparison = {
    object,
    desired,
    live,
    kind: object.identity.kind,
    isKnownKind: schema !== undefined,
    autoscaled,
    ignored,
    owners: new Owners(live, desired),
    lastApplied: new LastApplied(at(live.metadata, 'annotations')),
    shown: { desired: shownObject(desired), live: shownObject(live) },
    found: [],
  };
  compareMetadata(comparison, live, { isSecret });
  compareValue(comparison, {
    place: FieldPath.root,
    desired: compared(desired, { isSecret }),
    live: compared(live, { isSecret }),
    schema: schema?.root,
  });
  return describe(object, isSecret ? [...comparison.found, ...compareSecretData(comparison, live)] : comparison.found);
}

/** An object of which only one word can be said. */
export function verdictOnly(object: ManifestObject, verdict: ObjectVerdict, reason?: string): ObjectDrift {
  return { ...describe(object, []), verdict, ...(reason === undefined ? {} : { reason }) };
}

function compareMetadata(comparison: Comparison, live: LiveObject, { isSecret }: { readonly isSecret: boolean }): void {
  const metadata = FieldPath.root.key('metadata');
  const desired = comparison.desired['metadata'];
  const pair = (part: keyof typeof metadataSchema) => ({
    // Tools copy whole Secrets into annotations.
    place: metadata.key(part, { secret: isSecret && part === 'annotations' }),
    desired: at(desired, part),
    live: at(live.metadata, part),
    schema: metadataSchema[part],
  });
  for (const part of ['labels', 'annotations'] as const) {
    const { place, desired: wanted, live: there, schema } = pair(part);
    compareValue(comparison, { place, desired: wanted ?? {}, live: there ?? {}, schema });
  }
  const finalizers = pair('finalizers');
  const wanted = Array.isArray(finalizers.desired) ? finalizers.desired : [];
  const there = Array.isArray(finalizers.live) ? finalizers.live.filter((name) => wanted.includes(name)) : [];
  if (wanted.length > 0) compareValue(comparison, { ...finalizers, live: there });
}

/** Of a Secret, the data is compared apart; its kind stays, by which the walk knows what must not be shown. */
function compared(object: Json, { isSecret }: { readonly isSecret: boolean }): Json {
  const content = Object.fromEntries(Object.entries(object).filter(([key]) => !apart.has(key)));
  return isSecret ? { ...withoutData(content), kind: 'Secret' } : content;
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
    ...lineOf(object, ['kind']),
    fields,
  };
}
