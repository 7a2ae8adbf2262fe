import { ApiError, badRequest } from '../model/errors';
import { kindOf, type Kind } from '../model/kinds';
import { isList, isObject, type Json, type JsonObject, type KubeObject } from '../model/object';
import { structNamed, typeOfKind, type Scalar, type Type } from '../schema';
import { canonicalQuantity } from './quantity';

/** What becomes of fields that the schema does not know. */
export type UnknownFields = 'refuse' | 'drop';

interface Decoding {
  readonly kind: Kind;
  readonly unknown: string[];
}

/**
 * Reads an object as the server does: types checked, nulls and zero values of non-pointer fields dropped, structs that
 * are always there added, quantities in canonical form, unknown fields dropped or refused. Custom resources keep what
 * they were given, as far as it is declared. Throws 400.
 */
export function decode(input: unknown, unknownFields: UnknownFields = 'drop'): KubeObject {
  if (!isObject(input) || typeof input['apiVersion'] !== 'string' || typeof input['kind'] !== 'string') {
    throw badRequest("Object 'Kind' is missing in the request body");
  }
  const kind = kindOf(input['apiVersion'], input['kind']);
  const decoding: Decoding = { kind, unknown: [] };
  const decoded = kind.custom ? decodeCustom(input, decoding) : decodeValue(input, typeOfKind(kind.kind), '', decoding);
  if (unknownFields === 'refuse' && decoding.unknown.length > 0) {
    const fields = decoding.unknown.map((field) => `unknown field "${field}"`).join(', ');
    throw refusal(decoding, `strict decoding error: ${fields}`);
  }
  // A struct's decoding is an object with the head's fields, which were checked above.
  return decoded as KubeObject;
}

/** An applied configuration has to fit the schema in every field; the real server answers 500 where it does not. */
export function typed(
  configuration: JsonObject,
  { namespace, name }: { namespace: string | undefined; name: string },
): void {
  const about = `${namespace === undefined ? '' : `${namespace}/`}${name}`;
  try {
    decode(configuration, 'refuse');
  } catch (error) {
    if (!(error instanceof ApiError) || error.message.includes('quantities')) throw error; // any text fits the schema
    throw new ApiError(500, '', `failed to create typed patch object (${about}): ${error.message}`);
  }
}

const refusal = ({ kind }: Decoding, why: string): Error =>
  badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);

function decodeCustom(input: JsonObject, decoding: Decoding): Json {
  const metadata = decodeValue(
    input['metadata'] ?? {},
    { kind: 'struct', name: 'ObjectMeta', atomic: false, always: true },
    'metadata',
    decoding,
  );
  const declared = declaredOnly(withoutNulls(input), typeOfKind(decoding.kind.kind), '', decoding);
  return { ...(declared as JsonObject), metadata };
}

/** A custom resource keeps its values as they are, and loses what its definition does not declare. */
function declaredOnly(value: Json, type: Type, path: string, decoding: Decoding): Json {
  if (isObject(value) && type.kind === 'struct' && type.name !== 'ObjectMeta') {
    const { fields } = structNamed(type.name);
    return Object.fromEntries(
      Object.entries(value).flatMap(([field, item]) => {
        const below = path ? `${path}.${field}` : field;
        const known = fields.get(field);
        if (!known) decoding.unknown.push(below);
        return known && item !== undefined ? [[field, declaredOnly(item, known, below, decoding)] as const] : [];
      }),
    );
  }
  if (isList(value) && type.kind === 'list') {
    return value.map((item, index) => declaredOnly(item, type.of, `${path}[${index}]`, decoding));
  }
  return value;
}

export function withoutNulls(value: Json): Json {
  if (isList(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === null || item === undefined ? [] : [[key, withoutNulls(item)] as const],
    ),
  );
}

/** The value as stored, or undefined where the server stores nothing. */
function decodeValue(value: Json | undefined, type: Type, path: string, decoding: Decoding): Json | undefined {
  if (value === null || value === undefined) return undefined;
  switch (type.kind) {
    case 'any':
      return withoutNulls(value);
    case 'scalar':
      return decodeScalar(value, type.of, path, decoding);
    case 'struct':
      return decodeStruct(value, type.name, path, decoding);
    case 'map':
      if (!isObject(value)) throw mismatch(value, 'map', path, decoding);
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          // A null in a map of strings is an empty string to the server.
          item === null ? '' : (decodeValue(item, type.of, `${path}.${key}`, decoding) ?? null),
        ]),
      );
    case 'list':
      if (!isList(value)) throw mismatch(value, 'list', path, decoding);
      return value.map((item, index) => decodeValue(item, type.of, `${path}[${index}]`, decoding) ?? null);
  }
}

function decodeStruct(value: Json, name: string, path: string, decoding: Decoding): Json {
  if (!isObject(value)) throw mismatch(value, name, path, decoding);
  const { fields } = structNamed(name);
  const below = (field: string): string => (path ? `${path}.${field}` : field);
  for (const field of Object.keys(value)) if (!fields.has(field)) decoding.unknown.push(below(field));
  const decoded: Record<string, Json> = {};
  for (const [field, type] of fields) {
    const given = value[field] ?? (type.kind === 'struct' && type.always ? {} : undefined);
    const item = decodeValue(given, type, below(field), decoding);
    if (item !== undefined && !isOmitted(item, type)) decoded[field] = item;
  }
  return decoded;
}

/** `omitempty`, as the server's structs have it. */
function isOmitted(value: Json, type: Type): boolean {
  switch (type.kind) {
    case 'scalar':
      return !type.pointer && (value === 0 || value === '' || value === false) && type.of !== 'intOrString';
    case 'map':
      return isObject(value) && Object.keys(value).length === 0;
    case 'list':
      return isList(value) && value.length === 0 && !type.always;
    case 'struct':
    case 'any':
      return false;
  }
}

function decodeScalar(value: Json, scalar: Scalar, path: string, decoding: Decoding): Json {
  if (scalar === 'quantity') {
    const canonical =
      typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(String(value)) : undefined;
    if (canonical === undefined) {
      throw refusal(
        decoding,
        `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
      );
    }
    return canonical;
  }
  if (!isOfScalar(value, scalar)) throw mismatch(value, goNames[scalar], path, decoding);
  return value;
}

const goNames: Readonly<Record<Scalar, string>> = {
  string: 'string',
  bytes: 'string',
  time: 'string',
  int: 'int32',
  number: 'float64',
  bool: 'bool',
  intOrString: 'intstr.IntOrString',
  quantity: 'resource.Quantity',
};

function isOfScalar(value: Json, scalar: Scalar): boolean {
  switch (scalar) {
    case 'string':
    case 'bytes':
    case 'time':
      return typeof value === 'string';
    case 'int':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'intOrString':
      return Number.isInteger(value) || typeof value === 'string';
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
  }
}

/** Names the field and the types, never the value: it may be a Secret's. */
function mismatch(value: Json, expected: string, path: string, decoding: Decoding): Error {
  const found = isList(value)
    ? 'array'
    : isObject(value)
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value;
  return refusal(
    decoding,
    `json: cannot unmarshal ${found} into Go struct field ${decoding.kind.kind}.${path} of type ${expected}`,
  );
}
