import { Kind, parse, print, visit, type DefinitionNode, type DocumentNode, type TypeNode } from 'graphql';

type Fields = Readonly<Record<string, readonly string[]>>;

/**
 * A GraphQL schema with nothing but these fields of these types, and what their arguments are made of.
 * @throws where the schema has no such type or field
 */
export function pruneGraphql(text: string, fields: Fields): string {
  const definitions = new Map(
    parse(text).definitions.flatMap((one) => ('name' in one ? [[one.name.value, one] as const] : [])),
  );
  const kept = new Map<string, DefinitionNode>();
  const keep = (name: string): void => {
    if (kept.has(name)) return;
    const definition = definitions.get(name);
    if (!definition) return; // built in
    const pruned = withOnly(definition, fields);
    kept.set(name, pruned);
    visit(pruned, { NamedType: ({ name: { value } }) => keep(value) });
  };
  for (const name of Object.keys(fields)) {
    if (!definitions.has(name)) throw new Error(`The schema has no ${name}.`);
    keep(name);
  }
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...kept.values()] };
  const bare = visit(document, {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
  });
  return print(visit(bare, { Directive: () => null })) + '\n';
}

function withOnly(definition: DefinitionNode, all: Fields): DefinitionNode {
  if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
    const members = all[definition.name.value] ?? [];
    return { ...definition, types: (definition.types ?? []).filter(({ name }) => members.includes(name.value)) };
  }
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) {
    return definition;
  }
  const { name, interfaces = [] } = definition;
  const wanted = all[name.value];
  if (!wanted) throw new Error(`Nothing is kept of ${name.value}.`);
  const fields = (definition.fields ?? []).filter((field) => wanted.includes(field.name.value));
  const missing = wanted.filter((one) => !fields.some((field) => field.name.value === one));
  if (missing.length > 0) throw new Error(`${name.value} has no ${missing.join(', ')}.`);
  return { ...definition, fields, interfaces: interfaces.filter((one) => nameOf(one) in all) };
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
