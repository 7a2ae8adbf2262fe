import assert from 'node:assert/strict';
import type { LiveObject } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import type { KindSchema, Schemas } from '../../../src/core/cluster/schemas/schema';
import { compareManifests } from '../../../src/core/drift/compare';
import type { DriftReport } from '../../../src/core/drift/report';
import type { ObjectIdentity } from '../../../src/core/manifest/objects';
import { Ending } from '../../lab/ending';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { oneCluster } from '../oneCluster';
import { applyAll, liveOf, readCorpus, schemasOf, type Source } from './corpus';
import { mutateAll } from './mutate';
import { deployerOf, deploying, ways, type Way } from './ways';

const namespace = 'default';

for (const way of Object.keys(ways) as Way[]) {
  describe(`Real manifests, as ${deploying(way).title} brings them`, function () {
    this.timeout(600_000);
    const ending = new Ending();
    let cluster: Kubernetes;
    let sources: readonly Source[];
    let live: readonly LiveObject[];
    let schemas: Schemas;
    let documents: readonly unknown[];

    before(async () => {
      const made = await oneCluster(ending, 'corpus');
      ({ cluster } = made);
      sources = await readCorpus(made.folder);
      await applyAll(await deployerOf(cluster), sources, way);
      live = await liveOf(cluster, sources);
      ({ schemas, documents } = await schemasOf(cluster));
    });
    after(() => ending.run());

    const compare = (schemaOf: (identity: ObjectIdentity) => KindSchema | undefined): DriftReport =>
      compareManifests(
        sources.map(({ file }) => file),
        { objects: live, unseen: () => undefined },
        { schemaOf, namespace },
      );

    it('there are hundreds of them, of many kinds, and all are live', () => {
      const kinds = new Set(sources.flatMap(({ file }) => file.objects.map(({ identity }) => identity.kind)));
      assert.ok(live.length >= 300, String(live.length));
      assert.ok(kinds.size >= 40, [...kinds].join());
      const { noted } = deploying(way);
      const others = live.filter(({ metadata }) => {
        const entries = metadata.managedFields ?? [];
        return noted && !entries.some((one) => one.manager === noted.manager && one.operation === noted.operation);
      });
      assert.deepEqual(
        others.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
        [],
      );
    });

    it('nothing of them counts as drift, by the schemas of the cluster', () => {
      assert.deepEqual(countedIn(compare((kind) => schemas.schema(kind))), []);
    });

    it('nothing of them counts as drift, where the cluster does not tell its schemas', () => {
      assert.deepEqual(countedIn(compare(bundledSchema)), []);
    });

    it('whatever a person changes, takes away or adds is found, at its line', async function () {
      const schemaOf = (kind: ObjectIdentity) => schemas.schema(kind);
      const outcome = await mutateAll({ cluster, sources, live, documents, schemaOf, namespace, seed: 7 });
      this.test!.title += ` (${outcome.found} of ${outcome.made}; ${outcome.refused} refused by the server, ${outcome.ignored} without effect)`;
      assert.deepEqual(outcome.missed, []);
      assert.ok(outcome.found > 300, String(outcome.found));
    });
  });
}

/** All that is no `none`, but for what controllers own. */
function countedIn({ objects }: DriftReport): readonly string[] {
  return objects.flatMap(({ kind, name, verdict, reason = '', fields }) => {
    if (verdict === 'none' || verdict === 'managed') return [];
    const found = fields.map(
      (field) => `${field.path} ${field.verdict} ${text(field.desired)} ${text(field.live)} ${field.owner ?? ''}`,
    );
    return [`${kind}/${name} ${verdict} ${reason} ${found.join('; ')}`];
  });
}

function text(value: unknown): string {
  const asText = (_key: string, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner);
  return value === undefined ? '' : JSON.stringify(value, asText);
}
