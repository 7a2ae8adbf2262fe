import type { Description, Operation, Schema } from '../../test/unit/forge/published/description';

type Json = { readonly [name: string]: unknown } | readonly unknown[] | string | number | boolean | null;
type Fields = Readonly<Record<string, Json>>;

/** What a schema says of the form of a value: the rest is for people. */
const kept = ['type', 'format', 'enum', 'required'];

/**
 * The operations of an OpenAPI document, 2 or 3, and the schemas that they need, in one form: JSON schema.
 * @throws where the document has no such operation
 */
export function prune(document: Fields, operations: readonly string[], source: string): Description {
  const schemas: Record<string, Schema> = {};
  const convert = (schema: Json): Schema => {
    const { properties, items, additionalProperties: more, nullable, ...rest } = asFields(schema);
    const several = rest['oneOf'] ?? rest['anyOf'];
    if (rest['allOf'] !== undefined) return convert(together(document, rest['allOf'] as readonly Json[]));
    const converted: Record<string, unknown> = {
      ...(typeof rest['$ref'] === 'string' && { $ref: `#/schemas/${refer(rest['$ref'])}` }),
      ...Object.fromEntries(kept.flatMap((name) => (rest[name] === undefined ? [] : [[name, rest[name]]]))),
      ...(properties !== undefined && {
        properties: Object.fromEntries(Object.entries(asFields(properties)).map(([name, one]) => [name, convert(one)])),
      }),
      ...(items !== undefined && { items: convert(items) }),
      ...(several !== undefined && { anyOf: (several as readonly Json[]).map(convert) }),
      ...(more !== undefined && { additionalProperties: typeof more === 'object' ? convert(more) : more }),
    };
    return nullable === true ? orNull(converted) : converted;
  };
  const refer = (address: string): string => {
    const name = address.split('/').at(-1) ?? '';
    if (!(name in schemas)) {
      schemas[name] = {};
      schemas[name] = convert(found(document, address));
    }
    return name;
  };
  const whole = Object.fromEntries(operations.map((name) => [name, operationOf(document, name, convert)] as const));
  return { source, operations: whole, schemas };
}

/** Objects that are one. */
function together(document: Fields, parts: readonly Json[]): Json {
  const all = parts.map((part): Fields => {
    const one = asFields(follow(document, part));
    return one['allOf'] === undefined ? one : asFields(together(document, one['allOf'] as readonly Json[]));
  });
  const properties = Object.assign({}, ...all.map((one) => one['properties'] ?? {})) as Fields;
  const required = [...new Set(all.flatMap((one) => (one['required'] ?? []) as readonly string[]))];
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

function operationOf(document: Fields, name: string, convert: (schema: Json) => Schema): Operation {
  const [method = '', path = ''] = name.split(' ');
  const operation = asFields(asFields(asFields(document['paths'])[path])[method.toLowerCase()], name);
  const parameters = ((operation['parameters'] ?? []) as readonly Json[]).map((one) => asFields(follow(document, one)));
  const query = parameters.filter((one) => one['in'] === 'query');
  if (query.some((one) => one['required'] === true))
    throw new Error(`${name}: a query that is required is not understood.`);
  const body = parameters.find((one) => one['in'] === 'body') ?? mediaOf(operation['requestBody']);
  const answers = Object.entries(asFields(operation['responses'])).map(([status, response]) => {
    const answer = asFields(follow(document, response));
    const schema = answer['schema'] ?? mediaOf(answer)?.['schema'];
    return [status, schema === undefined ? null : convert(schema)] as const;
  });
  return {
    query: Object.fromEntries(query.map((one) => [one['name'] as string, convert(one['schema'] ?? one)])),
    ...(body?.['schema'] !== undefined && { body: convert(body['schema']) }),
    answers: Object.fromEntries(answers),
  };
}

function mediaOf(holder: Json | undefined): Fields | undefined {
  const content = holder === undefined ? undefined : asFields(holder)['content'];
  return content === undefined ? undefined : asFields(asFields(content)['application/json']);
}

function orNull(schema: Readonly<Record<string, unknown>>): Schema {
  const { type, enum: words } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(words) && { enum: [...new Set([...(words as unknown[]), null])] }),
  };
}

function follow(document: Fields, value: Json): Json {
  const address = asFields(value)['$ref'];
  return typeof address === 'string' ? found(document, address) : value;
}

function found(document: Fields, address: string): Json {
  return address
    .slice(2)
    .split('/')
    .reduce<Json>((value, part) => asFields(value, address)[part.replaceAll('~1', '/')] ?? {}, document);
}

function asFields(value: Json | undefined, what = 'A part'): Fields {
  if (typeof value !== 'object' || value === null) throw new Error(`${what} is not in the document.`);
  return value as Fields;
}
