import type { KindSchema, SchemaNode } from '../../../src/core/cluster/schemas/schema';

/** Leaves and named items of an object by path; a path is its FieldsV1 elements, joined by line breaks. */
export type Fields = ReadonlyMap<string, string>;

/** Structs that are always there, so that nobody owns them as such. */
const always =
  /^(|f:metadata|f:spec|f:(spec\nf:)?(template|jobTemplate|strategy|updateStrategy)(\nf:(spec|metadata))*)$/;
const atomicMaps = new Set([
  'configMapKeyRef',
  'dataSource',
  'labelSelector',
  'namespaceSelector',
  'nodeSelector',
  'podSelector',
  'scaleTargetRef',
  'selector',
]);
const serverOnly = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
]);

/** The fields that a server would put down as written, each with its value. */
export function fieldsOf(object: object, schema: KindSchema | undefined): Fields {
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    if (key === 'apiVersion' || key === 'kind') continue;
    const own =
      key === 'metadata'
        ? Object.fromEntries(Object.entries(value as object).filter(([name]) => !serverOnly.has(name)))
        : (value as unknown);
    collect(own, schema?.root.fields?.get(key), `f:${key}`, fields);
  }
  return fields;
}

function collect(value: unknown, schema: SchemaNode | undefined, path: string, into: Map<string, string>): void {
  const name = path.slice(path.lastIndexOf('f:') + 2);
  if (Array.isArray(value) && schema?.list?.kind === 'map') {
    if (value.length === 0) into.set(path, '[]');
    else into.set(path, '.');
    for (const item of value as Record<string, unknown>[]) {
      const { keys, defaults } = schema.list;
      const named = [...keys].sort().map((key) => [key, item[key] ?? defaults[key]]);
      const here = `${path}\nk:${JSON.stringify(Object.fromEntries(named))}`;
      into.set(here, '.');
      for (const [key, inner] of Object.entries(item)) {
        collect(inner, schema.items?.fields?.get(key), `${here}\nf:${key}`, into);
      }
    }
  } else if (Array.isArray(value) && schema?.list?.kind === 'set') {
    for (const item of value) into.set(`${path}\nv:${JSON.stringify(item)}`, '.');
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value) && !atomicMaps.has(name)) {
    if (!always.test(path)) into.set(path, '.');
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, schema?.fields?.get(key) ?? schema?.values, `${path}\nf:${key}`, into);
    }
  } else if (value !== null) {
    into.set(path, JSON.stringify(value));
  }
}

/** An apply claims the leaves and items of what it sent. */
export function withoutContainers(fields: Fields): readonly string[] {
  const paths = [...fields.keys()];
  return paths.filter(
    (path) => path.split('\n').at(-1)?.startsWith('k:') || !paths.some((other) => other.startsWith(`${path}\n`)),
  );
}

/** FieldsV1 as JSON: nested, `.` where a path with others below it is itself owned. */
export function encoded(paths: Iterable<string>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  const all = [...paths];
  const inner = new Set(all.flatMap((path) => path.split('\n').map((_, at, parts) => parts.slice(0, at).join('\n'))));
  for (const path of all) {
    const node = path.split('\n').reduce<Record<string, unknown>>((here, element) => {
      here[element] ??= {};
      return here[element] as Record<string, unknown>;
    }, root);
    if (inner.has(path)) node['.'] = {};
  }
  return root;
}
