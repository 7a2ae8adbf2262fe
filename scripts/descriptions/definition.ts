import { createHash } from 'node:crypto';
import { parse } from 'yaml';

type Json = { readonly [name: string]: Json } | readonly Json[] | string | number | boolean | null;
type Fields = Readonly<Record<string, Json>>;

/** What definitions say of objects, as JSON schemas of one document. */
export interface Published {
  /** Whose they are, of which version, and under which licence. */
  readonly source: string;
  /** By `apiVersion/kind`. */
  readonly kinds: Readonly<Record<string, object>>;
  /** What stands in several places. */
  readonly $defs: Readonly<Record<string, object>>;
}

/** What a schema says of the form of a value: the rest is for people, or for servers alone. */
const kept = ['type', 'enum', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'];
/** A smaller schema costs less than a reference to it. */
const worthSharing = 400;

/**
 * The schemas of CustomResourceDefinitions, without descriptions, without what Kubernetes' own objects are, and without what is required:
 * a test writes down what it is about. A field that the definition does not have is an error.
 */
export function pruneDefinitions(texts: readonly string[], source: string): Published {
  const all = texts.flatMap((text) => versionsOf(parse(text) as Fields));
  const seen = new Map<string, number>();
  const count = (value: Json): void => {
    const text = JSON.stringify(value);
    if (typeof value !== 'object' || value === null || text.length < worthSharing) return;
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    if (times === 1) for (const inner of Object.values(value)) count(inner);
  };
  for (const [, schema] of all) count(schema);
  const $defs: Record<string, object> = {};
  const share = (value: Json, isTop = false): Json => {
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    if (!isTop && 'type' in value && (seen.get(text) ?? 0) > 1) {
      const name = createHash('sha256').update(text).digest('hex').slice(0, 8);
      $defs[name] ??= share(value, true) as object;
      return { $ref: `#/$defs/${name}` };
    }
    if (Array.isArray(value)) return value.map((inner: Json) => share(inner));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, share(inner)]));
  };
  const kinds = Object.fromEntries(all.map(([name, schema]) => [name, share(schema, true) as object]));
  return { source, kinds, $defs };
}

function versionsOf({ spec }: Fields): readonly (readonly [string, Json])[] {
  const { group, names, versions } = spec as { group: string; names: { kind: string }; versions: readonly Fields[] };
  return versions
    .filter(({ served, deprecated }) => served === true && deprecated !== true)
    .map((version) => {
      const { openAPIV3Schema } = version['schema'] as { openAPIV3Schema: Fields };
      return [`${group}/${version['name'] as string}/${names.kind}`, convert(openAPIV3Schema, true)] as const;
    });
}

function convert(schema: Fields, isTop = false): Json {
  const { properties, items, additionalProperties: more, nullable } = schema;
  if (schema['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  const fields = properties as Readonly<Record<string, Fields>> | undefined;
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || fields?.['containers']) return {};
  const own = Object.fromEntries(kept.flatMap((name) => (schema[name] === undefined ? [] : [[name, schema[name]]])));
  return {
    ...own,
    ...(nullable === true && typeof own['type'] === 'string' ? { type: [own['type'], 'null'] } : {}),
    ...(fields
      ? {
          properties: Object.fromEntries(
            Object.entries(fields).map(([name, one]) => [name, isTop && name === 'metadata' ? {} : convert(one)]),
          ),
          additionalProperties: false,
        }
      : {}),
    ...(items === undefined ? {} : { items: convert(items as Fields) }),
    ...(typeof more === 'object' ? { additionalProperties: convert(more as Fields) } : {}),
  };
}
