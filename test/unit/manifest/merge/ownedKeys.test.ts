import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { keyPatterns, matchesKey } from '../../../../src/core/manifest/merge/ownedKeys';

const image = ['spec', 'template', 'spec', 'containers', 'name=web', 'image'];

const matching: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['spec.replicas', ['spec', 'replicas']],
  ['$.spec.replicas', ['spec', 'replicas']],
  ['spec', ['spec', 'replicas']],
  ['**.host', ['spec', 'rules', '1 of 2', 'host']],
  ['**.host', ['host']],
  ['**.host', ['host', 'name']],
  ['spec.*.image', ['spec', 'web', 'image']],
  ['spec.template.spec.containers.image', image],
  ['spec.template.spec.containers.*.image', image],
  ['spec.template.spec.containers[*].image', image],
  ['spec.template.spec.containers[].image', image],
  ['spec.template.spec.containers[name=web].image', image],
  ['spec.template.**.image', image],
  ['**', image],
  ['spec.containers[0].image', ['spec', 'containers', '1 of 2', 'image']],
  ['spec.containers.image', ['spec', 'containers', 0, 'image']],
  ['spec.ports[containerPort=80]', ['spec', 'ports', 'containerPort=80,protocol=TCP', 'name']],
  ['metadata.annotations["a.b/c"]', ['metadata', 'annotations', 'a.b/c']],
  ["metadata.annotations['a.b/c']", ['metadata', 'annotations', 'a.b/c']],
  ['metadata.annotations.a\\.b/c', ['metadata', 'annotations', 'a.b/c']],
];

const other: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['spec.replicas', ['spec']],
  ['spec.replicas', ['spec', 'template', 'replicas']],
  ['replicas', ['spec', 'replicas']],
  ['**.host', ['spec', 'hosts']],
  ['*', []],
  ['', ['spec']],
  ['spec.*.image', ['spec', 'image']],
  ['spec.containers[name=api].image', ['spec', 'containers', 'name=web', 'image']],
  ['spec.containers[1].image', ['spec', 'containers', '1 of 2', 'image']],
  ['metadata.annotations.a.b/c', ['metadata', 'annotations', 'a.b/c']],
];

describe('patterns of environment-owned keys', () => {
  for (const [pattern, key] of matching) {
    it(`${pattern} names ${key.join('/')}`, () => assert.ok(matchesKey([pattern], key)));
  }
  for (const [pattern, key] of other) {
    it(`${pattern} does not name ${key.join('/')}`, () => assert.ok(!matchesKey([pattern], key)));
  }
});

/** The rule as one would say it: step by step, and back again where it does not fit. */
function saidPlainly(pattern: readonly string[], key: readonly (string | number)[]): boolean {
  const [part, ...parts] = pattern;
  if (part === undefined) return true;
  const [step, ...steps] = key;
  if (part === '**' && saidPlainly(parts, key)) return true;
  if (step === undefined) return false;
  if (part === '**') return saidPlainly(pattern, steps);
  const isItem = typeof step === 'number' || step.includes('=') || step.includes(' of ');
  const index = /^\[(\d+)\]$/.exec(part)?.[1];
  const fits =
    part === '*' ||
    part === String(step) ||
    (isItem && (part === '[]' || part === '[*]' || part === `[${step}]`)) ||
    (isItem && part === '[name=a]' && String(step).split(',').includes('name=a')) ||
    (isItem && index !== undefined && String(step).startsWith(`${Number(index) + 1} of `));
  return (fits && saidPlainly(parts, steps)) || (isItem && saidPlainly(pattern, steps));
}

describe('patterns of environment-owned keys, together', () => {
  const part = fc.constantFrom('**', '*', 'a', 'b', '[]', '[*]', '[0]', '[1]', '[name=a]', '[name=b]');
  const step = fc.oneof(fc.constantFrom('a', 'b', 'c', 'name=a', 'kind=X,name=a', '1 of 2', '2 of 2'), fc.nat(2));
  const patternOf = fc.array(part, { minLength: 1, maxLength: 6 });
  const written = (pattern: readonly string[]) => pattern.join('.').replaceAll('.[', '[');

  it('name what each of them names by itself, and say so where nothing below can be named', () => {
    fc.assert(
      fc.property(fc.array(patternOf, { maxLength: 12 }), fc.array(step, { maxLength: 7 }), (patterns, key) => {
        const named = patterns.some((pattern) => saidPlainly(pattern, key));
        assert.equal(matchesKey(patterns.map(written), key), named);
        let state = keyPatterns(patterns.map(written));
        for (const one of key) {
          assert.ok(!state.leadsNowhere || !named);
          state = state.after(one);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('cost the same for each key, whatever they are', () => {
    const hostile = Array.from({ length: 200 }, (_, index) => `${'**.*.a.'.repeat(34)}k${index}`);
    const deep = Array.from({ length: 10_000 }, (_, index) => ['a', 'b', '1 of 2'][index % 3] ?? '');
    assert.equal(matchesKey(hostile, deep), false);
    assert.equal(matchesKey(['**.'.repeat(14) + 'z'], deep), false);
  });
});
