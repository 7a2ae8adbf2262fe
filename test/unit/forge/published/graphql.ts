import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  getVariableValues,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

let built: GraphQLSchema | undefined;

/** GitHub's, as far as our queries name it. */
export function githubSchema(): GraphQLSchema {
  built ??= buildSchema(readFileSync(join(import.meta.dirname, 'fixtures/github.graphql'), 'utf8'));
  return built;
}

/** What is wrong with a query and its variables by GitHub's published schema. */
export function graphqlProblems(body: unknown): readonly string[] {
  const { query, variables = {} } = body as { readonly query: string; readonly variables?: Record<string, unknown> };
  const { document, operation } = parsedOf(query);
  const declared = operation.variableDefinitions ?? [];
  const names = declared.map(({ variable }) => variable.name.value);
  const strange = Object.keys(variables).filter((name) => !names.includes(name));
  const { errors = [] } = getVariableValues(githubSchema(), declared, variables);
  return [
    ...[...validate(githubSchema(), document), ...errors].map(({ message }) => message),
    ...strange.map((name) => `nothing declares ${name}`),
  ];
}

/** `Type.field` of each field that a query names, and `Union.Member`. */
export function graphqlUses(body: unknown): readonly string[] {
  const uses: string[] = [];
  const types = new TypeInfo(githubSchema());
  const note = (name: string): void => {
    const parent = types.getParentType();
    const behind = isInterfaceType(parent) ? githubSchema().getPossibleTypes(parent) : [];
    uses.push(...[parent, ...behind].map((type) => `${String(type)}.${name}`));
  };
  visit(
    parsedOf((body as { readonly query: string }).query).document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => note(name.value),
      InlineFragment: ({ typeCondition }) => note(typeCondition?.name.value ?? ''),
    }),
  );
  return uses;
}

export interface Invented {
  readonly answer: object;
  /** Where it may be `null`, by the names of fields: `repository.ref.target`. */
  readonly nullable: readonly string[];
}

/** An answer that the schema allows to a query, `null` where it may be and `isNull` says so. */
export function inventedGraphql(query: string, isNull: (place: string) => boolean): Invented {
  const { document, operation, root } = parsedOf(query);
  const nullable = new Set<string>();
  const of = (type: GraphQLOutputType, selections: SelectionSetNode | undefined, place: string): unknown => {
    if (!isNonNullType(type)) {
      nullable.add(place);
      if (isNull(place)) return null;
    }
    const bare = getNullableType(type);
    if (isListType(bare)) return [of(bare.ofType, selections, `${place}[]`)];
    const named = getNamedType(bare);
    if (isEnumType(named)) return named.getValues()[0]?.name;
    if (selections) return fieldsOf(named.name, selections, `${place}.`);
    return ({ Int: 7, Boolean: true } as Readonly<Record<string, unknown>>)[named.name] ?? 'a'.repeat(40);
  };
  const fieldsOf = (name: string, selections: SelectionSetNode, place: string): object =>
    Object.assign({}, ...concreteOf(name, selections).map((type) => partOf(type, selections, place))) as object;
  const partOf = (name: string, { selections }: SelectionSetNode, place: string): object => {
    const type = githubSchema().getType(name);
    const declared = isObjectType(type) ? type.getFields() : {};
    const entries = selections.flatMap((selection): (readonly [string, unknown])[] => {
      if (selection.kind === Kind.FIELD) {
        const field = declared[selection.name.value];
        if (!field) throw new Error(`${name} has no ${selection.name.value}.`);
        const value = of(field.type, selection.selectionSet, place + selection.name.value);
        return [[(selection.alias ?? selection.name).value, value]];
      }
      const part = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(document, selection.name.value);
      const applies = part.typeCondition === undefined || part.typeCondition.name.value === name;
      return applies ? Object.entries(partOf(name, part.selectionSet, place)) : [];
    });
    return Object.fromEntries(entries);
  };
  return { answer: { data: fieldsOf(root.name, operation.selectionSet, '') }, nullable: [...nullable] };
}

/** A value of a type that may be one of several is invented as of all that the query asks after: a reader looks at each. */
function concreteOf(name: string, { selections }: SelectionSetNode): readonly string[] {
  const type = githubSchema().getType(name);
  if (!isAbstractType(type)) return [name];
  const told = selections.flatMap((one) =>
    one.kind === Kind.INLINE_FRAGMENT && one.typeCondition ? [one.typeCondition.name.value] : [],
  );
  return told.length > 0
    ? told
    : githubSchema()
        .getPossibleTypes(type)
        .slice(0, 1)
        .map((one) => one.name);
}

export function parsedOf(query: string) {
  const document = parse(query);
  const operation = operationOf(document);
  const root = githubSchema().getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  return { document, operation, root };
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  const found = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (!found) throw new Error('There is no operation.');
  return found;
}

export function fragmentOf({ definitions }: DocumentNode, name: string) {
  const found = definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name);
  if (found?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error(`There is no fragment ${name}.`);
  return found;
}
