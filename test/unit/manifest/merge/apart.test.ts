import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Entry, EntryId, FlatFile, MergeRules } from '../../../../src/core/manifest/merge/contract';
import { diffKeys } from '../../../../src/core/manifest/merge/diffKeys';
import { flatten, flattenWhole } from '../../../../src/core/manifest/merge/flatten';
import { mergeKeys } from '../../../../src/core/manifest/merge/mergeKeys';
import { apart } from '../../../../src/core/manifest/merge/parts';
import { differingKeys, travellingValues } from '../../../../src/core/manifest/merge/travelling';
import { map, type Model, type Style, style, write } from './generate';

const rules: MergeRules = { ownedKeys: ['**.tier', 'spec.one.zone'] };

const names = ['web', 'db', 'mail'];
const styled = style.map((how): Style => ({ ...how, eol: '\n' }));

/** Versions have much in common: each part of a document is one of a few. */
const pool = fc.tuple(map, map, map);
const choice = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(3));
const side = fc.array(choice, { minLength: 1, maxLength: 3 });

function textOf(
  parts: readonly { readonly [key: string]: Model }[],
  chosen: readonly (readonly number[])[],
  by: Style,
): string {
  return chosen
    .map(([one = 0, two = 0, three = 0], index) => {
      const [first, second, third] = [parts[one], parts[two], parts[three]];
      const text = write({ one: first ?? {}, two: second ?? {} }, by).replace('thing', names[index] ?? '');
      return third ? `${text.trimEnd()}\nmore: ${JSON.stringify(third)}\n` : text;
    })
    .join('---\n');
}

function flat(read: typeof flattenWhole, text: string): FlatFile {
  const file = read(text, rules);
  assert.ok(file.kind === 'flat', text);
  return file;
}

function told({ id, value }: Entry) {
  return { id, value };
}

describe('two versions without what they have in common', () => {
  it('merge, differ and are compared as the whole files are', () => {
    let spared = 0;
    fc.assert(
      fc.property(pool, side, side, styled, fc.infiniteStream(fc.nat(3)), (parts, ours, theirs, how, draws) => {
        const texts = [textOf(parts, ours, how), textOf(parts, theirs, how)] as const;
        const [target, source] = [flat(flattenWhole, texts[0]), flat(flattenWhole, texts[1])];
        const [near, far] = apart(flat(flatten, texts[0]), flat(flatten, texts[1]));
        if (near.entries.size < target.entries.size) spared += 1;

        const draw = new Map<EntryId, number>();
        for (const id of new Set([...target.entries.keys(), ...source.entries.keys()]))
          draw.set(id, Number(draws.next().value));
        const merged = (one: FlatFile, other: FlatFile) => {
          const base = new Map<EntryId, Entry>();
          for (const id of new Set([...one.entries.keys(), ...other.entries.keys()])) {
            const [mine, yours] = [one.entries.get(id), other.entries.get(id)];
            const any = mine ?? yours;
            // As each side has it, as neither, or not at all where the environment owns it.
            const entry = [mine, yours, any && { ...any, value: ['neither'] }, any?.owned ? undefined : mine][
              draw.get(id) ?? 0
            ];
            if (entry) base.set(id, entry);
          }
          const { changes, conflicts } = mergeKeys({ base, target: one.entries, source: other.entries });
          return { changes: changes.map(({ kind, entry }) => ({ kind, ...told(entry) })), conflicts };
        };
        assert.deepEqual(merged(near, far), merged(target, source));

        const differences = (one: FlatFile, other: FlatFile) =>
          diffKeys(one.entries, other.entries).map(({ id, change, before, after }) => {
            return { id, change, before: before && told(before), after: after && told(after) };
          });
        assert.deepEqual(differences(near, far), differences(target, source));

        const [quick, whole] = [
          [flat(flatten, texts[0]), flat(flatten, texts[1])],
          [target, source],
        ].map(([one = target, other = source]) => differingKeys(travellingValues(one), travellingValues(other)));
        assert.deepEqual(quick, whole);
      }),
      { numRuns: 500 },
    );
    assert.ok(spared > 150, `${spared} had something in common`);
  });
});
