import assert from 'node:assert/strict';
import type { FleetChange } from '../../../../src/core/fleet/state/snapshot';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import type { Unknown } from '../../../../src/core/support/observation';
import { message } from '../../../../src/core/support/message';
import { aCatalog, aService } from '../builders';

const forbidden: Unknown = { kind: 'unknown', reason: 'forbidden', said: message('No.') };

describe('The store of the fleet', () => {
  it('begins with every fact not looked at, which is not a good state', () => {
    const store = new FleetStore();
    store.setCatalog(aCatalog(aService('cart')));
    assert.equal(store.snapshot.cells.size, 3);
    assert.equal(store.snapshot.edges.size, 2);
    for (const { head, pipeline, live, health, drift } of store.snapshot.cells.values()) {
      for (const fact of [head, pipeline, live, health, drift]) assert.equal(fact.kind, 'unknown');
    }
  });

  it('tells together what was said in one turn, and names only what changed', () => {
    const store = new FleetStore();
    store.setCatalog(aCatalog(aService('cart'), aService('web')));
    const told: FleetChange[] = [];
    store.onDidChange((change) => told.push(change));
    store.updateCell('cart/dev', { drift: forbidden });
    store.updateCell('cart/dev', { health: forbidden });
    store.updateCell('web/prod', { drift: forbidden });
    store.updateEdge('cart/dev>test', { plan: forbidden });
    assert.equal(told.length, 0);
    store.flush();
    assert.deepEqual(
      told.map(({ cells, edges, shape }) => [[...cells], [...edges], shape]),
      [[['cart/dev', 'web/prod'], ['cart/dev>test'], false]],
    );
  });

  it('never changes a snapshot that was told', () => {
    const store = new FleetStore();
    store.setCatalog(aCatalog(aService('cart')));
    const before = store.snapshot;
    const cell = before.cells.get('cart/dev');
    store.updateCell('cart/dev', { drift: forbidden });
    store.flush();
    assert.equal(before.cells.get('cart/dev'), cell);
    assert.equal(cell?.drift.kind === 'unknown' && cell.drift.reason, 'pending');
    assert.notEqual(store.snapshot, before);
  });

  it('keeps what is known over a new catalog, but not of a service that is another repository now', () => {
    const store = new FleetStore();
    store.setCatalog(aCatalog(aService('cart'), aService('web')));
    for (const id of ['cart/dev', 'web/dev'] as const) store.updateCell(id, { drift: forbidden });
    store.setCatalog(aCatalog(aService('cart'), aService('web', 'https://elsewhere.example.com/gitops/web.git')));
    const reasons = ['cart/dev', 'web/dev'].map((id) => store.snapshot.cells.get(id as 'cart/dev')?.drift);
    assert.deepEqual(
      reasons.map((drift) => drift?.kind === 'unknown' && drift.reason),
      ['forbidden', 'pending'],
    );
  });

  it('drops what is said of a cell that is gone', () => {
    const store = new FleetStore();
    store.setCatalog(aCatalog(aService('cart')));
    store.updateCell('web/dev', { drift: forbidden });
    store.flush();
    assert.equal(store.snapshot.cells.has('web/dev'), false);
  });

  it('withdraws a problem when it is over', () => {
    const store = new FleetStore();
    store.setProblem('cart', {
      subject: 'cart',
      said: message('Gone.'),
      severity: 'error',
      observed: { at: 0, source: 'x' },
    });
    store.flush();
    assert.equal(store.snapshot.problems.length, 1);
    store.setProblem('cart', undefined);
    store.flush();
    assert.deepEqual(store.snapshot.problems, []);
  });
});
