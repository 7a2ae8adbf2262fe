import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { FlatFile } from '../../../../src/core/manifest/merge/contract';
import { documentsOf } from '../../../../src/core/manifest/merge/documentParts';
import { flatten, flattenWhole } from '../../../../src/core/manifest/merge/flatten';
import { printOf, travellingValues } from '../../../../src/core/manifest/merge/travelling';
import { atOnce } from '../../../../src/core/support/turns';

const rules = { ownedKeys: ['**.tier', 'k3'] };

/** What stands behind a key, and may be taken for more or less than it is by whoever looks at the next line alone. */
const behind = fc.constantFrom(
  ...[
    '1',
    'x y',
    '"a: b"',
    '{ tier: 1, name: web }',
    '[a, b]',
    '',
    '|\n  one\n  two',
    '# c\n  tier: 1\n  b: 2',
    '{ a: .inf }',
  ],
  ...[
    '1\n',
    '1\n# c',
    '1\n  # c',
    '\n- a\n- name: b',
    '\n  - name: b\n    tier: 1',
    '{\n  a: 1\n}',
    '>-\n  a\n\n  b\n',
    '"\\x7b{ .Values.x }}"',
  ],
);
const key = fc.constantFrom(
  'k1',
  'k2',
  'k3',
  'k4',
  'k5',
  'kind',
  'data',
  '"k1"',
  'name',
  'metadata',
  '- k',
  '  in',
  '...',
  '--- a',
);
const part = fc.tuple(key, behind).map(([name, value]) => `${name}: ${value}\n`);
/** Long enough to be followed. */
const filler = Array.from(
  { length: 60 },
  (_, at) => `filler${at}: { name: ${'long'.repeat(20)}, tier: ${at % 7} }
`,
);

type Edit = {
  readonly does: 'put' | 'replace' | 'drop' | 'move' | 'mark';
  readonly at: number;
  readonly to: number;
  readonly part: string;
};
const edit: fc.Arbitrary<Edit> = fc.record({
  does: fc.constantFrom('put', 'replace', 'replace', 'drop', 'move', 'mark'),
  at: fc.nat(63),
  to: fc.nat(63),
  part,
});

function edited(parts: readonly string[], { does, at, to, part: fresh }: Edit): readonly string[] {
  const place = at % (parts.length + 1);
  const old = parts.slice(place, place + 1);
  switch (does) {
    case 'put':
      return parts.toSpliced(place, 0, fresh);
    case 'replace':
      return parts.toSpliced(place, 1, fresh);
    case 'drop':
      return parts.toSpliced(place, 1);
    case 'move':
      return parts.toSpliced(place, 1).toSpliced(to % parts.length, 0, ...old);
    case 'mark':
      return parts.toSpliced(place, 0, `---\nkind: A${at}\napiVersion: v1\nmetadata: { name: a${to} }\n`);
  }
}

function said(file: ReturnType<typeof flatten>) {
  if (file.kind === 'unparsable') return file;
  const entries = [...file.entries.values()].map((entry) => ({ ...entry, origin: entry.origin === file }));
  const values = travellingValues(file);
  return { ...file, entries, ids: [...file.entries.keys()], values: [...values], print: printOf(file, values) };
}

describe('versions that are put together from what they have in common', () => {
  it('say what each says as a whole', function () {
    this.timeout(60_000);
    const seen = { inParts: 0, asWhole: 0 };
    const law = fc.property(
      fc.array(fc.tuple(fc.array(edit, { minLength: 1, maxLength: 3 }), fc.boolean()), { minLength: 2, maxLength: 5 }),
      (versions) => {
        let parts: readonly string[] = filler;
        const kept: (FlatFile | { readonly kind: 'unparsable' })[] = [flatten(parts.join(''), rules)];
        for (const [edits, endsInLine] of versions) {
          parts = edits.reduce(edited, parts);
          const text = endsInLine ? parts.join('').replace(/\n$/, '') : parts.join('');
          const file = flatten(text, rules);
          kept.push(file);
          assert.deepEqual(said(file), said(flattenWhole(text, rules)), text);
          seen[atOnce(documentsOf(text, rules)) ? 'inParts' : 'asWhole'] += 1;
        }
      },
    );
    fc.assert(law, { numRuns: 60 });
    assert.ok(seen.inParts > 40 && seen.asWhole > 10, JSON.stringify(seen));
  });

  for (const [what, first, then] of [
    ['a key behind a document', 'a: 1\n---\nb: 1\n', 'a: 1\n---\nb: 1\nk1:\n'],
    ['a mark that has more on its line', 'a: 1\n---\nb: 1\n', 'a: 1\n---\nb: 1\n--- c\n'],
    ['more on the last line', `${filler.join('')}last: 1 # see`, `${filler.join('')}last: 1 # seen by: two\n`],
    ['a line of the last document', 'a: 1\n---\nb: 1', 'a: 1\n---\nb: 1---\n'],
    ['an item of the last key', 'a: 1\n---\nb:\n', 'a: 1\n---\nb:\n- 1\n'],
  ] as const) {
    it(`see ${what}`, () => {
      const before = flatten(first, rules);
      assert.deepEqual(said(flatten(then, rules)), said(flattenWhole(then, rules)));
      assert.equal(before.kind, 'flat');
    });
  }
});
