import assert from 'node:assert/strict';
import { cellId } from '../../../../src/core/fleet/state/snapshot';
import type * as Probe from '../../../bench/probes/past';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aFleet } from '../cockpitFleet';

describe('what the history follows', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/past.ts')));
  const { snapshot } = aFleet('cart', 'web').store;
  const [edge] = [...snapshot.edges.values()].filter(({ service }) => service.name === 'cart');

  it('is the environment of a row, the end of a promotion, the last environment of a service', () => {
    assert.ok(edge);
    const last = edge.service.environments.at(-1)?.name ?? '';
    assert.equal(probe.cellOfRow({ cell: cellId('web', 'dev') }, snapshot), 'web/dev');
    assert.equal(probe.cellOfRow({ edge: edge.id }, snapshot), cellId('cart', edge.to.name));
    assert.equal(probe.cellOfRow({ service: 'cart' }, snapshot), cellId('cart', last));
  });

  it('is nothing that the fleet does not have', () => {
    for (const row of [undefined, {}, { cell: 'gone/dev' }, { service: 'gone' }, { edge: 'gone/a>b' }])
      assert.equal(probe.cellOfRow(row, snapshot), undefined);
  });

  it('is a file for the environment that it is looked at for, and no file of which that is not known', () => {
    const file = (environment: string | undefined) => ({ service: 'cart', path: 'a.yaml', environment });
    assert.equal(probe.cellOfFile(file('dev'), snapshot), 'cart/dev');
    assert.equal(probe.cellOfFile(file(undefined), snapshot), undefined);
    assert.equal(probe.cellOfFile(file('gone'), snapshot), undefined);
    assert.equal(probe.cellOfFile(undefined, snapshot), undefined);
  });
});
