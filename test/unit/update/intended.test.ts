import { strict as assert } from 'node:assert';
import { differsOnlyBy, type Intended } from '../../../src/core/update/images/intended';

const nothing: Intended = { scalars: new Map(), digests: new Map() };
const becomes = (at: number, text: string): Intended => ({ scalars: new Map([[at, text]]), digests: new Map() });

describe('A text that was edited', () => {
  const before = 'a: &x x/y:1\nb: [*x, "2"]\nc: { d: e }\n---\nf: 1\n';

  it('says the same as itself, and as itself in other clothes of no meaning', () => {
    assert.ok(differsOnlyBy(before, before, nothing));
    assert.ok(differsOnlyBy(before, before.replace('{ d: e }', '{ d:   e }  # why'), nothing));
  });

  it('may differ by what was meant', () =>
    assert.ok(differsOnlyBy(before, before.replace('x/y:1', 'x/y:2'), becomes(6, 'x/y:2'))));

  for (const [name, from, to] of [
    ['another value', '"2"', '"3"'],
    ['another quote, by which a text becomes a number', '"2"', '2'],
    ['a key that is gone', 'c: { d: e }\n', ''],
    ['a key that is new', 'c:', 'd: 1\nc:'],
    ['a key of another name', 'c:', 'cc:'],
    ['an item that is new', '"2"]', '"2", 3]'],
    ['an anchor of another name', '&x', '&y'],
    ['an alias that is written out', '[*x', '[x/y:1'],
    ['a tag', '"2"', '!!int "2"'],
    ['a document that is gone', '---\nf: 1\n', ''],
    ['another form', '{ d: e }', '[d, e]'],
    ['what cannot be read', '{ d: e }', '{ d: e'],
  ] as const) {
    it(`may not differ by ${name}`, () => {
      const after = before.replace(from, to);
      assert.notEqual(after, before);
      assert.ok(!differsOnlyBy(before, after, nothing));
      assert.ok(!differsOnlyBy(before, after.replace('x/y:1', 'x/y:2'), becomes(6, 'x/y:2')));
    });
  }

  it('has to say what was meant, as text', () => {
    assert.ok(!differsOnlyBy(before, before, becomes(6, 'x/y:2')));
    assert.ok(!differsOnlyBy('a: v1\n', 'a: 1.10\n', becomes(3, '1.10')));
    assert.ok(differsOnlyBy('a: v1\n', 'a: "1.10"\n', becomes(3, '1.10')));
  });

  it('has a new digest only where one was meant', () => {
    const meant: Intended = { scalars: new Map(), digests: new Map([[0, 'sha256:a']]) };
    assert.ok(differsOnlyBy('a: b\n', 'a: b\ndigest: sha256:a\n', meant));
    for (const after of ['a: b\n', 'a: b\ndigest: sha256:b\n', 'a: b\ndigest: sha256:a\nc: d\n', 'digest: sha256:a\n'])
      assert.ok(!differsOnlyBy('a: b\n', after, meant), after);
    assert.ok(!differsOnlyBy('a: b\n', 'a: b\ndigest: sha256:a\n', nothing));
  });
});
