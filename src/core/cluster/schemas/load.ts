import { isMap, listAt, mapAt, stringAt } from '../json';
import { kindKey, type KindRef } from '../live';
import { SchemaReader } from './openapi';
import type { KindSchema, SchemaNode, Schemas } from './schema';

/**
 * Schemas out of documents: OpenAPI v3 as an API server serves them per group and version, CustomResourceDefinitions,
 * or a `List` of those. Anything else is passed over. Where two define a kind, the later one counts.
 */
export function loadSchemas(documents: readonly unknown[], origin: 'cluster' | 'file' = 'file'): Schemas {
  const readers = new Map(documents.flatMap((document) => [...kindsOf(document)]));
  const read = new Map<string, KindSchema>();
  return {
    schema: (kind) => {
      const key = kindKey(kind);
      const known = read.get(key);
      const reader = readers.get(key);
      if (known || !reader) return known;
      const schema = { ...reader.ref, origin, root: withMetadata(reader.read()) };
      read.set(key, schema);
      return schema;
    },
  };
}

type LazyKinds = ReadonlyMap<string, { readonly ref: KindRef; readonly read: () => SchemaNode }>;

function kindsOf(document: unknown): LazyKinds {
  const kind = stringAt(document, 'kind');
  if (kind === 'CustomResourceDefinition') return definedBy(document);
  if (kind?.endsWith('List')) return new Map(listAt(document, 'items').flatMap((item) => [...kindsOf(item)]));
  return new SchemaReader(mapAt(document, 'components', 'schemas')).kinds();
}

function definedBy(definition: unknown): LazyKinds {
  const group = stringAt(definition, 'spec', 'group');
  const kind = stringAt(definition, 'spec', 'names', 'kind');
  if (group === undefined || kind === undefined) return new Map();
  return new Map(
    listAt(definition, 'spec', 'versions').flatMap((version) => {
      const name = stringAt(version, 'name');
      if (name === undefined) return [];
      const ref = { apiVersion: `${group}/${name}`, kind };
      const schema = mapAt(version, 'schema')['openAPIV3Schema'];
      return [[kindKey(ref), { ref, read: () => new SchemaReader().read(schema) }] as const];
    }),
  );
}

/** A CRD says `metadata: {type: object}`, or nothing; every object has the same. */
function withMetadata(root: SchemaNode): SchemaNode {
  const metadata = root.fields?.get('metadata');
  if (metadata?.fields) return root;
  const text: SchemaNode = { type: 'string', open: false };
  const texts: SchemaNode = { type: 'object', values: text, open: true };
  const usual: SchemaNode = {
    type: 'object',
    fields: new Map<string, SchemaNode>([
      ['labels', texts],
      ['annotations', texts],
      ['finalizers', { type: 'array', list: { kind: 'set' }, items: text, open: false }],
    ]),
    open: true,
  };
  const fields = new Map<string, SchemaNode>([
    ['apiVersion', text],
    ['kind', text],
    ...(root.fields ?? []),
    ['metadata', usual],
  ]);
  return { ...root, fields };
}

/** Whether something read from a file looks like what {@link loadSchemas} reads. */
export function isSchemaDocument(document: unknown): boolean {
  return isMap(document) && kindsOf(document).size > 0;
}
