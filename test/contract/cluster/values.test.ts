import assert from 'node:assert/strict';
import * as z from 'zod';
import { backend, freshNamespace, type Backend } from './backend';
import { configMap, deployment } from './builders';

const Container = z.looseObject({
  resources: z.looseObject({ limits: z.record(z.string(), z.string()).optional() }).optional(),
  ports: z.array(z.looseObject({ protocol: z.string() })).optional(),
  env: z.unknown().optional(),
});
const Workload = z.looseObject({
  metadata: z.looseObject({ generation: z.number() }),
  spec: z.looseObject({
    replicas: z.number(),
    template: z.looseObject({ spec: z.looseObject({ containers: z.array(Container) }) }),
  }),
});

describe('Values as an API server stores them', function () {
  this.timeout(180_000);
  let api: Backend;
  let namespace: string;
  before(async () => {
    api = await backend();
    namespace = await freshNamespace(api);
  });
  const maps = (): string => `/api/v1/namespaces/${namespace}/configmaps`;
  const applied = async (name: string, container: object): Promise<z.infer<typeof Container>> => {
    const object = await api.objects.apply(deployment(name, namespace, { replicas: 0, container }), 'gitops', false);
    const [found] = Workload.parse(object).spec.template.spec.containers;
    assert.ok(found);
    return found;
  };

  const quantities = { '0.5': '500m', '2000m': '2', '1.5': '1500m', '0.1': '100m', '1e3': '1e3' };
  for (const [written, stored] of Object.entries(quantities)) {
    it(`${written} CPUs are kept as ${stored}`, async () => {
      const name = `cpu-${Object.keys(quantities).indexOf(written)}`;
      assert.equal(
        (await applied(name, { resources: { limits: { cpu: written } } })).resources?.limits?.['cpu'],
        stored,
      );
    });
  }
  const sizes = { '1024Mi': '1Gi', '1.5Gi': '1536Mi', '1000Ki': '1000Ki', '1048576': '1048576', '128M': '128M' };
  for (const [written, stored] of Object.entries(sizes)) {
    it(`${written} of memory is kept as ${stored}`, async () => {
      const name = `memory-${Object.keys(sizes).indexOf(written)}`;
      const { resources } = await applied(name, { resources: { limits: { memory: written } } });
      assert.equal(resources?.limits?.['memory'], stored);
    });
  }

  it('a port without protocol is one of TCP, also where another names UDP', async () => {
    const ports = [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }];
    const found = await applied('ports', { ports });
    assert.deepEqual(
      found.ports?.map(({ protocol }) => protocol),
      ['TCP', 'UDP'],
    );
  });

  it('an empty list and an empty map are not kept', async () => {
    const found = await applied('empty', { env: [], resources: {}, args: [] });
    assert.deepEqual([found.env, found['args'], found.resources], [undefined, undefined, {}]);
    const body = { ...configMap('empty'), data: {}, metadata: { name: 'empty', labels: {}, annotations: {} } };
    const made = z
      .looseObject({ metadata: z.looseObject({}) })
      .parse(await api.as('admin').ask('POST', maps(), { body }));
    assert.deepEqual(
      [made['data'], made.metadata['labels'], made.metadata['annotations']],
      [undefined, undefined, undefined],
    );
  });

  it('a null in a map of texts is an empty text; elsewhere it is as if nothing was said', async () => {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'null', labels: null }, data: { a: null } };
    const made = z
      .looseObject({ data: z.unknown(), metadata: z.looseObject({}) })
      .parse(await api.as('admin').ask('POST', maps(), { body }));
    assert.deepEqual([made.data, made.metadata['labels']], [{ a: '' }, undefined]);
  });

  it('a field that nobody knows is dropped; refused by who asks to be strict; and by server-side apply', async () => {
    const unknown = (name: string) => ({ ...configMap(name, namespace), extra: { field: 1 } });
    const dropped = z.looseObject({}).parse(await api.as('admin').ask('POST', maps(), { body: unknown('unknown') }));
    assert.equal('extra' in dropped, false);
    const strict = await api.as('admin').send('POST', `${maps()}?fieldValidation=Strict`, { body: unknown('strict') });
    assert.equal(strict.status, 400);
    assert.match(strict.text, /strict decoding error: unknown field \\"extra\\"/);
    const sent = { body: unknown('applied'), type: 'application/apply-patch+yaml' };
    assert.equal((await api.as('admin').send('PATCH', `${maps()}/applied?fieldManager=gitops`, sent)).status, 500);
  });

  it('a custom resource keeps values as they are, and loses what its definition does not declare', async () => {
    const path = `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/servicemonitors`;
    const monitor = (name: string, spec?: object) => ({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name },
      ...(spec ? { spec } : {}),
    });
    const endpoints = [{ port: 'web', honorLabels: false, nonsense: 1 }];
    const body = monitor('one', { selector: {}, endpoints, unknown: 1 });
    const made = z.looseObject({ spec: z.unknown() }).parse(await api.as('admin').ask('POST', path, { body }));
    assert.deepEqual(made.spec, { selector: {}, endpoints: [{ port: 'web', honorLabels: false }] });
    assert.equal((await api.as('admin').send('POST', path, { body: monitor('two') })).status, 422);
  });

  it('texts of a Secret are kept encoded, and never as they were written', async () => {
    const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token' }, stringData: { a: 'text' } };
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    const made = z.looseObject({}).parse(await api.as('admin').ask('POST', path, { body }));
    assert.deepEqual([made['data'], made['stringData'], made['type']], [{ a: 'dGV4dA==' }, undefined, 'Opaque']);
  });
});
