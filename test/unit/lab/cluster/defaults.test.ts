import assert from 'node:assert/strict';
import type { ClusterDouble, KubeObject, Manifest } from '../../../lab/cluster';
import { at, listAt, objectAt, stringAt, type Json } from '../../../lab/cluster/model/object';
import { onCluster, specOf, workload } from './harness';

const applied = (cluster: ClusterDouble, manifest: Manifest): KubeObject =>
  cluster.apply(manifest, { manager: 'test' });
const container = (object: KubeObject): Json => listAt(object, 'spec', 'template', 'spec', 'containers')[0] ?? null;
const inShop = (apiVersion: string, kind: string, rest: object): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'web', namespace: 'shop-dev' },
  ...rest,
});

describe('lab cluster: what the server makes of a manifest', () => {
  it(
    'fills in a Deployment and its Pod template',
    onCluster((cluster) => {
      const { spec } = applied(cluster, workload('Deployment', 'web'));
      assert.deepEqual(at(spec, 'strategy'), {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' },
      });
      assert.equal(at(spec, 'revisionHistoryLimit'), 10);
      assert.equal(at(spec, 'progressDeadlineSeconds'), 600);
      assert.deepEqual(at(spec, 'template', 'spec'), {
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
        schedulerName: 'default-scheduler',
        terminationGracePeriodSeconds: 30,
        securityContext: {},
        containers: [
          {
            name: 'web',
            image: 'registry.example.com/web:1.0.0',
            imagePullPolicy: 'IfNotPresent',
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
            resources: {},
          },
        ],
      });
    }),
  );

  it(
    'writes quantities, ports and probes in their full form, and drops zero values',
    onCluster((cluster) => {
      const object = applied(
        cluster,
        workload('Deployment', 'web', {
          image: 'web',
          container: {
            ports: [{ containerPort: 80 }],
            resources: { limits: { cpu: '1000m', memory: '3072Mi' }, requests: { cpu: 0.5 } },
            livenessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 0 },
            volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: false }],
            env: [{ name: 'EMPTY', value: '' }],
          },
          spec: { paused: false },
        }),
      );
      assert.deepEqual(at(container(object), 'resources'), {
        limits: { cpu: '1', memory: '3Gi' },
        requests: { cpu: '500m' },
      });
      assert.deepEqual(at(container(object), 'ports'), [{ containerPort: 80, protocol: 'TCP' }]);
      assert.deepEqual(at(container(object), 'livenessProbe'), {
        httpGet: { port: 80, path: '/', scheme: 'HTTP' },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      });
      assert.deepEqual(at(container(object), 'volumeMounts'), [{ name: 'data', mountPath: '/data' }]);
      assert.deepEqual(at(container(object), 'env'), [{ name: 'EMPTY' }]);
      assert.equal(at(container(object), 'imagePullPolicy'), 'Always');
      assert.equal(at(object, 'spec', 'paused'), undefined);
    }),
  );

  it(
    'keeps an explicit zero where the server has a pointer, and an empty volume source',
    onCluster((cluster) => {
      const object = applied(
        cluster,
        workload('Deployment', 'web', { replicas: 0, spec: { revisionHistoryLimit: 0 } }),
      );
      assert.equal(at(object, 'spec', 'replicas'), 0);
      assert.equal(at(object, 'spec', 'revisionHistoryLimit'), 0);
      const pod = objectAt(specOf(workload('Deployment', 'two')), 'template', 'spec');
      const volumes = [
        { name: 'tmp', emptyDir: {} },
        { name: 'conf', configMap: { name: 'conf' } },
      ];
      const two = applied(cluster, {
        ...workload('Deployment', 'two'),
        spec: {
          ...specOf(workload('Deployment', 'two')),
          template: { metadata: { labels: { app: 'two' } }, spec: { ...pod, volumes } },
        },
      });
      assert.deepEqual(at(two, 'spec', 'template', 'spec', 'volumes'), [
        { name: 'tmp', emptyDir: {} },
        { name: 'conf', configMap: { name: 'conf', defaultMode: 420 } },
      ]);
    }),
  );

  it(
    'allocates what a Service needs, and keeps it on a later apply',
    onCluster((cluster) => {
      const manifest = inShop('v1', 'Service', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
      const spec = applied(cluster, manifest)['spec'];
      assert.match(stringAt(spec, 'clusterIP') ?? '', /^10\.96\./);
      assert.deepEqual(at(spec, 'clusterIPs'), [at(spec, 'clusterIP')]);
      assert.deepEqual(at(spec, 'ports'), [{ port: 80, targetPort: 80, protocol: 'TCP' }]);
      assert.equal(at(spec, 'type'), 'ClusterIP');
      assert.equal(at(spec, 'sessionAffinity'), 'None');
      const again = applied(cluster, { ...manifest, spec: { ...specOf(manifest), type: 'NodePort' } });
      assert.equal(at(again, 'spec', 'clusterIP'), at(spec, 'clusterIP'));
      assert.ok(Number(at(listAt(again, 'spec', 'ports')[0], 'nodePort')) > 30_000);
    }),
  );

  it(
    'folds the strings of a Secret into its data',
    onCluster((cluster) => {
      const secret = applied(cluster, inShop('v1', 'Secret', { stringData: { p: 'x' } }));
      assert.deepEqual(secret['data'], { p: 'eA==' });
      assert.equal(secret['stringData'], undefined);
      assert.equal(secret['type'], 'Opaque');
    }),
  );

  it(
    'puts the type into claim templates and the name onto namespaces',
    onCluster((cluster) => {
      const claims = [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
        },
      ];
      const set = applied(
        cluster,
        workload('StatefulSet', 'db', { spec: { serviceName: 'db', volumeClaimTemplates: claims } }),
      );
      assert.deepEqual(listAt(set, 'spec', 'volumeClaimTemplates'), [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Gi' } },
            volumeMode: 'Filesystem',
          },
          status: { phase: 'Pending' },
        },
      ]);
      const namespace = cluster.get({ kind: 'Namespace', name: 'shop-dev' });
      assert.deepEqual(namespace?.metadata.labels, { 'kubernetes.io/metadata.name': 'shop-dev' });
    }),
  );

  it(
    'moves the cpu metric of an autoscaler to the end',
    onCluster((cluster) => {
      const metric = (name: string): object => ({
        type: 'Resource',
        resource: { name, target: { type: 'Utilization', averageUtilization: 70 } },
      });
      const autoscaler = applied(
        cluster,
        inShop('autoscaling/v2', 'HorizontalPodAutoscaler', {
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
            maxReplicas: 5,
            metrics: [metric('cpu'), metric('memory')],
          },
        }),
      );
      const names = listAt(autoscaler, 'spec', 'metrics').map((item) => at(item, 'resource', 'name'));
      assert.deepEqual(names, ['memory', 'cpu']);
      assert.equal(at(autoscaler, 'spec', 'minReplicas'), 1);
    }),
  );

  it(
    'leaves custom resources as they are',
    onCluster((cluster) => {
      const spec = {
        selector: {},
        endpoints: [{ port: 'http', interval: '30s', honorLabels: false, params: { later: [] } }],
      };
      assert.deepEqual(applied(cluster, inShop('monitoring.coreos.com/v1', 'ServiceMonitor', { spec }))['spec'], spec);
    }),
  );

  const refused: readonly (readonly [string, number, RegExp, Manifest])[] = [
    [
      'an applied label that is no string',
      500,
      /unmarshal bool .*metadata\.labels\.a of type string/,
      inShop('v1', 'ConfigMap', { metadata: { name: 'web', namespace: 'shop-dev', labels: { a: true } } }),
    ],
    [
      'a quantity that is none',
      400,
      /quantities must match/,
      workload('Deployment', 'web', { container: { resources: { limits: { cpu: 'much' } } } }),
    ],
    ['a kind that nobody serves', 404, /no matches for kind/, inShop('v2', 'ConfigMap', {})],
    [
      'a namespace that is not there',
      404,
      /namespaces "nowhere" not found/,
      { ...inShop('v1', 'ConfigMap', {}), metadata: { name: 'web', namespace: 'nowhere' } },
    ],
    [
      'a name in capitals',
      422,
      /metadata\.name: Invalid value/,
      { ...inShop('v1', 'ConfigMap', {}), metadata: { name: 'Web', namespace: 'shop-dev' } },
    ],
    [
      'a selector that misses its template',
      422,
      /does not match template `labels`/,
      workload('Deployment', 'web', { spec: { selector: { matchLabels: { app: 'other' } } } }),
    ],
    [
      'a workload without containers',
      422,
      /containers: Required value/,
      workload('Deployment', 'web', { spec: { template: { metadata: { labels: { app: 'web' } } } } }),
    ],
  ];
  for (const [what, code, message, manifest] of refused) {
    it(
      `refuses ${what} with ${code}`,
      onCluster((cluster) => {
        assert.throws(
          () => applied(cluster, manifest),
          (error: { code: number; message: string }) => error.code === code && message.test(error.message),
        );
      }),
    );
  }

  it(
    'refuses to change what is immutable',
    onCluster((cluster) => {
      applied(cluster, workload('Deployment', 'web'));
      applied(cluster, workload('StatefulSet', 'db', { spec: { serviceName: 'db' } }));
      const edit = (kind: string, name: string, spec: object) => () =>
        cluster.edit({ kind, namespace: 'shop-dev', name }, { spec }, { manager: 'test' });
      assert.throws(
        edit('StatefulSet', 'db', { serviceName: 'other' }),
        /updates to statefulset spec for fields other than/,
      );
      assert.throws(
        edit('Deployment', 'web', { selector: { matchLabels: { app: null } } }),
        /spec\.selector: Invalid value: field is immutable/,
      );
      edit('StatefulSet', 'db', { replicas: 2 })();
    }),
  );
});
