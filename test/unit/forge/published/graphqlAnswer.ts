import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { fragmentOf, githubSchema, parsedOf } from './graphql';

const scalars: Readonly<Record<string, string>> = { Int: 'number', Boolean: 'boolean' };

/**
 * What of the data that a test wrote as the answer to a query is not of GitHub's published schema: a field that was not asked
 * for, another type, `null` where there is none. It may leave out what does not matter.
 */
export function graphqlAnswerProblems(query: string, data: unknown): readonly string[] {
  const { document, operation, root } = parsedOf(query);
  const of = (type: GraphQLOutputType, asked: SelectionSetNode | undefined, value: unknown, at: string): string[] => {
    if (value === undefined) return [];
    if (value === null) return isNonNullType(type) ? [`${at} is never null`] : [];
    const bare = getNullableType(type);
    if (isListType(bare)) {
      if (!Array.isArray(value)) return [`${at} is a list`];
      return value.flatMap((one) => of(bare.ofType, asked, one ?? null, `${at}[]`));
    }
    const named = getNamedType(bare);
    if (asked) return ofFields(named.name, asked, value, at);
    if (isEnumType(named)) {
      const words = named.getValues().map(({ name }) => name as unknown);
      return words.includes(value) ? [] : [`${at} is never ${JSON.stringify(value)}`];
    }
    return typeof value === (scalars[named.name] ?? 'string') ? [] : [`${at} is ${named.name}`];
  };
  const ofFields = (name: string, asked: SelectionSetNode, value: unknown, at: string): string[] => {
    if (typeof value !== 'object') return [`${at} is ${name}`];
    const fields = fieldsOf(name, asked);
    return Object.entries(value as object).flatMap(([key, one]) => {
      const field = fields.get(key);
      return field ? of(field.type, field.asked, one ?? null, `${at}.${key}`) : [`${at}.${key} was not asked for`];
    });
  };
  const fieldsOf = (name: string, { selections }: SelectionSetNode): Map<string, Field> => {
    const type = githubSchema().getType(name);
    const declared = isObjectType(type) || (isAbstractType(type) && 'getFields' in type) ? type.getFields() : {};
    return new Map(
      selections.flatMap((one): (readonly [string, Field])[] => {
        if (one.kind === Kind.FIELD) {
          const field = declared[one.name.value];
          return field ? [[(one.alias ?? one.name).value, { type: field.type, asked: one.selectionSet }]] : [];
        }
        const part = one.kind === Kind.INLINE_FRAGMENT ? one : fragmentOf(document, one.name.value);
        return [...fieldsOf(part.typeCondition?.name.value ?? name, part.selectionSet)];
      }),
    );
  };
  return data === undefined || data === null ? [] : ofFields(root.name, operation.selectionSet, data, 'data');
}

interface Field {
  readonly type: GraphQLOutputType;
  readonly asked: SelectionSetNode | undefined;
}
