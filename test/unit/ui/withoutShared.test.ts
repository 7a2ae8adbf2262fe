import { strict as assert } from 'node:assert';
import { withoutShared } from '../../../src/ui/words/withoutShared';

describe('two values without what they share', () => {
  it('two tags of one image keep their last part', () => {
    assert.deepEqual(withoutShared('registry.example/shop/cart:2.9.1', 'registry.example/shop/cart:2.8.1'), [
      '…/cart:2.9.1',
      '…/cart:2.8.1',
    ]);
  });

  it('what differs from the first part on stays whole', () => {
    assert.deepEqual(withoutShared('one.example/cart:1', 'two.example/cart:1'), [
      'one.example/cart:1',
      'two.example/cart:1',
    ]);
    assert.deepEqual(withoutShared('5s', '2s'), ['5s', '2s']);
    assert.deepEqual(withoutShared('', '/x'), ['', '/x']);
  });
});
