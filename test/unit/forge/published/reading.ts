import { resolved, type Description, type Schema } from './description';

/** The places that a reader names and an answer with everything in it has not. */
export function unasked(reader: Schema, answer: unknown, place = ''): readonly string[] {
  const forms = reader.anyOf ?? [reader];
  return forms.flatMap(({ properties = {}, additionalProperties: more, items }) => {
    if (items && Array.isArray(answer)) return answer.flatMap((one) => unasked(items, one, `${place}[]`));
    const fields = new Map(Object.entries(Object(answer) as object));
    const named = Object.entries(properties).flatMap(([name, one]) => {
      const at = place === '' ? name : `${place}.${name}`;
      return fields.has(name) ? unasked(one, fields.get(name), at) : [at];
    });
    const other = typeof more === 'object' ? [...fields].filter(([name]) => !(name in properties)) : [];
    return [...named, ...other.flatMap(([name, one]) => unasked(more as Schema, one, `${place}.${name}`))];
  });
}

/** Every form that a value may have, without `null`, and whether it may be that. */
interface Forms {
  readonly forms: readonly Schema[];
  readonly mayBeNull: boolean;
}

/**
 * What our reader of an answer has that its description has not: fields that it does not name, other types; and where the
 * description says which fields are always there, and which may be `null` (`promises`), what ours demands beyond that.
 *
 * @param ours what our schema takes, as JSON schema
 */
export function beyondDescription(
  description: Description,
  ours: Schema,
  theirs: Schema,
  promises: boolean,
): readonly string[] {
  const compare = (mine: Schema, other: Schema, place: string): readonly string[] => {
    if (isAnything(mine)) return [];
    const own = formsOf(description, mine);
    const published = formsOf(description, other);
    const nulls = promises && published.mayBeNull && !own.mayBeNull ? [`${place} may be null`] : [];
    return [...nulls, ...published.forms.flatMap((form) => compareForm(own.forms, form, place))];
  };
  const compareForm = (own: readonly Schema[], form: Schema, place: string): readonly string[] => {
    const same = own.find((one) => isOfType(one, form));
    if (!same) return [`${place} is ${typeOf(form)}`];
    if (form.items) return compare(same.items ?? {}, form.items, `${place}[]`);
    return form.properties ? compareFields(same, form, place) : [];
  };
  const compareFields = (own: Schema, form: Schema, place: string): readonly string[] =>
    Object.entries(own.properties ?? {}).flatMap(([name, mine]) => {
      const at = place === '' ? name : `${place}.${name}`;
      const other = form.properties?.[name];
      if (!other) return [`${at} is not described`];
      const isDemanded = own.required?.includes(name) === true;
      const missing = promises && isDemanded && form.required?.includes(name) !== true ? [`${at} may be missing`] : [];
      return [...missing, ...compare(mine, other, at)];
    });
  return [...new Set(compare(ours, theirs, ''))];
}

function formsOf(description: Description, schema: Schema): Forms {
  const one = schema.$ref?.startsWith('#/schemas/') === true ? resolved(description, schema) : schema;
  if (one.anyOf) {
    const several = one.anyOf.map((each) => formsOf(description, each));
    return { forms: several.flatMap(({ forms }) => forms), mayBeNull: several.some(({ mayBeNull }) => mayBeNull) };
  }
  const types = typeof one.type === 'string' ? [one.type] : (one.type ?? ['object']);
  const forms = types.filter((type) => type !== 'null').map((type) => ({ ...one, type }));
  return { forms, mayBeNull: types.includes('null') };
}

function isAnything({ type, anyOf, properties }: Schema): boolean {
  return type === undefined && anyOf === undefined && properties === undefined;
}

function isOfType(own: Schema, form: Schema): boolean {
  return typeOf(own) === typeOf(form) || isAnything(own);
}

function typeOf({ type }: Schema): string {
  return type === 'integer' ? 'number' : String(type);
}
