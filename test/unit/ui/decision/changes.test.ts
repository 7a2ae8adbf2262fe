import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PendingItem } from '../../../../src/core/promotion/plan';
import type { ChangedText } from '../../../../src/decision/protocol/decision';
import type * as Probe from '../../../bench/probes/decision';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aChange, image } from './builders';

describe('a change on the page', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/decision.ts')));

  it('marks of two values the words that differ', () => {
    const parts = (one: string, other: string) =>
      probe.differing(one, other).map(({ same, differs, rest }) => [same, differs, rest]);
    assert.deepEqual(parts('r.example/cart:2.10.0', 'r.example/cart:2.11.0'), [
      ['r.example/cart:', '2.10.0', ''],
      ['r.example/cart:', '2.11.0', ''],
    ]);
    assert.deepEqual(parts('a/1/z', 'a/2/z'), [
      ['a/', '1', '/z'],
      ['a/', '2', '/z'],
    ]);
    assert.deepEqual(parts('x', 'x y'), [
      ['', 'x', ''],
      ['', 'x y', ''],
    ]);
  });

  it('has no end of rows that nobody reads: the first, and how many more', () => {
    const items = Array.from({ length: 501 }, () => image);
    const { sections } = probe.decisionOf(aChange({ items }), { mayChooseHead: false });
    const of = sections.find(({ id }) => id === 'items');
    assert.deepEqual([of?.changes?.length, of?.lines?.map(({ text }) => text)], [500, ['and 1 more']]);
    const back = aChange({ items: Array.from({ length: 30 }, () => ({ ...image, reintroduced: true })) });
    const reason = probe.graveReasons(back).find((one) => one.reason === 'returns');
    assert.deepEqual([reason?.line.below?.length, reason?.line.below?.at(-1)?.text], [21, 'and 10 more']);
  });

  it('shows remote text as text of one line, and the text of the pull request with its lines', () => {
    const change = aChange({ notes: ['one\u202etwo\nthree'], body: '# Title\n\n  - a\u202eb\n' });
    const { sections } = probe.decisionOf(change, { mayChooseHead: false });
    const of = (id: string) => sections.find((section) => section.id === id);
    assert.equal(of('notes')?.lines?.[0]?.text, 'one two three');
    assert.equal(of('body')?.text, '# Title\n\n  - a b\n');
    assert.equal(of('body')?.isOpen, false);
  });

  const row = (before: unknown, after: unknown) =>
    probe.changeRows([
      { path: 'a', key: ['b'], change: 'changed', reintroduced: false, before, after } as PendingItem,
    ])[0];
  const read = (text: ChangedText | undefined) => text && `${text.same}${text.differs}${text.rest}`;

  it('shows of two values that differ what does, or says that it cannot be seen', () => {
    const long = fc.string({ maxLength: 20 }).map((text) => `${'x'.repeat(9_000)}${text}`);
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      long,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(one !== other);
        const { before, after, said } = row(one, other) ?? {};
        assert.ok(read(before)?.normalize() !== read(after)?.normalize() || said !== undefined);
        assert.ok([before, after].every((side) => (read(side)?.length ?? 0) < 4_100));
      }),
    );
    const shown = (one: unknown, other: unknown) => {
      const { before, after } = row(one, other) ?? {};
      return [read(before), read(after)];
    };
    assert.deepEqual(shown(5, '5'), ['5', '"5"']);
    assert.deepEqual(shown('true', true), ['"true"', 'true']);
    assert.deepEqual(shown('a', 'b'), ['a', 'b']);
    for (const [one, other] of [
      ['a\tb', 'a b'],
      ['a\r\n', 'a\n'],
      ['***', '***'],
    ]) {
      assert.match(row(one, other)?.said ?? '', /cannot be seen here/);
    }
    const far = `${'word '.repeat(2_000)}end`;
    const { before } = row(`${far} 1 ${far}`, `${far} 2 ${far}`) ?? {};
    assert.deepEqual([before?.differs, before?.same.length, before?.rest.length], ['1', 501, 501]);
    assert.equal(row('a', 'b')?.said, undefined);
  });

  it('tells them apart also where there is little room', () => {
    const brief = (before: unknown, after: unknown) =>
      probe.changeWords({ path: 'a', change: 'changed', reintroduced: false, before, after });
    assert.equal(brief(5, '5'), '5 → "5"');
    const [was, is] = brief(`${'x'.repeat(100)}1`, `${'x'.repeat(100)}2`).split(' → ');
    assert.notEqual(was, is);
    assert.match(brief('cart:2.10.0', 'cart:2.11.0'), /^cart:2\.10\.0 → cart:2\.11\.0$/);
  });
});
