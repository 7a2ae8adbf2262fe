import assert from 'node:assert/strict';
import * as z from 'zod';
import { bundledSchema, ClusterSchemas, type KindSchema, type SchemaNode } from '../../../src/core/cluster/schemas';
import { systemClock } from '../../../src/core/support/clock';
import { backend, type Backend } from './backend';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };

/** Kinds that both a bundle and every cluster know. */
const kinds = [
  ...['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => ({ apiVersion: 'apps/v1', kind })),
  ...['Job', 'CronJob'].map((kind) => ({ apiVersion: 'batch/v1', kind })),
  ...['Service', 'ServiceAccount', 'PersistentVolumeClaim'].map((kind) => ({ apiVersion: 'v1', kind })),
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
];

/** What a schema says of lists and rewritten scalars, by path; deeper than any real field it does not look. */
function rules(node: SchemaNode | undefined, path = '', depth = 0): ReadonlyMap<string, string> {
  if (!node || depth > 14) return new Map();
  const own = node.list ? `${node.list.kind} ${JSON.stringify(node.list)}` : node.scalar;
  const below = [
    ...[...(node.fields ?? [])].flatMap(([name, child]) => [...rules(child, `${path}.${name}`, depth + 1)]),
    ...rules(node.items, `${path}[]`, depth + 1),
    ...rules(node.values, `${path}{}`, depth + 1),
  ];
  return new Map(own === undefined ? below : [[path, own], ...below]);
}

describe('Schemas of an API server', function () {
  this.timeout(180_000);
  let api: Backend;
  let asked: string[];
  let schemas: ClusterSchemas;
  before(async () => {
    api = await backend();
    asked = [];
    const fetch = async (path: string): Promise<string> => {
      asked.push(path);
      const { status, text } = await api.as('nobody').send('GET', path);
      assert.equal(status, 200, path);
      return text;
    };
    schemas = new ClusterSchemas(fetch, systemClock);
  });
  const schemaOf = async (kind: { apiVersion: string; kind: string }): Promise<KindSchema> => {
    const found = await schemas.schema(kind);
    assert.ok(found, kind.kind);
    assert.equal(found.origin, 'cluster', kind.kind);
    return found;
  };

  it('are named by an index, each with the hash of its document', async () => {
    const { paths } = z
      .object({ paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })) })
      .parse(await api.as('nobody').ask('GET', '/openapi/v3'));
    assert.match(paths['apis/apps/v1']?.serverRelativeURL ?? '', /^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]+$/);
  });

  it('of an old hash are somewhere else: the answer leads to the present one', async () => {
    const { status } = await api.as('nobody').send('GET', '/openapi/v3/apis/apps/v1?hash=0123');
    assert.equal(status, 301);
  });

  it('are fetched one group and version at a time, once', async () => {
    await schemaOf(deployment);
    await schemaOf({ ...deployment, kind: 'StatefulSet' });
    assert.deepEqual(
      asked.map((path) => path.split('?')[0]),
      ['/openapi/v3', '/openapi/v3/apis/apps/v1'],
    );
  });

  for (const kind of kinds) {
    it(`say of a ${kind.kind} what the bundled table says, where that says something`, async () => {
      const bundled = rules(bundledSchema(kind)?.root);
      const served = rules((await schemaOf(kind)).root);
      assert.ok(bundled.size > 0 || kind.kind === 'ServiceAccount');
      const differing = [...bundled]
        .filter(([, rule]) => !rule.startsWith('atomic')) // also of lists that the table says nothing of
        .filter(([path, rule]) => served.get(path) !== rule && !isBundledOnly(path))
        .map(([path, rule]) => `${path}: bundled ${rule}, served ${served.get(path) ?? 'nothing'}`);
      assert.deepEqual(differing, []);
    });
  }

  it('of a custom resource are those of its definition, with the metadata that every object has', async () => {
    const { root } = await schemaOf({ apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' });
    assert.equal(root.fields?.get('spec')?.fields?.get('endpoints')?.type, 'array');
    assert.equal(root.fields.get('metadata')?.fields?.get('labels')?.values?.type, 'string');
  });
});

/** What the table says beyond: durations, plain texts to OpenAPI, and a surge, which it does not deny to StatefulSets. */
const isBundledOnly = (path: string): boolean =>
  /duration$|^\.spec\.updateStrategy\.rollingUpdate\.maxSurge$/.test(path);
