import { isMap, listAt, mapAt, stringAt, type Json } from '../json';
import { kindKey, type KindRef } from '../live';
import type { ListRule, SchemaNode } from './schema';

const reference = '#/components/schemas/';

/** Types that a `$ref` names and that mean more than their structure says. */
const wellKnown: readonly (readonly [RegExp, SchemaNode])[] = [
  [/\.resource\.Quantity$/, { scalar: 'quantity', open: false }],
  [/\.intstr\.IntOrString$/, { scalar: 'intOrString', open: false }],
  [/\.meta\.v1\.Duration$/, { type: 'string', scalar: 'duration', open: false }],
  [/\.meta\.v1\.(Micro)?Time$/, { type: 'string', scalar: 'time', open: false }],
  [/\.(RawExtension|FieldsV1|JSON|JSONSchemaPropsOr\w+)$/, { open: true }],
];

type Building = { -readonly [K in keyof SchemaNode]: SchemaNode[K] };

/** Turns the schemas of one OpenAPI v3 document (or one CustomResourceDefinition) into nodes, each when first asked for. */
export class SchemaReader {
  private readonly named = new Map<string, SchemaNode>();

  constructor(private readonly components: Json = {}) {}

  /** Every kind that the document defines, by `kindKey`, with its schema still to be read. */
  kinds(): ReadonlyMap<string, { readonly ref: KindRef; readonly read: () => SchemaNode }> {
    const found = new Map<string, { ref: KindRef; read: () => SchemaNode }>();
    for (const [name, schema] of Object.entries(this.components)) {
      for (const gvk of listAt(schema, 'x-kubernetes-group-version-kind')) {
        const ref = kindRefOf(gvk);
        if (ref) found.set(kindKey(ref), { ref, read: () => this.byName(name) });
      }
    }
    return found;
  }

  read(schema: unknown): SchemaNode {
    if (!isMap(schema)) return { open: true };
    const name = referenceOf(schema);
    if (name !== undefined) return this.byName(name);
    return this.fill({ open: false }, schema);
  }

  private byName(name: string): SchemaNode {
    const known = this.named.get(name);
    if (known) return known;
    const special = wellKnown.find(([pattern]) => pattern.test(name))?.[1];
    const node: Building = special ?? { open: false };
    this.named.set(name, node); // before it is filled: a kind may nest in itself
    const schema = this.components[name];
    if (special) return node;
    return isMap(schema) ? this.fill(node, schema) : Object.assign(node, { open: true });
  }

  private fill(node: Building, schema: Json): SchemaNode {
    const type = typeOf(schema);
    if (type) node.type = type;
    const scalar = scalarOf(schema);
    if (scalar) node.scalar = scalar;
    if (type === 'array' || schema['items'] !== undefined) {
      node.list = listRule(schema, this.components);
      node.items = this.read(schema['items']);
    }
    if (isMap(schema['properties'])) {
      node.fields = new Map(Object.entries(schema['properties']).map(([key, field]) => [key, this.read(field)]));
    }
    if (isMap(schema['additionalProperties'])) node.values = this.read(schema['additionalProperties']);
    if (schema['x-kubernetes-map-type'] === 'atomic') node.atomic = true;
    if (schema['default'] !== undefined) node.default = schema['default'];
    node.open = isOpen(schema);
    return node;
  }
}

/** `{group, version, kind}` as a KindRef. */
function kindRefOf(gvk: unknown): KindRef | undefined {
  const version = stringAt(gvk, 'version');
  const kind = stringAt(gvk, 'kind');
  const group = stringAt(gvk, 'group');
  return version && kind ? { apiVersion: group ? `${group}/${version}` : version, kind } : undefined;
}

/** API servers write `$ref` bare, or in an `allOf` of one beside a description and a zero-value `default`. */
function referenceOf(schema: Json): string | undefined {
  const target = stringAt(schema, '$ref') ?? stringAt(listAt(schema, 'allOf')[0], '$ref');
  return target?.startsWith(reference) ? target.slice(reference.length) : undefined;
}

const types = new Set(['string', 'integer', 'number', 'boolean', 'object', 'array']);

function typeOf(schema: Json): SchemaNode['type'] {
  const type = stringAt(schema, 'type');
  return type !== undefined && types.has(type) ? (type as NonNullable<SchemaNode['type']>) : undefined;
}

/** In a CRD a quantity is an int-or-string whose pattern lists the binary suffixes. */
function scalarOf(schema: Json): SchemaNode['scalar'] {
  const format = stringAt(schema, 'format');
  if (schema['x-kubernetes-int-or-string'] === true || format === 'int-or-string') {
    return stringAt(schema, 'pattern')?.includes('[KMGTPE]i') ? 'quantity' : 'intOrString';
  }
  if (format === 'date-time') return 'time';
  return format === 'duration' ? 'duration' : undefined;
}

/**
 * Map keys first, the patch merge key second, unmarked is atomic: clusters of both ages exist, and where both markers
 * stand they differ (`ports` by number alone loses UDP beside TCP).
 */
function listRule(schema: Json, components: Json): ListRule {
  const listType = stringAt(schema, 'x-kubernetes-list-type');
  const mapKeys = listAt(schema, 'x-kubernetes-list-map-keys').filter((key) => typeof key === 'string');
  if (listType === 'map' && mapKeys.length > 0) return mapRule(mapKeys, schema, components);
  if (listType === 'set') return { kind: 'set' };
  const mergeKey = stringAt(schema, 'x-kubernetes-patch-merge-key');
  if (mergeKey !== undefined) return mapRule([mergeKey], schema, components);
  // A list of scalars that patches merge (`finalizers`) is a set in all but name.
  const merged = stringAt(schema, 'x-kubernetes-patch-strategy')?.split(',').includes('merge') ?? false;
  return merged && listType === undefined ? { kind: 'set' } : { kind: 'atomic' };
}

function mapRule(keys: readonly string[], schema: Json, components: Json): ListRule {
  const items = mapAt(schema, 'items');
  const name = referenceOf(items);
  const properties = mapAt(name === undefined ? items : components[name], 'properties');
  const defaults: Record<string, string | number | boolean> = {};
  for (const key of keys) {
    const value = mapAt(properties, key)['default'];
    // Zero values in built-in documents are artefacts of Go, not defaults (docs/drift.md, "What is no drift").
    if ((typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') && value) {
      defaults[key] = value;
    }
  }
  return { kind: 'map', keys, defaults };
}

function isOpen(schema: Json): boolean {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return true;
  if (schema['x-kubernetes-embedded-resource'] === true) return true;
  if (schema['additionalProperties'] !== undefined) return schema['additionalProperties'] !== false;
  // An object without any field named is a free map; scalars and lists have no keys to be open about.
  return typeOf(schema) === 'object'
    ? !isMap(schema['properties'])
    : typeOf(schema) === undefined && !isMap(schema['properties']);
}
