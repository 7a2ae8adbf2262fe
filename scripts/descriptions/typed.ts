import ts from 'typescript';

type Json = { readonly [name: string]: Json } | readonly Json[] | string | number | boolean | null;

/**
 * An OpenAPI document as `openapi-typescript` has made types of it, made a document again as far as types tell: paths, operations,
 * parameters, bodies, answers and schemas. Objects that are written out in many places get a name, so that each is there once.
 */
export function documentOf(text: string): Readonly<Record<string, Json>> {
  const source = ts.createSourceFile('api.d.ts', text, ts.ScriptTarget.Latest, false);
  const tops = new Map(
    source.statements.filter(ts.isInterfaceDeclaration).map((one) => [one.name.text, one.members] as const),
  );
  const named = new Map<string, { readonly name: string; readonly schema: Json }>();
  const nameOf = (node: ts.TypeElement) =>
    node.name && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name) || ts.isNumericLiteral(node.name))
      ? node.name.text
      : '';
  const propertiesOf = (members: readonly ts.TypeElement[]) => members.filter(ts.isPropertySignature);
  const child = (members: readonly ts.TypeElement[], name: string) =>
    propertiesOf(members).find((one) => nameOf(one) === name);
  const below = (node: ts.PropertySignature | undefined): readonly ts.TypeElement[] =>
    node?.type && ts.isTypeLiteralNode(node.type) ? [...node.type.members] : [];
  /** What a reference to a place of these types names last. */
  const lastName = (node: ts.IndexedAccessTypeNode): string =>
    ts.isLiteralTypeNode(node.indexType) && ts.isStringLiteral(node.indexType.literal)
      ? node.indexType.literal.text
      : '';

  const shared = (schema: Json): Json => {
    const key = JSON.stringify(schema);
    if (key.length < 200) return schema;
    const known = named.get(key) ?? { name: `part${named.size + 1}`, schema };
    named.set(key, known);
    return { $ref: `#/components/schemas/${known.name}` };
  };
  const schemaOf = (node: ts.TypeNode | undefined): Json => {
    if (!node) return {};
    if (ts.isTypeOperatorNode(node)) return schemaOf(node.type);
    if (ts.isParenthesizedTypeNode(node)) return schemaOf(node.type);
    if (ts.isArrayTypeNode(node)) return { type: 'array', items: schemaOf(node.elementType) };
    if (ts.isIndexedAccessTypeNode(node)) return { $ref: `#/components/schemas/${lastName(node)}` };
    if (ts.isUnionTypeNode(node)) {
      const words = node.types.flatMap((one) =>
        ts.isLiteralTypeNode(one) && ts.isStringLiteral(one.literal) ? [one.literal.text] : [],
      );
      if (words.length === node.types.length) return { type: 'string', enum: words };
      return { anyOf: node.types.map(schemaOf) };
    }
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) {
      return { type: 'string', enum: [node.literal.text] };
    }
    if (ts.isTypeLiteralNode(node)) {
      const all = propertiesOf([...node.members]);
      const required = all.filter(({ questionToken }) => !questionToken).map(nameOf);
      const properties = Object.fromEntries(all.map((one) => [nameOf(one), schemaOf(one.type)]));
      return shared({ type: 'object', properties, ...(required.length > 0 && { required }) });
    }
    const simple = new Map([
      [ts.SyntaxKind.StringKeyword, 'string'],
      [ts.SyntaxKind.NumberKeyword, 'number'],
      [ts.SyntaxKind.BooleanKeyword, 'boolean'],
    ]).get(node.kind);
    return simple === undefined ? {} : { type: simple };
  };

  const bodyOf = (members: readonly ts.TypeElement[]): Json | undefined => {
    const [first] = propertiesOf(below(child(members, 'content')));
    return first ? { content: { 'application/json': { schema: schemaOf(first.type) } } } : undefined;
  };
  const operationOf = (name: string): Json => {
    const operation = below(child(tops.get('operations') ?? [], name));
    const query = propertiesOf(below(child(below(child(operation, 'parameters')), 'query')));
    const body = bodyOf(below(child(operation, 'requestBody')));
    const answers = propertiesOf(below(child(operation, 'responses'))).map((one) => {
      const said = bodyOf(below(one));
      return [nameOf(one), said ?? {}] as const;
    });
    return {
      parameters: query.map((one) => ({ in: 'query', name: nameOf(one), schema: schemaOf(one.type) })),
      ...(body !== undefined && { requestBody: body }),
      responses: Object.fromEntries(answers),
    };
  };
  const paths = Object.fromEntries(
    propertiesOf([...(tops.get('paths') ?? [])]).map((path) => {
      const operations = propertiesOf(below(path)).flatMap((one) =>
        one.type && ts.isIndexedAccessTypeNode(one.type)
          ? [[nameOf(one), operationOf(lastName(one.type))] as const]
          : [],
      );
      return [nameOf(path), Object.fromEntries(operations)];
    }),
  );
  const told = propertiesOf(below(child(tops.get('components') ?? [], 'schemas'))).map(
    (one) => [nameOf(one), schemaOf(one.type)] as const,
  );
  const schemas = {
    ...Object.fromEntries(told),
    ...Object.fromEntries([...named.values()].map((one) => [one.name, one.schema])),
  };
  return { paths, components: { schemas } };
}
