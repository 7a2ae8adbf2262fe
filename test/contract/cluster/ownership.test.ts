import assert from 'node:assert/strict';
import * as z from 'zod';
import { backend, freshNamespace, type Backend } from './backend';
import { configMap, deployment } from './builders';

const Owned = z.looseObject({
  metadata: z.looseObject({
    managedFields: z
      .array(
        z.looseObject({
          manager: z.string(),
          operation: z.string(),
          subresource: z.string().optional(),
          fieldsV1: z.unknown(),
        }),
      )
      .default([]),
  }),
});

const strategic = 'application/strategic-merge-patch+json';
const replicas = ['f:spec', 'f:replicas'];
const container = ['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"main"}'];

describe('Who owns a field, as an API server keeps it', function () {
  this.timeout(180_000);
  let api: Backend;
  let namespace: string;
  before(async () => {
    api = await backend();
    namespace = await freshNamespace(api);
  });

  /** `manager operation[ subresource]` of all who own the field, in alphabetical order. */
  async function owners(kind: string, name: string, field: readonly string[]): Promise<readonly string[]> {
    const { metadata } = Owned.parse(await api.objects.get({ kind, namespace, name }));
    const has = (fields: unknown, [next, ...rest]: readonly string[]): boolean =>
      next === undefined ||
      (typeof fields === 'object' && fields !== null && next in fields && has((fields as never)[next], rest));
    return metadata.managedFields
      .filter(({ fieldsV1 }) => has(fieldsV1, field))
      .map(({ manager, operation, subresource }) => [manager, operation, subresource].filter(Boolean).join(' '))
      .sort();
  }
  const patch = (name: string, manager: string, body: object, type = strategic) =>
    api.as('admin').ask('PATCH', `/apis/apps/v1/namespaces/${namespace}/deployments/${name}?fieldManager=${manager}`, {
      body,
      type,
    });

  it('server-side apply owns what it gives, and no default', async () => {
    await api.objects.apply(deployment('given', namespace, { replicas: 1 }), 'gitops', false);
    assert.deepEqual(await owners('Deployment', 'given', [...container, 'f:image']), ['gitops Apply']);
    assert.deepEqual(await owners('Deployment', 'given', [...container, 'f:imagePullPolicy']), []);
    assert.deepEqual(await owners('Deployment', 'given', ['f:spec', 'f:strategy']), []);
  });

  it('client-side apply owns the defaults, too', async () => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments?fieldManager=kubectl-client-side-apply`;
    await api.as('admin').ask('POST', path, { body: deployment('client-side', namespace) });
    const found = await owners('Deployment', 'client-side', [...container, 'f:imagePullPolicy']);
    assert.deepEqual(found, ['kubectl-client-side-apply Update']);
  });

  it('kubectl edit takes a field from who applied it', async () => {
    await api.objects.apply(deployment('edited', namespace, { replicas: 1 }), 'gitops', false);
    await api.objects.patch(
      { kind: 'Deployment', namespace, name: 'edited' },
      { spec: { replicas: 2 } },
      'kubectl-edit',
    );
    assert.deepEqual(await owners('Deployment', 'edited', replicas), ['kubectl-edit Update']);
  });

  for (const { who, manager } of [
    { who: 'kubectl scale', manager: 'kubectl' },
    { who: 'the autoscaler', manager: 'kube-controller-manager' },
  ]) {
    it(`${who} owns the replicas through the subresource`, async () => {
      const name = `scaled-by-${manager}`;
      await api.objects.apply(deployment(name, namespace, { replicas: 1 }), 'gitops', false);
      const ref = { kind: 'Deployment', namespace, name };
      await api.objects.patch(ref, { spec: { replicas: 3 } }, manager, 'scale');
      assert.deepEqual(await owners('Deployment', name, replicas), [`${manager} Update scale`]);
    });
  }

  it('who scales to zero owns nothing, and neither does anybody else', async () => {
    await api.objects.apply(deployment('zero', namespace, { replicas: 1 }), 'gitops', false);
    const ref = { kind: 'Deployment', namespace, name: 'zero' };
    await api.objects.patch(ref, { spec: { replicas: 0 } }, 'kubectl', 'scale');
    assert.equal(
      z.looseObject({ spec: z.looseObject({ replicas: z.number() }) }).parse(await api.objects.get(ref)).spec.replicas,
      0,
    );
    assert.deepEqual(await owners('Deployment', 'zero', replicas), []);
  });

  it('kubectl set env owns what it set; new entries stand behind those that were named with them', async () => {
    const env = ['A', 'B', 'C'].map((name) => ({ name, value: '1' }));
    await api.objects.apply(deployment('env', namespace, { container: { env } }), 'gitops', false);
    const changed = [
      { name: 'A', value: '2' },
      { name: 'NEW', value: '3' },
    ];
    const body = { spec: { template: { spec: { containers: [{ name: 'main', env: changed }] } } } };
    const answer = JSON.stringify(await patch('env', 'kubectl-set', body));
    const order = [...answer.matchAll(/\{"name":"(A|B|C|NEW)","value"/g)].map(([, name]) => name);
    assert.deepEqual(order, ['A', 'NEW', 'B', 'C']);
    const value = [...container, 'f:env', 'k:{"name":"A"}', 'f:value'];
    assert.deepEqual(await owners('Deployment', 'env', value), ['kubectl-set Update']);
    assert.deepEqual(await owners('Deployment', 'env', [...container, 'f:env', 'k:{"name":"B"}']), ['gitops Apply']);
  });

  it('kubectl rollout restart owns its annotation on the template', async () => {
    await api.objects.apply(deployment('restarted', namespace), 'gitops', false);
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' };
    await patch('restarted', 'kubectl-rollout', { spec: { template: { metadata: { annotations } } } });
    const field = ['f:spec', 'f:template', 'f:metadata', 'f:annotations', 'f:kubectl.kubernetes.io/restartedAt'];
    assert.deepEqual(await owners('Deployment', 'restarted', field), ['kubectl-rollout Update']);
  });

  it('apply refuses with 409 what another owns, names both, and takes it by force', async () => {
    await api.objects.apply(configMap('contested', namespace, { at: '1' }), 'gitops', false);
    await api.objects.patch({ kind: 'ConfigMap', namespace, name: 'contested' }, { data: { at: '2' } }, 'kubectl-edit');
    const path = `/api/v1/namespaces/${namespace}/configmaps/contested?fieldManager=gitops`;
    const sent = { body: configMap('contested', namespace, { at: '1' }), type: 'application/apply-patch+yaml' };
    const { status, body } = await api.as('admin').send('PATCH', path, sent);
    const { details } = z
      .object({ details: z.object({ causes: z.array(z.record(z.string(), z.string())) }) })
      .parse(body);
    assert.equal(status, 409);
    assert.deepEqual(details.causes, [
      { reason: 'FieldManagerConflict', message: 'conflict with "kubectl-edit" using v1', field: '.data.at' },
    ]);
    await api.objects.apply(configMap('contested', namespace, { at: '1' }), 'gitops', true);
    assert.deepEqual(await owners('ConfigMap', 'contested', ['f:data', 'f:at']), ['gitops Apply']);
  });

  it('what is applied no more goes, unless somebody else owns it as well', async () => {
    const both = { mine: '1', shared: '1' };
    await api.objects.apply(configMap('dropped', namespace, both), 'gitops', false);
    await api.objects.apply(configMap('dropped', namespace, { shared: '1' }), 'other', false);
    await api.objects.apply(configMap('dropped', namespace, {}), 'gitops', false);
    const found = await api.objects.get({ kind: 'ConfigMap', namespace, name: 'dropped' });
    assert.deepEqual(found?.['data'], { shared: '1' });
  });

  it('what the server hands out (an address) is nobody’s', async () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } };
    await api
      .as('admin')
      .ask('POST', `/api/v1/namespaces/${namespace}/services?fieldManager=kubectl-create`, { body: service });
    assert.deepEqual(await owners('Service', 'web', ['f:spec', 'f:clusterIP']), []);
    assert.deepEqual(await owners('Service', 'web', ['f:spec', 'f:type']), ['kubectl-create Update']);
  });

  it('the status is the controllers’, through its subresource', async () => {
    await api.objects.apply(deployment('running', namespace, { replicas: 1 }), 'gitops', false);
    const field = ['f:status', 'f:observedGeneration'];
    for (let tries = 0; tries < 200 && (await owners('Deployment', 'running', field)).length === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(await owners('Deployment', 'running', field), ['kube-controller-manager Update status']);
  });
});
