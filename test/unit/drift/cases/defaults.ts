import { claim, deployment, object, workload } from './build';
import type { CaseTable } from './caseTable';

const metadata = (text: string) => `name: web, namespace: shop, ${text}`;
const config = (meta: string, data = 'data: {a: "1"}') => object('v1', 'ConfigMap', data, metadata(meta));
const mount = (text: string) =>
  deployment({
    pod: 'volumes: [{name: c, emptyDir: {}}]',
    container: `volumeMounts: [{name: c, mountPath: /c${text}}]`,
  });
const role = (rest: string) => object('rbac.authorization.k8s.io/v1', 'ClusterRole', rest, 'name: web');
const definition =
  'group: example.com, scope: Namespaced, names: {plural: wheels, singular: wheel, kind: Wheel, listKind: WheelList}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]';
const service = (spec: string) => object('v1', 'Service', `spec: {${spec}}`);

export const defaults: CaseTable = {
  title: 'What the server fills in or leaves out is no drift',
  rows: [
    {
      id: '15',
      what: 'strategy and limits of a rollout',
      desired: deployment(),
      live: deployment({
        spec: [
          'replicas: 2',
          'revisionHistoryLimit: 10',
          'progressDeadlineSeconds: 600',
          'strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}',
        ].join('\n'),
      }),
      verdict: 'none',
    },
    {
      id: '16',
      what: 'the protocol, which is a key of the list',
      desired: deployment({ container: 'ports: [{containerPort: 80}]' }),
      live: deployment({ container: 'ports: [{containerPort: 80, protocol: TCP}]' }),
      verdict: 'none',
    },
    {
      id: '17',
      what: 'the target port',
      desired: service('selector: {app: web}, ports: [{port: 80}]'),
      live: service('selector: {app: web}, ports: [{port: 80, targetPort: 80, protocol: TCP}], type: ClusterIP'),
      verdict: 'none',
    },
    {
      id: '18',
      what: 'the pull policy of a moving tag',
      desired: deployment({ containers: '- {name: web, image: "x:latest"}' }),
      live: deployment({ containers: '- {name: web, image: "x:latest", imagePullPolicy: Always}' }),
      verdict: 'none',
    },
    { id: '20', what: 'an explicit false', desired: mount(', readOnly: false'), live: mount(''), verdict: 'none' },
    {
      id: '22',
      what: 'an empty map',
      desired: deployment(),
      live: deployment({ container: 'resources: {}' }),
      verdict: 'none',
    },
    {
      id: '23',
      what: 'null and an empty map, which a webhook fills',
      desired: deployment({ pod: 'tolerations: null\nnodeSelector: {}' }),
      first: deployment(),
      live: deployment({
        pod: 'tolerations: [{key: team, operator: Exists}]\nnodeSelector: {pool: general}',
      }),
      by: 'webhook',
      verdict: 'none',
    },
    { id: '24', what: 'annotations: null', desired: config('annotations: null'), live: config(''), verdict: 'none' },
    {
      id: '25',
      what: 'a rollout that was restarted',
      desired: deployment({ template: 'annotations: {}' }),
      first: deployment(),
      live: deployment({ template: 'annotations: {kubectl.kubernetes.io/restartedAt: "2026-03-02T09:30:00Z"}' }),
      by: { manager: 'kubectl-rollout' },
      verdict: 'none',
    },
    {
      id: '26',
      what: 'an empty list',
      desired: service('type: LoadBalancer, loadBalancerSourceRanges: [], ports: [{port: 80}]'),
      live: service('type: LoadBalancer, ports: [{port: 80, targetPort: 80, protocol: TCP}]'),
      verdict: 'none',
    },
    { id: '27', what: 'rules: []', desired: role('rules: []'), live: role('rules: null'), verdict: 'none' },
    {
      id: '29',
      what: 'a zero in a custom resource',
      desired: object('argoproj.io/v1alpha1', 'Application', 'spec: {syncPolicy: {automated: {allowEmpty: false}}}'),
      live: object('argoproj.io/v1alpha1', 'Application', 'spec: {syncPolicy: {automated: {}}}'),
      verdict: 'none',
    },
    {
      id: '30',
      what: 'a field that the newer version lacks',
      desired: object(
        'apiextensions.k8s.io/v1',
        'CustomResourceDefinition',
        `spec: {${definition}, preserveUnknownFields: false}`,
        'name: wheels.example.com',
      ),
      live: object(
        'apiextensions.k8s.io/v1',
        'CustomResourceDefinition',
        `spec: {${definition}, conversion: {strategy: None}}`,
        'name: wheels.example.com',
      ),
      verdict: 'none',
    },
    {
      id: '31',
      what: 'defaults of a custom resource',
      desired: object(
        'external-secrets.io/v1',
        'ExternalSecret',
        'spec: {data: [{secretKey: p, remoteRef: {key: shop/p}}]}',
      ),
      live: object(
        'external-secrets.io/v1',
        'ExternalSecret',
        'spec: {data: [{secretKey: p, remoteRef: {key: shop/p, conversionStrategy: Default, decodingStrategy: None, metadataPolicy: None}}], refreshInterval: 1h0m0s}',
      ),
      verdict: 'none',
    },
    {
      id: '33',
      what: 'what an embedded claim carries',
      desired: object(
        'apps/v1',
        'StatefulSet',
        `spec: {serviceName: web, ${workload}, volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}`,
      ),
      live: object(
        'apps/v1',
        'StatefulSet',
        `spec: {serviceName: web, ${workload}, volumeClaimTemplates: [{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: d, creationTimestamp: null}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, volumeMode: Filesystem}, status: {phase: Pending}}]}`,
      ),
      verdict: 'none',
    },
    {
      id: '34',
      what: 'what a service is given',
      desired: service('type: NodePort, ports: [{port: 80}]'),
      live: service(
        'type: NodePort, ports: [{port: 80, targetPort: 80, protocol: TCP, nodePort: 30123}], clusterIP: 10.0.0.7, clusterIPs: [10.0.0.7], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, sessionAffinity: None, internalTrafficPolicy: Cluster',
      ),
      verdict: 'none',
    },
    {
      id: '48',
      what: 'replicas that git leaves open',
      desired: deployment({ spec: 'paused: false' }),
      live: deployment({ spec: 'replicas: 5' }),
      verdict: 'none',
    },
    {
      id: '48a',
      what: 'replicas that git leaves open, and a person scaled',
      desired: deployment({ spec: 'paused: false' }),
      first: deployment({ spec: 'replicas: 1' }),
      live: deployment({ spec: 'replicas: 5' }),
      by: { manager: 'kubectl', subresource: 'scale' },
      routes: ['clientSide', 'helm'],
      verdict: 'none',
    },
    {
      id: '54',
      what: 'a status in git',
      desired: object('example.com/v1', 'Hook', 'spec: {a: 1}\nstatus: {phase: Pending}'),
      live: object('example.com/v1', 'Hook', 'spec: {a: 1}\nstatus: {phase: Ready}'),
      verdict: 'none',
    },
    {
      id: '55',
      what: 'creationTimestamp: null',
      desired: config('creationTimestamp: null'),
      live: config('creationTimestamp: "2026-03-01T08:00:00Z"'),
      verdict: 'none',
    },
    {
      id: '56',
      what: 'the namespace of whoever applies',
      desired: object('v1', 'ConfigMap', 'data: {a: "1"}', 'name: web'),
      live: object('v1', 'ConfigMap', 'data: {a: "1"}'),
      verdict: 'none',
    },
    {
      id: '56a',
      what: 'what kubectl left in a manifest that was exported',
      desired: config('annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}'),
      live: config(''),
      verdict: 'none',
    },
    {
      id: '57',
      what: 'the label of every namespace',
      desired: object('v1', 'Namespace', '', 'name: shop'),
      live: object('v1', 'Namespace', '', 'name: shop, labels: {kubernetes.io/metadata.name: shop}'),
      verdict: 'none',
    },
    {
      id: '65',
      what: 'what a claim is bound to',
      desired: claim('resources: {requests: {storage: 1Gi}}'),
      first: claim('resources: {requests: {storage: 1Gi}}, storageClassName: fast'),
      live: claim('resources: {requests: {storage: 1Gi}}, storageClassName: fast, volumeName: pvc-1'),
      by: { manager: 'kube-controller-manager' },
      verdict: 'none',
    },
    {
      id: '70',
      what: 'the namespace of an object that has none',
      desired: object('example.com/v1', 'ClusterHook', 'spec: {a: 1}'),
      live: object('example.com/v1', 'ClusterHook', 'spec: {a: 1}', 'name: web'),
      verdict: 'none',
    },
  ],
};
