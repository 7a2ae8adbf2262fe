import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeFields, encodeFields } from '../../../lab/cluster/write/fieldSet';
import { at, listAt } from '../../../lab/cluster/model/object';
import { configMap, onCluster, owners, workload } from './harness';

const web = { kind: 'Deployment', namespace: 'shop-dev', name: 'web' };
const settings = { kind: 'ConfigMap', namespace: 'shop-dev', name: 'settings' };

describe('lab cluster: who owns a field', () => {
  it(
    'an apply owns what it sets, by list keys, and no default',
    onCluster((cluster) => {
      const manifest = workload('Deployment', 'web', { container: { ports: [{ containerPort: 80 }] } });
      assert.deepEqual(owners(cluster.apply(manifest, { manager: 'agent' })), {
        'agent/Apply': {
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:metadata': { 'f:labels': { 'f:app': {} } },
              'f:spec': {
                'f:containers': {
                  'k:{"name":"web"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
                  },
                },
              },
            },
          },
        },
      });
    }),
  );

  it(
    'scaling takes the replicas away from whoever applied them, under the subresource',
    onCluster((cluster) => {
      cluster.apply(workload('Deployment', 'web'), { manager: 'agent' });
      const scaled = cluster.scale(web, 3, { manager: 'kubectl' });
      assert.deepEqual(owners(scaled)['kubectl/Update/scale'], { 'f:spec': { 'f:replicas': {} } });
      assert.equal(at(owners(scaled)['agent/Apply'], 'f:spec', 'f:replicas'), undefined);
      assert.equal(scaled.metadata.generation, 2);
    }),
  );

  it(
    'the autoscaler scales its target as the controller manager',
    onCluster((cluster) => {
      cluster.apply(workload('Deployment', 'web'), { manager: 'agent' });
      cluster.apply(
        {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'web', namespace: 'shop-dev' },
          spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 9 },
        },
        { manager: 'agent' },
      );
      const autoscaler = { kind: 'HorizontalPodAutoscaler', namespace: 'shop-dev', name: 'web' };
      cluster.scaleByHpa(autoscaler, 7);
      const deployment = cluster.get(web);
      assert.ok(deployment);
      assert.deepEqual(owners(deployment)['kube-controller-manager/Update/scale'], { 'f:spec': { 'f:replicas': {} } });
      assert.equal(at(cluster.get(autoscaler), 'status', 'desiredReplicas'), 7);
    }),
  );

  it(
    "an edit owns exactly what it changed, and what it removed is nobody's",
    onCluster((cluster) => {
      cluster.apply(configMap('settings', { a: '1', b: '2' }), { manager: 'agent' });
      const edited = cluster.edit(settings, { data: { a: '9', b: null, c: '3' } }, { manager: 'kubectl-edit' });
      assert.deepEqual(owners(edited)['kubectl-edit/Update'], { 'f:data': { 'f:a': {}, 'f:c': {} } });
      assert.equal(at(owners(edited)['agent/Apply'], 'f:data'), undefined);
    }),
  );

  it(
    'an apply that drops a key removes it, unless somebody else owns it',
    onCluster((cluster) => {
      cluster.apply(configMap('settings', { a: '1', b: '2', c: '3' }), { manager: 'agent' });
      cluster.edit(settings, { data: { b: '9' } }, { manager: 'kubectl-edit' });
      const after = cluster.apply(configMap('settings', { c: '3' }), { manager: 'agent' });
      assert.deepEqual(after['data'], { b: '9', c: '3' });
    }),
  );

  it(
    'an apply that drops a container removes it and leaves its neighbour',
    onCluster((cluster) => {
      const containers = (...names: string[]): object => ({
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: names.map((name) => ({ name, image: `${name}:1` })) },
        },
      });
      cluster.apply(workload('Deployment', 'web', { spec: containers('web', 'proxy') }), { manager: 'agent' });
      const after = cluster.apply(workload('Deployment', 'web', { spec: containers('web') }), { manager: 'agent' });
      assert.deepEqual(
        listAt(after, 'spec', 'template', 'spec', 'containers').map((container) => at(container, 'name')),
        ['web'],
      );
    }),
  );

  it(
    'an apply without force names each conflict and changes nothing',
    onCluster((cluster) => {
      cluster.apply(workload('Deployment', 'web'), { manager: 'agent' });
      cluster.scale(web, 3, { manager: 'kubectl' });
      assert.throws(
        () => cluster.apply(workload('Deployment', 'web'), { manager: 'agent', force: false }),
        (error: { code: number; message: string }) =>
          error.code === 409 &&
          error.message ===
            'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
      );
      assert.equal(at(cluster.get(web), 'spec', 'replicas'), 3);
      assert.equal(at(cluster.apply(workload('Deployment', 'web'), { manager: 'agent' }), 'spec', 'replicas'), 1);
    }),
  );

  it(
    'two appliers of the same value share it',
    onCluster((cluster) => {
      cluster.apply(configMap('settings'), { manager: 'one' });
      const shared = cluster.apply(configMap('settings'), { manager: 'two', force: false });
      assert.deepEqual(Object.keys(owners(shared)).sort(), ['one/Apply', 'two/Apply']);
    }),
  );

  it(
    'an apply that changes nothing writes nothing',
    onCluster((cluster) => {
      const first = cluster.apply(configMap('settings'), { manager: 'agent' });
      const second = cluster.apply(configMap('settings'), { manager: 'agent' });
      assert.equal(second.metadata.resourceVersion, first.metadata.resourceVersion);
    }),
  );

  it('FieldsV1 reads back what it wrote', () => {
    const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"');
    const set = fc.array(fc.array(element, { minLength: 1, maxLength: 4 }).map((path) => path.join('\n')));
    fc.assert(
      fc.property(set, (paths) => assert.deepEqual(decodeFields(encodeFields(new Set(paths))), new Set(paths))),
    );
  });
});
