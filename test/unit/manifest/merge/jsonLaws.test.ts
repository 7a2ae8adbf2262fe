import assert from 'node:assert/strict';
import fc from 'fast-check';
import { flatten } from '../../../../src/core/manifest/merge/flatten';
import { mergeManifest } from '../../../../src/core/manifest/merge/mergeManifest';
import { map, type Model } from './generate';

const rules = { ownedKeys: [] };
const space = fc.constantFrom(0, 2, 4, '\t');
const key = fc.oneof(
  fc.constantFrom('a b', '"quoted"', 'back\\slash', 'über', '0644', 'yes', '{x}', 'http://x/y', ''),
  fc.string({ maxLength: 5 }),
);
const values = fc.dictionary(key, fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })), {
  maxKeys: 3,
});

function write(model: object, indent: number | string): string {
  return `${JSON.stringify({ kind: 'Deployment', spec: model, last: true }, undefined, indent)}\n`;
}

/** What a file says, key by key. */
function said(text: string): unknown {
  const file = flatten(text, rules);
  return file.kind === 'flat' ? [...file.entries.values()].map(({ id, value }) => [id, value]).sort() : file;
}

/** The text of a merge that has to be clean, and to be JSON. */
function mergedText(base: string, target: string, source: string): string {
  const merged = mergeManifest({ base, target, source }, rules);
  assert.ok(merged.kind === 'merged', `${JSON.stringify(merged)}\n${target}\n=>\n${source}`);
  JSON.parse(merged.text ?? '');
  return merged.text ?? '';
}

describe('merging JSON: laws', () => {
  const model = fc.oneof(map as fc.Arbitrary<{ [key: string]: Model }>, values);

  it('what the source changed arrives, and the result is JSON, however either side is written', () =>
    fc.assert(
      fc.property(model, model, space, space, (before, after, how, otherwise) => {
        const [target, source] = [write(before, how), write(after, otherwise)];
        assert.deepEqual(said(mergedText(target, target, source)), said(source));
      }),
      { numRuns: 300 },
    ));

  it('disjoint changes arrive both, and the result is JSON', () =>
    fc.assert(
      fc.property(model, model, model, space, (before, left, right, how) => {
        const base = write({ one: before, two: before }, how);
        const target = write({ one: left, two: before }, how);
        const text = mergedText(base, target, write({ one: before, two: right }, how));
        assert.deepEqual(said(text), said(write({ one: left, two: right }, how)));
      }),
      { numRuns: 200 },
    ));
});
