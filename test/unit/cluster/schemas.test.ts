import assert from 'node:assert/strict';
import type { KindRef } from '../../../src/core/cluster/live';
import {
  bundledSchema,
  ClusterSchemas,
  isSchemaDocument,
  loadSchemas,
  type KindSchema,
  type SchemaCache,
  type SchemaNode,
} from '../../../src/core/cluster/schemas';

const Deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
const Widget = { apiVersion: 'example.com/v1', kind: 'Widget' };

/** The node at a path; `[]` are the items of a list, `*` the values of a map. */
function at(schema: KindSchema | undefined, path: string): SchemaNode | undefined {
  const step = (node: SchemaNode | undefined, key: string) =>
    key === '[]' ? node?.items : key === '*' ? node?.values : node?.fields?.get(key);
  return path.split('.').filter(Boolean).reduce<SchemaNode | undefined>(step, schema?.root);
}

const gvk = (group: string, version: string, kind: string) => ({
  'x-kubernetes-group-version-kind': [{ group, version, kind }],
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const refIn = (name: string, rest: object = {}) => ({ allOf: [ref(name)], default: {}, ...rest });
const listOf = (items: object, markers: object = {}) => ({ type: 'array', items, ...markers });

/** As API servers serve it, cut down. `markers` are those of the containers' ports. */
function document(markers: object) {
  const port = {
    type: 'object',
    properties: { containerPort: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } },
  };
  return {
    openapi: '3.0.0',
    components: {
      schemas: {
        'io.k8s.apimachinery.pkg.api.resource.Quantity': { oneOf: [{ type: 'string' }, { type: 'number' }] },
        'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { format: 'int-or-string' },
        'io.k8s.apimachinery.pkg.apis.meta.v1.Duration': { type: 'string' },
        'core.Port': port,
        'core.Container': {
          type: 'object',
          properties: {
            ports: listOf(refIn('core.Port'), markers),
            args: listOf({ type: 'string' }),
            limits: { type: 'object', additionalProperties: refIn('io.k8s.apimachinery.pkg.api.resource.Quantity') },
            nested: refIn('core.Container'),
          },
        },
        'apps.v1.Deployment': {
          type: 'object',
          properties: {
            container: refIn('core.Container'),
            surge: ref('io.k8s.apimachinery.pkg.util.intstr.IntOrString'),
            timeout: ref('io.k8s.apimachinery.pkg.apis.meta.v1.Duration'),
            selector: { type: 'object', properties: {}, 'x-kubernetes-map-type': 'atomic' },
            finalizers: listOf({ type: 'string' }, { 'x-kubernetes-patch-strategy': 'merge' }),
            hosts: listOf({ type: 'string' }, { 'x-kubernetes-list-type': 'set' }),
          },
          ...gvk('apps', 'v1', 'Deployment'),
        },
      },
    },
  };
}

const mapType = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['containerPort', 'protocol'] };
const mergeKey = { 'x-kubernetes-patch-merge-key': 'containerPort', 'x-kubernetes-patch-strategy': 'merge' };

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  spec: {
    group: 'example.com',
    names: { kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              metadata: { type: 'object' },
              spec: {
                type: 'object',
                properties: {
                  cpu: { 'x-kubernetes-int-or-string': true, pattern: '^([0-9]+)([KMGTPE]i)?$' },
                  port: { 'x-kubernetes-int-or-string': true },
                  raw: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  rules: listOf(
                    {
                      type: 'object',
                      properties: { name: { type: 'string' }, mode: { type: 'string', default: 'all' } },
                    },
                    { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name', 'mode'] },
                  ),
                },
              },
            },
          },
        },
      },
    ],
  },
};

describe('schemas', () => {
  const ports = (markers: object) => at(loadSchemas([document(markers)]).schema(Deployment), 'container.ports')?.list;

  it('know list items by the map keys, else by the merge key; unmarked lists are atomic', () => {
    const byBoth = { kind: 'map', keys: ['containerPort', 'protocol'], defaults: { protocol: 'TCP' } };
    assert.deepEqual(ports({ ...mapType, ...mergeKey }), byBoth);
    assert.deepEqual(ports(mergeKey), { kind: 'map', keys: ['containerPort'], defaults: {} });
    assert.deepEqual(ports({}), { kind: 'atomic' });
  });

  it('know sets, atomic maps, and the scalars that servers rewrite', () => {
    const schema = loadSchemas([document({})]).schema(Deployment);
    assert.equal(at(schema, 'hosts')?.list?.kind, 'set');
    assert.equal(at(schema, 'finalizers')?.list?.kind, 'set');
    assert.equal(at(schema, 'selector')?.atomic, true);
    assert.equal(at(schema, 'container.limits.*')?.scalar, 'quantity');
    assert.equal(at(schema, 'surge')?.scalar, 'intOrString');
    assert.equal(at(schema, 'timeout')?.scalar, 'duration');
  });

  it('follow a kind that nests in itself', () => {
    const schema = loadSchemas([document(mapType)]).schema(Deployment);
    assert.equal(at(schema, 'container.nested.nested.nested.ports')?.list?.kind, 'map');
  });

  it('say which fields a kind has, and where others may be', () => {
    const schema = loadSchemas([document({})]).schema(Deployment);
    assert.equal(at(schema, 'container')?.open, false);
    assert.equal(at(schema, 'container.unheardOf'), undefined);
    assert.equal(at(schema, 'container.limits')?.open, true);
  });

  it('read definitions of custom resources, alone or in a list', () => {
    for (const given of [definition, { kind: 'List', items: [definition] }]) {
      const schema = loadSchemas([given]).schema(Widget);
      assert.equal(at(schema, 'spec.cpu')?.scalar, 'quantity');
      assert.equal(at(schema, 'spec.port')?.scalar, 'intOrString');
      assert.equal(at(schema, 'spec.raw')?.open, true);
      assert.deepEqual(at(schema, 'spec.rules')?.list, {
        kind: 'map',
        keys: ['name', 'mode'],
        defaults: { mode: 'all' },
      });
      assert.equal(at(schema, 'metadata.labels.*')?.type, 'string');
      assert.equal(schema?.origin, 'file');
    }
  });

  it('pass over what is no schema', () => {
    for (const other of [null, 'text', [], {}, { kind: 'Deployment' }, { components: { schemas: null } }]) {
      assert.equal(isSchemaDocument(other), false);
      assert.equal(loadSchemas([other]).schema(Deployment), undefined);
    }
    assert.equal(isSchemaDocument(document({})), true);
    assert.equal(isSchemaDocument(definition), true);
  });
});

