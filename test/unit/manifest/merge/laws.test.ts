import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { applyChanges, applyToWhole } from '../../../../src/core/manifest/merge/applyChanges';
import type { Change, Entries, FlatFile, MergeRules } from '../../../../src/core/manifest/merge/contract';
import { diffKeys } from '../../../../src/core/manifest/merge/diffKeys';
import { flatten } from '../../../../src/core/manifest/merge/flatten';
import { mergeManifest } from '../../../../src/core/manifest/merge/mergeManifest';
import { setInParts } from '../../../../src/core/manifest/merge/setInParts';
import { map, type Style, style, write } from './generate';

const rules: MergeRules = { ownedKeys: [] };

function flat(text: string | null): FlatFile {
  const file = flatten(text, rules);
  assert.ok(file.kind === 'flat', `${text}`);
  return file;
}

/** What a file says, without where it is written. */
function said(entries: Entries): Record<string, unknown> {
  return Object.fromEntries([...entries.values()].map(({ id, value }) => [id, value] as const));
}

/** The text of a merge that has to be clean. */
function mergedText(base: string, target: string, source: string): string {
  const merged = mergeManifest({ base, target, source }, rules);
  assert.ok(merged.kind === 'merged', `${JSON.stringify(merged)}\n${target}\n=>\n${source}`);
  assert.ok(merged.text !== null);
  return merged.text;
}

function changesTowards(target: FlatFile, source: FlatFile): Change[] {
  return diffKeys(target.entries, source.entries).flatMap(({ before, after }): Change[] =>
    after ? [{ kind: 'set', entry: after }] : before ? [{ kind: 'remove', entry: before }] : [],
  );
}

describe('merging manifests: laws', () => {
  it('merging a document with itself gives it back byte for byte', () =>
    fc.assert(
      fc.property(map, style, (model, how) => {
        const text = write(model, how);
        assert.deepEqual(mergeManifest({ base: text, target: text, source: text }, rules), { kind: 'merged', text });
      }),
    ));

  it('what only the target changed stays byte for byte', () =>
    fc.assert(
      fc.property(map, map, style, style, (before, after, how, otherwise) => {
        const [base, target] = [write(before, how), write(after, otherwise)];
        assert.deepEqual(mergeManifest({ base, target, source: base }, rules), { kind: 'merged', text: target });
      }),
    ));

  it('what only the source changed arrives, however each side is written', () =>
    fc.assert(
      fc.property(map, map, style, style, (before, after, how, otherwise) => {
        const [target, source] = [write(before, how), write(after, otherwise)];
        assert.deepEqual(said(flat(mergedText(target, target, source)).entries), said(flat(source).entries));
      }),
      { numRuns: 300 },
    ));

  it('any subset of the changes can be applied, or is refused, and never anything else', () =>
    fc.assert(
      fc.property(
        map,
        map,
        style,
        style,
        fc.array(fc.boolean(), { minLength: 5 }),
        (before, after, how, otherwise, picks) => {
          const [target, source] = [flat(write(before, how)), flat(write(after, otherwise))];
          const changes = changesTowards(target, source).filter((_, index) => picks[index % picks.length]);
          const intended = new Map(target.entries);
          for (const { kind, entry } of changes) {
            if (kind === 'set') intended.set(entry.id, entry);
            else intended.delete(entry.id);
          }
          const edited = applyChanges(target, changes, rules);
          if (edited.kind === 'refused') return;
          const result = said(flat(edited.text).entries);
          for (const { id, value } of intended.values()) {
            const isEmpty = value !== null && typeof value === 'object' && Object.keys(value).length === 0;
            if (!isEmpty || result[id] !== undefined) assert.deepEqual(result[id], value);
          }
          assert.ok(Object.keys(result).every((id) => intended.has(id)));
        },
      ),
      { numRuns: 300 },
    ));

  it('only lines of changed keys change', () =>
    fc.assert(
      fc.property(map, map, style, (before, after, how) => {
        const [target, source] = [write({ ours: before, rest: 'x' }, how), write({ ours: after, rest: 'x' }, how)];
        const text = mergedText(target, target, source);
        const head = target.slice(0, target.indexOf('spec:'));
        assert.ok(text.startsWith(head));
        const tail = /\n( *#[^\n]*\n)? *rest: [^\n]*\n$/.exec(target)?.[0] ?? 'none';
        assert.ok(text.endsWith(tail), `${target}\n=>\n${source}\n=>\n${text}`);
      }),
      { numRuns: 200 },
    ));

  it('disjoint changes on both sides arrive both', () =>
    fc.assert(
      fc.property(map, map, map, style, style, (before, left, right, how, otherwise) => {
        const base = write({ one: before, two: before }, how);
        const target = write({ one: left, two: before }, how);
        const source = write({ one: before, two: right }, otherwise);
        const text = mergedText(base, target, source);
        const wanted = write({ one: left, two: right }, how);
        assert.deepEqual(said(flat(text).entries), said(flat(wanted).entries));
      }),
      { numRuns: 200 },
    ));

  it('other values of keys that are there are written part by part as they are in the whole', () => {
    let inParts = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(map, map), { minLength: 1, maxLength: 4 }), style, style, (all, how, otherwise) => {
        const several = (side: 0 | 1, by: Style) =>
          all.map((one, index) => write({ one: one[side] }, by).replace('thing', `thing-${index}`)).join('---\n');
        const [target, source] = [flat(several(0, how)), flat(several(1, otherwise))];
        const known = ({ kind, entry }: Change) => kind === 'set' && target.entries.has(entry.id);
        const sets = changesTowards(target, source).filter(known);
        if (sets.length === 0) return;
        if (setInParts(target, sets, rules, applyToWhole) !== undefined) inParts += 1;
        assert.deepEqual(applyChanges(target, sets, rules), applyToWhole(target, sets, rules));
      }),
      { numRuns: 500 },
    );
    assert.ok(inParts > 20, `${inParts} were written so`);
  });
});
