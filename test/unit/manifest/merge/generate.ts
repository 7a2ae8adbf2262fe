import fc from 'fast-check';

/**
 * Documents as people write them: comments, blank lines, three styles of quoting, block and flow collections, lists told
 * apart by name, lists that are one value. A document is a model (what it says) and a text (how it is written).
 */
export type Model =
  string | number | boolean | null | readonly string[] | readonly Named[] | { readonly [key: string]: Model };

/** An item of a list by name. */
export interface Named {
  readonly name: string;
  readonly value: string | number;
}

const words = ['alpha', 'beta', 'gamma', 'delta', 'image', 'tier', 'zone'] as const;
const word = fc.constantFrom(...words);
const text = fc.constantFrom(
  'plain',
  'with space',
  'a: b',
  '#hash',
  "it's",
  'yes',
  '0644',
  '1.10',
  '',
  '- dash',
  'über',
  'two\nlines\n',
  '{x}',
);
const scalar = fc.oneof(text, fc.integer({ min: -5, max: 99_999 }), fc.boolean(), fc.constant(null));
const named = fc.uniqueArray(fc.record({ name: word, value: fc.oneof(text, fc.nat(99)) }), {
  selector: ({ name }) => name,
  minLength: 1,
  maxLength: 4,
});
const list = fc.array(fc.constantFrom('x', 'y', 'z w'), { maxLength: 3 });

export const map: fc.Arbitrary<{ [key: string]: Model }> = fc.letrec<{ map: { [key: string]: Model }; value: Model }>(
  (tie) => ({
    value: fc.oneof({ maxDepth: 3 }, scalar, named, list, tie('map')),
    map: fc.dictionary(word, tie('value'), { maxKeys: 4 }),
  }),
).map;

/** What may be decided for each line that is written; drawn once for a document, so that shrinking works. */
export interface Style {
  readonly choices: readonly number[];
  readonly eol: '\n' | '\r\n';
  readonly indent: 2 | 4;
  readonly dashes: 'indented' | 'flush';
}

export const style: fc.Arbitrary<Style> = fc.record({
  choices: fc.array(fc.nat(9), { minLength: 12, maxLength: 40 }),
  eol: fc.constantFrom('\n', '\r\n'),
  indent: fc.constantFrom(2, 4),
  dashes: fc.constantFrom('indented', 'flush'),
});

/** Writes a ConfigMap-like object with the model as its `spec`. */
export function write(
  spec: { readonly [key: string]: Model },
  { choices, eol, indent, dashes }: Style,
  name = 'thing',
): string {
  let drawn = 0;
  const draw = (): number => choices[drawn++ % choices.length] ?? 0;
  const pad = (depth: number): string => ' '.repeat(depth);
  const lines: string[] = [
    '# The head of the file',
    'apiVersion: example.org/v1',
    'kind: Thing',
    `metadata: {name: ${name}}`,
  ];

  const before = (depth: number): void => {
    const choice = draw();
    if (choice === 7) lines.push('');
    if (choice >= 8) lines.push(`${pad(depth)}# a remark on what follows`);
  };
  const after = (): string => (draw() === 9 ? ' # beside it' : '');

  const inline = (value: string | number | boolean | null): string => {
    if (typeof value !== 'string') return String(value);
    if (draw() < 5 && isPlain(value)) return value;
    return draw() < 5 && !value.includes('\n') ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
  };
  const entry = (head: string, value: Model, depth: number): void => {
    if (value === null || typeof value !== 'object') {
      if (typeof value === 'string' && value.includes('\n') && draw() < 6) {
        lines.push(
          `${head}: |${after()}`,
          ...value
            .trimEnd()
            .split('\n')
            .map((line) => pad(depth + indent) + line),
        );
      } else lines.push(`${head}: ${inline(value)}${after()}`);
    } else if (Array.isArray(value)) items(head, value as readonly (string | Named)[], depth);
    else if (Object.keys(value).length === 0) lines.push(`${head}: {}${after()}`);
    else if (draw() === 3 && isFlat(value as { [key: string]: Model })) {
      const pairs = Object.entries(value as { [key: string]: Model }).map(
        ([key, inner]) => `${key}: ${JSON.stringify(inner)}`,
      );
      lines.push(`${head}: {${pairs.join(', ')}}${after()}`);
    } else {
      lines.push(`${head}:${after()}`);
      fields(value as { [key: string]: Model }, depth + indent);
    }
  };
  const items = (head: string, value: readonly (string | Named)[], depth: number): void => {
    if (value.length === 0 || draw() === 3) {
      lines.push(`${head}: [${value.map((item) => flow(item)).join(', ')}]${after()}`);
      return;
    }
    lines.push(`${head}:${after()}`);
    const dash = depth + (dashes === 'flush' ? 0 : indent);
    for (const item of value) {
      before(dash);
      if (typeof item === 'string') lines.push(`${pad(dash)}- ${JSON.stringify(item)}${after()}`);
      else {
        lines.push(`${pad(dash)}- name: ${item.name}${after()}`);
        before(dash + 2);
        entry(`${pad(dash + 2)}value`, item.value, dash + 2);
      }
    }
  };
  const fields = (value: { readonly [key: string]: Model }, depth: number): void => {
    for (const [key, inner] of Object.entries(value)) {
      before(depth);
      entry(pad(depth) + key, inner, depth);
    }
  };

  if (Object.keys(spec).length === 0) lines.push('spec: {}');
  else {
    lines.push('spec:');
    fields(spec, indent);
  }
  return lines.join(eol) + eol;
}

function flow(item: string | Named): string {
  return typeof item === 'string' ? JSON.stringify(item) : `{name: ${item.name}, value: ${JSON.stringify(item.value)}}`;
}

function isPlain(value: string): boolean {
  return ['plain', 'with space', 'über'].includes(value);
}

function isFlat(value: { readonly [key: string]: Model }): boolean {
  return Object.values(value).every((inner) => inner === null || typeof inner !== 'object');
}
