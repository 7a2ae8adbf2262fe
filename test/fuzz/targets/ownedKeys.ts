import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchesKey as matchesAny } from '../../../src/core/manifest/merge/ownedKeys';
import { anyWord } from '../engine/words';
import type { Target } from '../engine/target';

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('**', '*', 'spec', 'host', 'a', 'b', '[*]', '[name=web]', '["a.b/c"]', 'a\\.b'),
  },
  { weight: 1, arbitrary: anyWord },
);
const keyStep = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('spec', 'host', 'a', 'b', 'name=web', '1 of 3', 'name=web,port=1', 'a.b/c') },
  { weight: 1, arbitrary: anyWord },
);

/** A pattern on the first line, a key of a file on the second. */
export const ownedKeys: Target = {
  name: 'ownedKeys',
  inputs: fc
    .tuple(fc.array(step, { minLength: 1, maxLength: 12 }), fc.array(keyStep, { maxLength: 16 }))
    .map(([pattern, key]) => `${pattern.join('.').replaceAll('\n', ' ')}\n${JSON.stringify(key)}`),
  weight: 80,
  law(input) {
    const [pattern = '', key] = [input.split('\n', 1)[0], keyIn(input)];
    if (!key) return;
    const matches = matchesKey(pattern, key);
    assert.equal(matchesKey(pattern, key), matches);
    // What owns a key owns all below it.
    if (matches) assert.ok(matchesKey(pattern, [...key, 'below']), 'owned, and not below');
    // Any number of keys may be none.
    if (matches && !pattern.trim().startsWith('$') && !pattern.trim().startsWith('.')) {
      assert.ok(matchesKey(`**.${pattern.trim()}`, ['above', ...key]), 'owned, and not at any depth');
    }
    if (key.length > 0) assert.ok(matchesKey('**', key) && matchesKey('*', key), '* means any key');
    for (const word of key.slice(0, 1))
      assert.ok(matchesKey(`["${word}"]`, [word]) || /["\s]/.test(word) || word === '');
  },
};

function matchesKey(pattern: string, key: readonly string[]): boolean {
  return matchesAny([pattern], key);
}

function keyIn(input: string): readonly string[] | undefined {
  try {
    const key: unknown = JSON.parse(input.slice(input.indexOf('\n') + 1));
    return Array.isArray(key) && key.every((one) => typeof one === 'string') ? key.slice(0, 40) : undefined;
  } catch {
    return undefined;
  }
}
