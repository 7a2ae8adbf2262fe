import { groupVersion, kinds, type Kind } from '../model/kinds';
import type { JsonObject } from '../model/object';
import { keyDefaults, structNamed, type Scalar, type Type } from '../schema';

const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const intOrString = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const time = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const sharedSchemas: Readonly<Record<string, JsonObject>> = {
  [quantity]: { description: 'A fixed-point number.', oneOf: [{ type: 'string' }, { type: 'number' }] },
  [intOrString]: {
    description: 'An int32 or a string.',
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
  [time]: { type: 'string', format: 'date-time' },
};

/** The OpenAPI v3 document of one group and version: its kinds, the types that they use, and which patches they take. */
export function openApi(each: string): JsonObject {
  const own = kinds.filter((kind) => groupVersion(kind) === each);
  const schemas: Record<string, JsonObject> = { ...sharedSchemas };
  for (const kind of own) addKind(kind, schemas);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.37.2' },
    paths: Object.fromEntries(own.map((kind) => [itemPath(kind), { patch: patchOperation(kind) }])),
    components: { schemas },
  };
}

const groupVersionKind = ({ group, version, kind }: Kind): JsonObject => ({ group, kind, version });

function addKind(kind: Kind, schemas: Record<string, JsonObject>): void {
  const { fullName } = structNamed(kind.kind);
  addStruct(kind.kind, schemas, kind.custom ? 'inline' : 'reference');
  schemas[fullName] = { ...schemas[fullName], 'x-kubernetes-group-version-kind': [groupVersionKind(kind)] };
}

/** What a client has to know to tell ports apart. */
const keyDefault: JsonObject = { default: keyDefaults['protocol'] };

/** Built-in types refer to each other; a custom resource's schema is one piece, save for its metadata. */
type Style = 'reference' | 'inline';

function addStruct(name: string, schemas: Record<string, JsonObject>, style: Style): void {
  const struct = structNamed(name);
  if (schemas[struct.fullName]) return;
  schemas[struct.fullName] = {};
  schemas[struct.fullName] = properties(name, schemas, style);
}

const properties = (name: string, schemas: Record<string, JsonObject>, style: Style): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(
    [...structNamed(name).fields].map(([field, type]) => [
      field,
      { ...schemaOf(type, schemas, style), ...(field === 'protocol' && name.endsWith('Port') ? keyDefault : {}) },
    ]),
  ),
});

function schemaOf(type: Type, schemas: Record<string, JsonObject>, style: Style): JsonObject {
  switch (type.kind) {
    case 'any':
      return { type: 'object', ...(style === 'inline' ? { 'x-kubernetes-preserve-unknown-fields': true } : {}) };
    case 'scalar':
      return scalarSchema(type.of, style);
    case 'struct': {
      const atomic = type.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {};
      if (style === 'inline' && type.name !== 'ObjectMeta')
        return { ...properties(type.name, schemas, style), ...atomic };
      addStruct(type.name, schemas, 'reference');
      return {
        allOf: [reference(structNamed(type.name).fullName)],
        ...(type.always ? { default: {} } : {}),
        ...atomic,
      };
    }
    case 'map':
      return {
        type: 'object',
        additionalProperties: schemaOf(type.of, schemas, style),
        ...(type.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
      };
    case 'list':
      return { type: 'array', items: schemaOf(type.of, schemas, style), ...listExtensions(type, style) };
  }
}

function listExtensions(type: Extract<Type, { kind: 'list' }>, style: Style): JsonObject {
  const strategic = style === 'reference';
  switch (type.known) {
    case 'atomic':
      return { 'x-kubernetes-list-type': 'atomic' };
    case 'set':
      return { 'x-kubernetes-list-type': 'set', ...(strategic ? { 'x-kubernetes-patch-strategy': 'merge' } : {}) };
    case 'byKey':
      return {
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': type.keys,
        ...(strategic ? { 'x-kubernetes-patch-merge-key': type.keys[0], 'x-kubernetes-patch-strategy': 'merge' } : {}),
      };
  }
}

function scalarSchema(scalar: Scalar, style: Style): JsonObject {
  switch (scalar) {
    case 'string':
      return { type: 'string' };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    case 'int':
      return { type: 'integer', format: 'int32' };
    case 'number':
      return { type: 'number', format: 'double' };
    case 'bool':
      return { type: 'boolean' };
    case 'time':
      return style === 'inline' ? { type: 'string', format: 'date-time' } : { allOf: [reference(time)] };
    case 'quantity':
      return style === 'inline'
        ? { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }
        : { allOf: [reference(quantity)] };
    case 'intOrString':
      return style === 'inline'
        ? { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }
        : { allOf: [reference(intOrString)] };
  }
}

const itemPath = ({ group, version, resource, namespaced }: Kind): string =>
  `/${group ? `apis/${group}` : 'api'}/${version}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource}/{name}`;

/** Clients read from here which patches and parameters they may use. */
function patchOperation(kind: Kind): JsonObject {
  const types = [
    'json-patch+json',
    'merge-patch+json',
    'apply-patch+yaml',
    ...(kind.custom ? [] : ['strategic-merge-patch+json']),
  ];
  return {
    operationId: `patch${kind.kind}`,
    parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
      name,
      in: 'query',
      schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
    })),
    requestBody: {
      content: Object.fromEntries(types.map((type) => [`application/${type}`, { schema: { type: 'object' } }])),
    },
    responses: { '200': { description: 'OK' } },
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': groupVersionKind(kind),
  };
}
