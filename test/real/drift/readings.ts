/** Scalars that YAML's versions and readers take differently. Source: go-yaml's `resolve.go`. */
export const scalars = [
  ...['yes', 'Yes', 'on', 'y', 'n', 'no', 'off', 'Off', 'true', 'True', 'FALSE', 'null', 'Null', '~', '""'],
  ...[
    '0644',
    '0o644',
    '0x1F',
    '0b11',
    '-0644',
    '08',
    '0',
    '-0',
    '+1',
    '1_000',
    '1e3',
    '1.5e3',
    '1.',
    '.5',
    '1.0',
    '-1.5',
  ],
  ...[
    '12:30:45',
    '1:20',
    '2024-01-01',
    '2024-01-01T00:00:00Z',
    '1.2.3',
    '0x',
    '1e',
    '_1',
    '1__0',
    'NaN',
    '1Gi',
    '100m',
  ],
  ...[
    '9007199254740991',
    '9007199254740993',
    '-9007199254740993',
    '18446744073709551615',
    '"0644"',
    "'yes'",
    '!!str 12',
  ],
  ...[
    '"\\u00e9\\n"',
    'a b',
    '"#"',
    'a#b',
    '- ',
    '[1, yes, 0644]',
    '{yes: 1, 0644: 2, n: 3}',
    '|\n  a\n  b\n',
    '>-\n  a\n  b\n',
  ],
] as const;

/** And the larger shapes of which the same is true. Source: go-yaml and sigs.k8s.io/yaml. */
export const documents: Readonly<Record<string, string>> = {
  'an anchor and an alias': 'a: &x {k: 1}\nb: *x',
  'a merge': 'base: &x {k: 1, l: 2}\na:\n  <<: *x\n  l: 3',
  'a merge of several, the first of which counts': 'x: &x {k: 1}\ny: &y {k: 2, l: 2}\na:\n  <<: [*x, *y]',
  'a merge below the key that it would give': 'x: &x {k: 1}\na:\n  k: 5\n  <<: *x',
  'a key that stands twice': 'a: 1\nb: 2\na: 3',
  'flow style, with comments and commas': 'a: {b: [1, 2,], "c": d} # e',
  'a block scalar with three dashes in it': 'a: |\n  ---\n  b\nc: 1',
  'keys that are no text': '1: a\ntrue: b\n1.5: c',
  'a long text folded over lines': 'a: one\n  two\n\n  three',
  'tabs behind a value': 'a: 1\t\nb: x\t# c',
  'no value at all': 'a:\nb: {}\nc: []',
};

/** An object of a kind that no reader knows, so that nothing but YAML decides. */
export const custom = (content: string): string =>
  `apiVersion: example.com/v1\nkind: Sample\nmetadata: {name: a, annotations: {read: by-kubectl}}\n${content}\n`;

export const ofScalar = (scalar: string): string => custom(`spec:\n v: ${scalar.replaceAll('\n', '\n ')}`);
export const ofDocument = (content: string): string => custom(`spec:\n${content.replaceAll(/^(?=.)/gm, '  ')}`);

/** A value as text that is the same for the same value, whatever the order of keys and with every digit. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(exact(value)));

/** Integers as text, so that none is rounded. */
export function exact(value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return `int ${value}`;
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exact(inner)]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
