import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/core/catalog/catalog';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

/** Services that the catalog does not name, but the forge: they stay for as long as nobody says that they are gone. */
describe('A fleet whose services are found on the forge', function () {
  this.timeout(180_000);
  let lab: Lab;
  let one: ObservedLab;
  let catalog: Catalog;

  before(async () => {
    lab = await startLab({ services: ['cart', 'inventory'], deployMs: 20 });
    one = await observe(lab);
    const known = one.fleet.snapshot.catalog;
    const [service] = known?.services ?? [];
    if (!known || !service) throw new Error('the lab has no catalog');
    const { origin, pathname } = new URL(service.repository);
    const owner = pathname.split('/')[1] ?? '';
    catalog = { ...known, services: [], discoveries: [{ forge: origin, owner }] };
    await one.fleet.useCatalog(catalog, [], never);
  });
  afterEach(() => lab.faults.forge({ kind: 'none' }));
  after(async () => {
    await one.dispose();
    await lab.dispose();
  });

  const services = () => [...new Set([...one.fleet.snapshot.cells.values()].map(({ service }) => service.name))].sort();

  it('shows them', () => assert.deepEqual(services(), ['cart', 'inventory']));

  it('keeps them, with what is known of them, while the catalog is read anew', async () => {
    await one.fleet.refresh('start', never);
    assert.equal(one.cell('cart/dev').head.kind, 'known');
    const seen = new Set<string>();
    const listening = one.fleet.onDidChange(({ snapshot }) => seen.add([...snapshot.cells.keys()].join(' ')));
    await one.fleet.useCatalog({ ...catalog }, [], never);
    listening.dispose();
    assert.deepEqual([...seen], [[...one.fleet.snapshot.cells.keys()].join(' ')]);
    assert.equal(one.cell('cart/dev').head.kind, 'known');
  });

  it('keeps them while the forge does not answer, and says so until it does', async () => {
    lab.faults.forge({ kind: 'down' });
    await one.fleet.useCatalog({ ...catalog }, [], never);
    assert.deepEqual(services(), ['cart', 'inventory']);
    assert.equal(one.fleet.snapshot.problems.length, 1);
    lab.faults.forge({ kind: 'none' });
    await one.fleet.useCatalog({ ...catalog }, [], never);
    assert.deepEqual(one.fleet.snapshot.problems, []);
  });

  it('lets them go when the catalog does not ask for them any more', async () => {
    lab.faults.forge({ kind: 'down' });
    await one.fleet.useCatalog({ ...catalog }, [], never);
    assert.equal(one.fleet.snapshot.problems.length, 1);
    await one.fleet.useCatalog({ ...catalog, discoveries: [] }, [], never);
    assert.deepEqual(services(), []);
    assert.deepEqual(one.fleet.snapshot.problems, []);
  });
});
