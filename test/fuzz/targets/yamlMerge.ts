import assert from 'node:assert/strict';
import fc from 'fast-check';
import { flatten } from '../../../src/core/manifest/merge/flatten';
import { mergeManifest } from '../../../src/core/manifest/merge/mergeManifest';
import type { FlatFile, MergeRules } from '../../../src/core/manifest/merge/contract';
import { sameValue } from '../../../src/core/manifest/sameValue';
import type { Target } from '../engine/target';
import { yamlFile } from './yamlText';

/** Between the three sides; what has fewer has the last side again. */
const separator = '\n=======\n';
const rules: MergeRules = { ownedKeys: ['spec.replicas', '**.host', 'metadata.namespace'] };

/**
 * Merging with oneself, and where only the target changed, changes nothing; a merge is of YAML and moves nothing that the
 * environment owns; what only the source changed is there afterwards.
 */
export const yamlMerge: Target = {
  name: 'yamlMerge',
  inputs: fc
    .record({ base: yamlFile, others: fc.array(fc.oneof(yamlFile, fc.nat(60)), { maxLength: 2 }) })
    .map(({ base, others }) =>
      [base, ...others.map((one) => (typeof one === 'string' ? one : edited(base, one)))].join(separator),
    ),
  weight: 20,
  law(text) {
    const [base = '', target = base, source = target] = text.split(separator);
    const self = mergeManifest({ base: target, target, source: target }, rules);
    assert.ok(self.kind === 'unparsable' || (self.kind === 'merged' && self.text === target), JSON.stringify(self));
    const ours = mergeManifest({ base, target, source: base }, rules);
    if (ours.kind === 'merged') assert.equal(ours.text, target);
    else assert.equal(ours.kind, 'unparsable', JSON.stringify(ours));
    const merged = mergeManifest({ base, target, source }, rules);
    if (merged.kind !== 'merged') return;
    const [before, after, theirs] = [flat(target), flat(merged.text), flat(source)];
    for (const entry of after.entries.values()) {
      const known = before.entries.get(entry.id);
      // What is new comes whole; what stays, stays the target's.
      if (entry.owned && known) assert.ok(sameValue(entry.value, known.value), `${entry.id} is owned and moved`);
      const isFromSide = [known, theirs.entries.get(entry.id)].some(
        (side) => side && sameValue(side.value, entry.value),
      );
      assert.ok(isFromSide, `${entry.id} comes from nowhere`);
    }
    const again = mergeManifest({ base, target: merged.text, source }, rules);
    if (again.kind === 'merged') assert.equal(again.text, merged.text, 'merging once more changes something');
  },
};

function flat(text: string | null): FlatFile {
  const file = flatten(text, rules);
  assert.ok(file.kind === 'flat', text ?? '');
  return file;
}

/** Another word on one line: what most commits to a manifest are. */
function edited(text: string, at: number): string {
  const lines = text.split('\n');
  const index = at % lines.length;
  return lines.map((line, number) => (number === index ? line.replace(/: \w+/, ': other') : line)).join('\n');
}
