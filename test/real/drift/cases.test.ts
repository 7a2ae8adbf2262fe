import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { Ending } from '../../lab/ending';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { tables } from '../../unit/drift/cases';
import { assertAsSaid } from '../../unit/drift/cases/caseTable';
import { oneCluster } from '../oneCluster';
import { definitions } from './definitions';
import { forget, produce, reasonAgainst, reasonsWithoutRow } from './produce';

/** The rows of test/unit/drift/cases, whose live side is what a real API server makes of them. */
describe('The case table, as a real cluster has it', function () {
  this.timeout(600_000);
  const ending = new Ending();
  let cluster: Kubernetes;

  before(async () => {
    ({ cluster } = await oneCluster(ending, 'cases'));
    await cluster.kubectl(['apply', '-f', '-'], definitions.map((one) => JSON.stringify(one)).join('\n---\n'));
    await cluster.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
  });
  after(() => ending.run());

  it('is the server’s own, but for rows of which it is said why not', () => {
    assert.deepEqual(reasonsWithoutRow(tables.flatMap(({ rows }) => rows)), []);
  });

  it('of a row, nothing is left that the next one could meet', async () => {
    const row = tables.flatMap(({ rows }) => rows).find(({ id }) => id === 'W8');
    assert.ok(row);
    await cluster.ensureNamespace('forgotten');
    await produce(cluster, row, 'client-side', 'forgotten');
    // A definition goes once a controller has seen to it: as late as this, on a busy machine.
    await setFinalizers(['example.com/late']);
    const released = pause(1_000).then(() => setFinalizers([]));
    await forget(cluster, row, 'forgotten');
    const args = ['get', '-n', 'forgotten', '-f', '-', '-o', 'name', '--ignore-not-found'];
    assert.equal(await cluster.kubectl(args, row.desired), '');
    await released;
  });

  const setFinalizers = (finalizers: readonly string[]) =>
    cluster.kubectl([
      ...['patch', 'crd', 'hoists.example.com', '--type=merge'],
      ...['-p', JSON.stringify({ metadata: { finalizers } })],
    ]);

  for (const way of ['client-side', 'server-side'] as const) {
    const rows = tables.flatMap((table) => table.rows).filter((row) => reasonAgainst(row, way) === undefined);
    rows.forEach((row, index) => {
      it(`${row.id}, after kubectl apply ${way}: ${row.what}: ${row.verdict}`, async () => {
        const namespace = `${way}-${index}`;
        await cluster.ensureNamespace(namespace);
        try {
          const objects = await produce(cluster, row, way, namespace);
          const desired = row.desired.replaceAll('namespace: shop', `namespace: ${namespace}`);
          const [object] = compareManifests(
            [readManifestFile('app.yaml', desired)],
            { objects, unseen: () => undefined },
            { schemaOf: (kind) => row.schemas?.schema(kind) ?? bundledSchema(kind), namespace },
          ).objects;
          assert.ok(object);
          assertAsSaid(row, object);
        } finally {
          await forget(cluster, row, namespace);
        }
      });
    });
  }
});
