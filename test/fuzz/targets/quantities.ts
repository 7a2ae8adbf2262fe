import assert from 'node:assert/strict';
import fc from 'fast-check';
import { durationMs } from '../../../src/core/catalog/duration';
import { durationNanos, sameDuration } from '../../../src/core/drift/values/scalars';
import { nanosOf, sameQuantity } from '../../../src/core/drift/values/quantity';
import { plainScalar } from '../../../src/core/manifest/read/scalar';
import { anyWord } from '../engine/words';
import type { Target } from '../engine/target';

const digits = fc.oneof(
  fc.constantFrom('0', '1', '100', '1.5', '.5', '1.', '007', '9'.repeat(30), '0.0000000001'),
  fc.nat().map(String),
);
const unit = fc.constantFrom(
  '',
  'm',
  'n',
  'k',
  'Ki',
  'Mi',
  'G',
  'Ei',
  'E',
  'e3',
  'E-3',
  'e99999999999',
  's',
  'ms',
  'µs',
  'h',
  'd',
  '%',
);

/** Amounts are the same or not, whichever is asked first; what is one amount is the same as itself. */
export const quantities: Target = {
  name: 'quantities',
  inputs: fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.tuple(fc.constantFrom('', '-', '+'), digits, unit).map((parts) => parts.join('')) },
        { weight: 1, arbitrary: anyWord },
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((amounts) => amounts.join(' ')),
  weight: 100,
  law(text) {
    const [first = '', second = first] = text.split(' ');
    for (const same of [sameQuantity, sameDuration]) assert.equal(same(first, second), same(second, first));
    const nanos = nanosOf(first);
    assert.equal(sameQuantity(first, first), nanos !== undefined);
    if (nanos !== undefined) {
      assert.ok(sameQuantity(first, first, 'milli'));
      assert.ok(nanos <= 2n ** 63n * 10n ** 9n && nanos >= -(2n ** 63n) * 10n ** 9n);
      if (!/^[-+]/.test(first) && first.length < 100) assert.ok(nanosOf(`-${first}`) === -nanos);
      assert.equal(nanosOf(`${nanos}n`), nanos, 'written as nanos it is another');
    }
    const lasts = durationNanos(first);
    assert.equal(sameDuration(first, first), lasts !== undefined);
    if (lasts !== undefined) assert.equal(durationNanos(`${lasts}ns`) ?? lasts, lasts);
    const soak = durationMs(first);
    assert.ok(soak === undefined || soak >= 0);
    for (const reader of ['kubectl', 'kustomize'] as const) plainScalar(text, reader);
  },
};
