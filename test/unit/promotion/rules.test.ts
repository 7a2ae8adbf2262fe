import { strict as assert } from 'node:assert';
import { comparable } from '../../../src/core/manifest/merge/comparable';
import { promotionRules } from '../../../src/core/promotion/content/rules';

describe('what belongs to an environment', () => {
  const rules = promotionRules({ environmentOwned: { paths: ['env/**', './overlay', '**/*.local.yaml'], keys: [] } });

  for (const path of ['env/a', 'env/.hidden', 'env/x/y.yaml', 'overlay/a.yaml', 'a/b.local.yaml', 'b.local.yaml']) {
    it(`${path} does`, () => assert.ok(rules.ownsPath(path)));
  }
  for (const path of ['environment/a', 'a/env/b', 'overlays/a.yaml', 'a.yaml']) {
    it(`${path} does not`, () => assert.ok(!rules.ownsPath(path)));
  }

  it('the same rules have the same key, other rules another', () => {
    const keyOf = (keys: readonly string[]) => promotionRules({ environmentOwned: { paths: [], keys } }).cacheKey;
    assert.equal(keyOf(['a']), keyOf(['a']));
    assert.notEqual(keyOf(['a']), keyOf(['b']));
  });

  it('values are equal by meaning: the order of keys says nothing, the kind of a scalar does', () => {
    assert.equal(comparable({ a: 1, b: [true, null] }), comparable({ b: [true, null], a: 1 }));
    assert.notEqual(comparable('1'), comparable(1));
    assert.notEqual(comparable([1, 2]), comparable([2, 1]));
    assert.equal(comparable(10n ** 20n), '100000000000000000000n');
  });
});