describe('the bundled schemas', () => {
  const pods = (prefix: string) => [
    `${prefix}containers`,
    `${prefix}initContainers`,
    `${prefix}containers.[].env`,
    `${prefix}containers.[].volumeMounts`,
    `${prefix}volumes`,
  ];
  const cases: readonly (readonly [KindRef, readonly string[]])[] = [
    [{ apiVersion: 'v1', kind: 'Pod' }, pods('spec.')],
    [Deployment, pods('spec.template.spec.')],
    [{ apiVersion: 'apps/v1', kind: 'StatefulSet' }, pods('spec.template.spec.')],
    [{ apiVersion: 'batch/v1', kind: 'CronJob' }, pods('spec.jobTemplate.spec.template.spec.')],
    [{ apiVersion: 'v1', kind: 'Service' }, ['spec.ports']],
  ];
  for (const [kind, paths] of cases) {
    it(`know the keys of lists of a ${kind.kind}`, () => {
      for (const path of paths) assert.equal(at(bundledSchema(kind), path)?.list?.kind, 'map', path);
    });
  }

  it('tell TCP from UDP on the same port', () => {
    const expected = { kind: 'map', keys: ['port', 'protocol'], defaults: { protocol: 'TCP' } };
    assert.deepEqual(at(bundledSchema({ apiVersion: 'v1', kind: 'Service' }), 'spec.ports')?.list, expected);
  });

  it('never say that a field does not exist', () => {
    assert.equal(at(bundledSchema(Deployment), 'spec')?.open, true);
    assert.equal(bundledSchema(Widget), undefined);
  });
});

describe('the schemas of a cluster', () => {
  const served = (hash: string) => ({
    '/openapi/v3': { paths: { 'apis/apps/v1': { serverRelativeURL: `/openapi/v3/apis/apps/v1?hash=${hash}` } } },
    [`/openapi/v3/apis/apps/v1?hash=${hash}`]: document(mapType),
  });

  class Server {
    answers: Readonly<Record<string, object>> = served('AAA');
    readonly asked: string[] = [];
    now = 0;
    readonly fetch = (path: string): Promise<string> => {
      this.asked.push(path);
      const answer = this.answers[path];
      return answer ? Promise.resolve(JSON.stringify(answer)) : Promise.reject(new Error('404'));
    };
    schemas(cache?: SchemaCache): ClusterSchemas {
      return new ClusterSchemas(this.fetch, { now: () => this.now }, cache);
    }
  }

  class Disk implements SchemaCache {
    readonly kept = new Map<string, string>();
    read = (hash: string) => Promise.resolve(this.kept.get(hash));
    write = (hash: string, text: string) => Promise.resolve(void this.kept.set(hash, text));
  }

  it('are fetched when first asked for, and once', async () => {
    const server = new Server();
    const schemas = server.schemas();
    assert.deepEqual(server.asked, []);
    const all = await Promise.all([1, 2, 3].map(() => schemas.schema(Deployment)));
    assert.deepEqual([...new Set(all.map((schema) => schema?.origin))], ['cluster']);
    assert.equal(server.asked.length, 2);
  });

  it('are kept by their hash, and fetched again only when that changes', async () => {
    const disk = new Disk();
    const server = new Server();
    await server.schemas(disk).schema(Deployment);
    const later = server.schemas(disk);
    await later.schema(Deployment);
    assert.equal(server.asked.filter((path) => path.includes('hash')).length, 1);
    server.answers = served('BBB');
    server.now = 10 * 60_000;
    assert.equal((await later.schema(Deployment))?.origin, 'cluster');
    assert.deepEqual([...disk.kept.keys()], ['AAA', 'BBB']);
  });

  it('are the bundled ones where the cluster does not tell, and asked for again', async () => {
    const server = new Server();
    const { answers } = server;
    server.answers = {};
    const schemas = server.schemas();
    assert.equal((await schemas.schema(Deployment))?.origin, 'bundled');
    server.answers = answers;
    assert.equal((await schemas.schema(Deployment))?.origin, 'cluster');
    assert.equal(await schemas.schema(Widget), undefined);
  });

  it('end the wait of who cancels, and of nobody else', async () => {
    const server = new Server();
    const schemas = server.schemas();
    const cancel = new AbortController();
    const cancelled = schemas.schema(Deployment, cancel.signal);
    const other = schemas.schema(Deployment);
    cancel.abort(new Error('changed my mind'));
    await assert.rejects(cancelled, /changed my mind/);
    assert.equal((await other)?.origin, 'cluster');
  });

  it('fetch only what the index names below its own address', async () => {
    const server = new Server();
    server.answers = { '/openapi/v3': { paths: { 'apis/apps/v1': { serverRelativeURL: 'https://elsewhere/x' } } } };
    assert.equal((await server.schemas().schema(Deployment))?.origin, 'bundled');
    assert.deepEqual(server.asked, ['/openapi/v3']);
  });
});
