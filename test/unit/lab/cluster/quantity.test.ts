import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalQuantity } from '../../../lab/cluster/write/quantity';

describe('lab cluster: quantities', () => {
  const forms: readonly (readonly [string, string | undefined])[] = [
    ['1000m', '1'],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['3072Mi', '3Gi'],
    ['1.5Gi', '1536Mi'],
    ['1Gi', '1Gi'],
    ['1G', '1G'],
    ['1024Mi', '1Gi'],
    ['1000', '1k'],
    ['3072', '3072'],
    ['0.5Ki', '512'],
    ['1e3', '1e3'],
    ['1500e-3', '1500e-3'],
    ['0', '0'],
    ['-1000m', '-1'],
    ['0.0000000001', '1n'],
    ['1KiB', undefined],
    ['one', undefined],
    ['', undefined],
  ];
  for (const [given, written] of forms) {
    it(`${JSON.stringify(given)} is written back as ${String(written)}`, () =>
      assert.equal(canonicalQuantity(given), written));
  }

  it('the canonical form is canonical', () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.constantFrom('', 'm', 'u', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'E'),
        (digits, suffix) => {
          const once = canonicalQuantity(`${digits.toString()}${suffix}`) ?? '';
          assert.equal(canonicalQuantity(once), once);
        },
      ),
    ));
});
