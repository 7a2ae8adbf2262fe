import assert from 'node:assert/strict';
import { ownerOfCell } from '../../../src/core/fleet/ownerNow';
import type { MovedBy } from '../../../src/core/catalog/movedBy';
import { emptyCell, noCluster } from '../../../src/core/fleet/state/empty';
import type { Cell } from '../../../src/core/fleet/state/snapshot';
import { aService } from './builders';

const service = aService('cart');
const cluster = { kind: 'context', context: 'staging', namespace: 'cart' } as const;
const cell = (more: Partial<Cell>, inCluster = true): Cell => ({
  ...emptyCell('cart/test'),
  service,
  environment: { name: 'test', branch: 'test', protected: false, ...(inCluster ? { cluster } : {}) },
  ...more,
});

describe('who moves a branch, before anybody looked', () => {
  it('is not known where a cluster is to be looked at', () => {
    const owner = ownerOfCell(cell({}));
    assert.deepEqual([owner?.kind, owner?.kind === 'unknown' && owner.reason], ['unknown', 'pending']);
  });

  it('is nobody’s question where none is', () => {
    assert.equal(ownerOfCell(cell({}, false)), undefined);
    assert.equal(ownerOfCell(undefined), undefined);
  });

  it('is not known where the catalog names a cluster and none is contacted', () => {
    assert.equal(ownerOfCell(cell({ connection: noCluster })), noCluster);
  });

  it('is who the catalog says, unless an engine is seen', () => {
    const said = (movedBy: MovedBy) =>
      ownerOfCell(cell({ environment: { name: 'test', branch: 'test', protected: false, movedBy } }))?.kind;
    assert.equal(said({ kind: 'people' }), 'people');
    assert.equal(said({ kind: 'engine', engine: 'other' }), 'declared');
  });

  it('is what was seen, once that is', () => {
    const owner = { kind: 'nobody', observed: { at: 1, source: 'cluster staging' } } as const;
    assert.equal(ownerOfCell(cell({ owner })), owner);
  });
});
