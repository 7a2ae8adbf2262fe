import assert from 'node:assert/strict';
import type { ObjectDrift } from '../../../src/core/drift/report';
import { LastGood } from '../../../src/ui/decorations/lastGood';
import type { DriftLine } from '../../../src/ui/decorations/lines';

const object = (name: string): ObjectDrift => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  verdict: 'changed',
  fields: [],
});
const broken: ObjectDrift = { apiVersion: '', kind: '', name: 'a.yaml', verdict: 'invalid', fields: [] };
const lineOf = (name: string, line: number): DriftLine => ({
  line,
  look: 'changed',
  text: '',
  fields: [{ path: 'data', verdict: 'changed' }],
  object: object(name),
});
const edit = (from: [number, number], to: [number, number], text: string) =>
  ({ range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } }, text }) as never;
const shown = (lines: readonly DriftLine[]) =>
  lines.map(({ object: { name }, line, look }) => `${name} ${line} ${look}`);

describe('drift of a text that cannot be read for a moment', () => {
  const show = (good: LastGood, objects: readonly ObjectDrift[], ...lines: readonly DriftLine[]) =>
    shown(good.show('a.yaml', objects, lines));

  it('stays, greyed, where it was; that of the documents that can be read is fresh', () => {
    const good = new LastGood();
    show(good, [object('a'), object('b')], lineOf('a', 3), lineOf('b', 9));
    assert.deepEqual(show(good, [broken, object('b')], lineOf('b', 10)), ['b 10 changed', 'a 3 stale']);
    assert.deepEqual(show(good, [broken, broken]), ['b 10 stale', 'a 3 stale']);
    assert.deepEqual(show(good, [object('a'), object('b')]), []);
    assert.deepEqual(show(good, [broken, broken]), []);
  });

  it('moves with the lines', () => {
    const good = new LastGood();
    const after = (change: never) => {
      show(good, [object('a'), object('b')], lineOf('a', 3), lineOf('b', 9));
      good.edited('a.yaml', [change]);
      return show(good, [broken]);
    };
    assert.deepEqual(after(edit([5, 2], [5, 2], '\n')), ['a 3 stale', 'b 10 stale']);
    assert.deepEqual(after(edit([3, 4], [3, 6], 'x')), ['a 3 stale', 'b 9 stale']);
    assert.deepEqual(after(edit([3, 0], [3, 0], '\n\n')), ['a 5 stale', 'b 11 stale']);
    assert.deepEqual(after(edit([1, 0], [4, 0], '')), ['b 6 stale']);
    assert.deepEqual(after(edit([0, 0], [0, 5], 'y')), ['a 3 stale', 'b 9 stale']);
  });

  it('is forgotten with the document', () => {
    const good = new LastGood();
    show(good, [object('a')], lineOf('a', 3));
    good.forget('a.yaml');
    assert.deepEqual(show(good, [broken]), []);
  });
});
