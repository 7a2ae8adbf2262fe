import type { Schema } from './description';

/** The same schema, of which `change` makes another at every depth, from the leaves up. */
function everywhere(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const { properties, items, anyOf, additionalProperties: more } = schema;
  const below = (one: Schema) => everywhere(one, change);
  return change({
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, below(one)])),
    }),
    ...(items && { items: below(items) }),
    ...(anyOf && { anyOf: anyOf.map(below) }),
    ...(typeof more === 'object' && { additionalProperties: below(more) }),
  });
}

/** With nothing beyond the properties that it names. */
export function known(schema: Schema): Schema {
  return everywhere(schema, (one) =>
    one.properties && one.additionalProperties === undefined ? { ...one, additionalProperties: false } : one,
  );
}

/** With each property left out or there. */
export function partial(schema: Schema): Schema {
  return everywhere(schema, (one) => ({ ...one, required: [] }));
}

/** With `null` for any value. */
export function orNull(schema: Schema): Schema {
  return everywhere(schema, (one) => ({
    ...one,
    ...(typeof one.type === 'string' && { type: [one.type, 'null'] }),
    ...(one.enum && { enum: [...one.enum, null] }),
  }));
}
