import assert from 'node:assert/strict';
import { partsOf } from '../../../../src/core/fleet/state/byService';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import { aCatalog, aService } from '../builders';

describe('the parts of one service', () => {
  it('are its cells and edges in promotion order, and those of the snapshot at hand', () => {
    const store = new FleetStore();
    store.setCatalog(aCatalog(aService('cart'), aService('orders')));
    const { cells, edges } = partsOf(store.snapshot, 'orders');
    assert.deepEqual(
      cells.map(({ id }) => id),
      ['orders/dev', 'orders/test', 'orders/prod'],
    );
    assert.deepEqual(
      edges.map(({ id }) => id),
      ['orders/dev>test', 'orders/test>prod'],
    );
    store.setCatalog(aCatalog(aService('cart')));
    assert.deepEqual(partsOf(store.snapshot, 'orders'), { cells: [], edges: [] });
    store.dispose();
  });
});
