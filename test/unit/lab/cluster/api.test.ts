import assert from 'node:assert/strict';
import { KubeConfig, KubernetesObjectApi, PatchStrategy, Watch } from '@kubernetes/client-node';
import { kubeconfigFor, type ClusterDouble } from '../../../lab/cluster';
import { at, listAt, objectAt, stringAt } from '../../../lab/cluster/model/object';
import { configMap, onCluster, owners, send, specOf, workload } from './harness';

const maps = '/api/v1/namespaces/shop-dev/configmaps';
const deployments = '/apis/apps/v1/namespaces/shop-dev/deployments';
const agent = { manager: 'agent' };

function configFor(cluster: ClusterDouble, context: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(kubeconfigFor({ staging: cluster, production: cluster }));
  config.setCurrentContext(context);
  return config;
}

const withCode = (code: number) => (error: { code?: number }) => error.code === code;

describe('lab cluster: the API', () => {
  it(
    "serves the Kubernetes client: read, list, watch, by the kubeconfig's certificate and token",
    onCluster(async (cluster) => {
      cluster.apply(workload('Deployment', 'web'), agent);
      const config = configFor(cluster, 'staging');
      const api = KubernetesObjectApi.makeApiClient(config);
      const reference = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop-dev' } };
      assert.equal((await api.read(reference)).metadata?.name, 'web');
      const list = await api.list('apps/v1', 'Deployment', 'shop-dev');
      assert.deepEqual(
        list.items.map(({ metadata }) => metadata?.name),
        ['web'],
      );

      const seen = await new Promise<string>((resolve, reject) => {
        new Watch(config)
          .watch(
            maps,
            { resourceVersion: list.metadata?.resourceVersion },
            (phase, object: { metadata: { name: string } }) => resolve(`${phase} ${object.metadata.name}`),
            () => reject(new Error('the watch ended')),
          )
          .then(() => cluster.apply(configMap('new'), agent), reject);
      });
      assert.equal(seen, 'ADDED new');
    }),
  );

  it(
    "answers 403 to nobody, 401 to a wrong token, and 403 to the developer's writes",
    onCluster(async (cluster) => {
      const read = (context: string) =>
        KubernetesObjectApi.makeApiClient(configFor(cluster, context)).list('v1', 'ConfigMap', 'shop-dev');
      await assert.rejects(read('staging-nobody'), withCode(403));
      await assert.rejects(read('staging-unknown'), withCode(401));
      const api = KubernetesObjectApi.makeApiClient(configFor(cluster, 'staging'));
      await assert.rejects(api.create(configMap('mine') as never), withCode(403));
      await assert.rejects(
        api.patch(configMap('mine') as never, undefined, undefined, 'me', true, PatchStrategy.ServerSideApply),
        withCode(403),
      );
      assert.equal(cluster.get({ kind: 'ConfigMap', namespace: 'shop-dev', name: 'mine' }), undefined);
      assert.deepEqual(
        cluster.audit.writes.map(({ user, verb, resource, code }) => ({ user, verb, resource, code })),
        [
          { user: 'developer', verb: 'create', resource: 'configmaps', code: 403 },
          { user: 'developer', verb: 'patch', resource: 'configmaps', code: 403 },
        ],
      );
    }),
  );

  it(
    'tells a refusal as a Status with everything that clients read',
    onCluster(async (cluster) => {
      const { code, body } = await send(cluster, 'GET', '/apis/apps/v1/namespaces/shop-dev/deployments/web', {
        user: 'nobody',
      });
      assert.equal(code, 403);
      assert.deepEqual(body, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message:
          'deployments.apps "web" is forbidden: User "nobody" cannot get resource "deployments" in API group "apps" in the namespace "shop-dev"',
        reason: 'Forbidden',
        details: { name: 'web', group: 'apps', kind: 'deployments' },
        code: 403,
      });
      assert.equal((await send(cluster, 'GET', '/version', { user: 'nobody' })).code, 200);
    }),
  );

  it(
    'lets the developer read Secrets in dev and test, not elsewhere',
    onCluster(async (cluster) => {
      const code = async (path: string): Promise<number> => (await send(cluster, 'GET', path)).code;
      assert.equal(await code('/api/v1/namespaces/shop-dev/secrets'), 200);
      assert.equal(await code('/api/v1/namespaces/shop-test/secrets'), 200);
      assert.equal(await code('/api/v1/namespaces/shop/secrets'), 403);
      assert.equal(await code('/api/v1/secrets'), 403);
      assert.equal(await code('/api/v1/namespaces/shop/configmaps'), 200);
    }),
  );

  it(
    'pages a list from the state of its first page, without types in the items',
    onCluster(async (cluster) => {
      for (const name of ['a', 'b', 'c']) cluster.apply(configMap(name, { a: '1' }, { paged: 'yes' }), agent);
      const query = `${maps}?labelSelector=paged%3Dyes&limit=2`;
      const first = (await send(cluster, 'GET', query)).body;
      cluster.apply(configMap('d', { a: '1' }, { paged: 'yes' }), agent);
      const second = (await send(cluster, 'GET', `${query}&continue=${stringAt(first, 'metadata', 'continue') ?? ''}`))
        .body;
      const names = [first, second].map((page) =>
        listAt(page, 'items').map((item) => stringAt(item, 'metadata', 'name')),
      );
      assert.deepEqual(names, [['a', 'b'], ['c']]);
      assert.equal(at(first, 'metadata', 'remainingItemCount'), undefined, 'not counted where some are selected');
      assert.equal(at(second, 'metadata', 'continue'), undefined);
      assert.equal(at(second, 'metadata', 'resourceVersion'), at(first, 'metadata', 'resourceVersion'));
      assert.equal(at(listAt(first, 'items')[0], 'kind'), undefined);
    }),
  );

  const selectors: readonly (readonly [string, readonly string[]])[] = [
    ['tier=web', ['a']],
    ['tier==web', ['a']],
    ['tier!=web', ['b', 'c']],
    ['tier in (web, db)', ['a', 'b']],
    ['tier notin (web)', ['b', 'c']],
    ['tier', ['a', 'b']],
    ['!tier', ['c']],
    ['tier=web,zone=1', []],
  ];
  for (const [selector, expected] of selectors) {
    it(
      `selects by "${selector}"`,
      onCluster(async (cluster) => {
        cluster.apply(configMap('a', {}, { all: '1', tier: 'web' }), agent);
        cluster.apply(configMap('b', {}, { all: '1', tier: 'db' }), agent);
        cluster.apply(configMap('c', {}, { all: '1' }), agent);
        const { body } = await send(cluster, 'GET', `${maps}?labelSelector=${encodeURIComponent(`all=1,${selector}`)}`);
        assert.deepEqual(
          listAt(body, 'items').map((item) => stringAt(item, 'metadata', 'name')),
          expected,
        );
      }),
    );
  }

  it(
    'creates, replaces, patches, scales and deletes for those who may',
    onCluster(async (cluster) => {
      const user = 'admin';
      const created = await send(cluster, 'POST', deployments, { user, body: workload('Deployment', 'web') });
      assert.equal(created.code, 201);
      assert.equal((await send(cluster, 'POST', deployments, { user, body: workload('Deployment', 'web') })).code, 409);
      const web = `${deployments}/web`;
      const stale = { ...created.body, metadata: { ...objectAt(created.body, 'metadata'), resourceVersion: '1' } };
      assert.equal((await send(cluster, 'PUT', web, { user, body: stale })).code, 409);
      const scaled = await send(cluster, 'PATCH', `${web}/scale`, {
        user,
        contentType: 'application/merge-patch+json',
        body: { spec: { replicas: 2 } },
      });
      assert.equal(at(scaled.body, 'kind'), 'Scale');
      assert.equal(at(scaled.body, 'spec', 'replicas'), 2);
      const applied = await send(cluster, 'PATCH', `${web}?fieldManager=me&force=true`, {
        user,
        contentType: 'application/apply-patch+yaml',
        body: workload('Deployment', 'web', { replicas: 3 }),
      });
      assert.equal(applied.code, 200);
      const live = cluster.get({ kind: 'Deployment', namespace: 'shop-dev', name: 'web' });
      assert.deepEqual(
        Object.keys(owners(live!))
          .filter((owner) => !owner.startsWith('kube'))
          .sort(),
        ['harness/Update', 'me/Apply'],
      );
      assert.equal((await send(cluster, 'DELETE', web, { user })).body['status'], 'Success');
      assert.equal((await send(cluster, 'GET', web)).code, 404);
    }),
  );

  it(
    'a dry run answers what would be and stores nothing',
    onCluster(async (cluster) => {
      cluster.apply(configMap('settings'), agent);
      const { body } = await send(cluster, 'PATCH', `${maps}/settings?dryRun=All&fieldManager=me&force=true`, {
        user: 'admin',
        contentType: 'application/apply-patch+yaml',
        body: configMap('settings', { a: '2' }),
      });
      assert.deepEqual(body['data'], { a: '2' });
      assert.deepEqual(cluster.get({ kind: 'ConfigMap', namespace: 'shop-dev', name: 'settings' })?.['data'], {
        a: '1',
      });
    }),
  );

  it(
    'refuses unknown fields when asked to be strict, and drops them otherwise',
    onCluster(async (cluster) => {
      const body = {
        ...workload('Deployment', 'web'),
        spec: { ...specOf(workload('Deployment', 'web')), replicaz: 3 },
      };
      const strict = await send(cluster, 'POST', `${deployments}?fieldValidation=Strict`, { user: 'admin', body });
      assert.equal(strict.code, 400);
      assert.match(stringAt(strict.body, 'message') ?? '', /unknown field "spec\.replicaz"/);
      const lax = await send(cluster, 'POST', deployments, { user: 'admin', body });
      assert.equal(at(lax.body, 'spec', 'replicaz'), undefined);
    }),
  );

  it(
    'describes its types at addresses that change with the content',
    onCluster(async (cluster) => {
      const index = (await send(cluster, 'GET', '/openapi/v3')).body;
      const url = stringAt(index, 'paths', 'apis/apps/v1', 'serverRelativeURL') ?? '';
      assert.match(url, /^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
      const schemas = objectAt((await send(cluster, 'GET', url)).body, 'components', 'schemas');
      const ports = at(schemas['io.k8s.api.core.v1.Container'], 'properties', 'ports');
      assert.deepEqual(at(ports, 'x-kubernetes-list-map-keys'), ['containerPort', 'protocol']);
      assert.equal(at(ports, 'x-kubernetes-patch-merge-key'), 'containerPort');
      assert.deepEqual(
        at(schemas['io.k8s.api.core.v1.ResourceRequirements'], 'properties', 'limits', 'additionalProperties'),
        {
          allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity' }],
        },
      );
      const missing = [...JSON.stringify(schemas).matchAll(/#\/components\/schemas\/([^"]+)/g)].filter(
        ([, name = '']) => !(name in schemas),
      );
      assert.deepEqual(missing, []);

      const custom = stringAt(index, 'paths', 'apis/monitoring.coreos.com/v1', 'serverRelativeURL') ?? '';
      const monitor = objectAt(
        (await send(cluster, 'GET', custom)).body,
        'components',
        'schemas',
        'com.coreos.monitoring.v1.ServiceMonitor',
      );
      const endpoint = at(monitor, 'properties', 'spec', 'properties', 'endpoints', 'items', 'properties');
      assert.equal(at(endpoint, 'targetPort', 'x-kubernetes-int-or-string'), true);
    }),
  );

  it(
    'says who may do what',
    onCluster(async (cluster) => {
      const may = async (verb: string): Promise<unknown> => {
        const body = { spec: { resourceAttributes: { verb, resource: 'pods', namespace: 'shop-dev' } } };
        const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
        return at((await send(cluster, 'POST', path, { body })).body, 'status', 'allowed');
      };
      assert.equal(await may('list'), true);
      assert.equal(await may('delete'), false);
      assert.deepEqual(cluster.audit.writes, []);
    }),
  );
});
