/** Objects of a shop, as git says them and as a server answers them: with defaults, and with who owns what. */
export interface DriftFleet {
  readonly desired: readonly object[];
  readonly live: readonly object[];
}

const created = '2026-03-01T08:00:00Z';

/** Every tenth live object differs in one field. */
export function fleetOf(count: number): DriftFleet {
  const pairs = Array.from({ length: count }, (_, at) => pairAt(at));
  return { desired: pairs.map(({ desired }) => desired), live: pairs.map(({ live }) => live) };
}

function pairAt(at: number): { readonly desired: object; readonly live: object } {
  const name = `service-${at}`;
  const isChanged = at % 10 === 0;
  if (at % 5 < 2) return deployment(name, isChanged);
  if (at % 5 === 2) return service(name);
  return config(name, isChanged);
}

const metadata = (name: string) => ({
  name,
  namespace: 'shop',
  labels: { app: name, 'app.kubernetes.io/part-of': 'shop' },
});

function answered(sent: { metadata: object }, content: object, fields: object): object {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(sent) };
  const managedFields = [
    {
      manager: 'kubectl-client-side-apply',
      operation: 'Update',
      time: created,
      fieldsV1: {
        'f:metadata': {
          'f:annotations': { '.': {} },
          'f:labels': { '.': {}, 'f:app': {}, 'f:app.kubernetes.io/part-of': {} },
        },
        ...fields,
      },
    },
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      subresource: 'status',
      time: created,
      fieldsV1: { 'f:status': { 'f:replicas': {}, 'f:conditions': { '.': {} } } },
    },
  ];
  return {
    ...sent,
    ...content,
    metadata: {
      ...sent.metadata,
      uid: 'c0ffee',
      resourceVersion: '7',
      generation: 1,
      creationTimestamp: created,
      annotations,
      managedFields,
    },
  };
}

function deployment(name: string, isChanged: boolean) {
  const env = Array.from({ length: 8 }, (_, at) => ({ name: `KEY_${at}`, value: `value ${at}` }));
  const container = {
    name: 'web',
    image: `registry.example.com/${name}:1.4.2`,
    env,
    ports: [{ name: 'http', containerPort: 8080 }],
    resources: { requests: { cpu: '250m', memory: '128Mi' }, limits: { cpu: 1, memory: '1024Mi' } },
    readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
    volumeMounts: [{ name: 'config', mountPath: '/etc/config' }],
  };
  const template = (containers: object[], more: object = {}) => ({
    metadata: { labels: { app: name } },
    spec: { containers, volumes: [{ name: 'config', configMap: { name } }], ...more },
  });
  const desired = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(name),
    spec: { replicas: 2, selector: { matchLabels: { app: name } }, template: template([container]) },
  };
  const filledIn = {
    ...container,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    resources: { requests: { cpu: '250m', memory: '128Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    readinessProbe: {
      httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  };
  const spec = {
    replicas: isChanged ? 5 : 2,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    selector: desired.spec.selector,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    template: template([filledIn], {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
      volumes: [{ name: 'config', configMap: { name, defaultMode: 420 } }],
    }),
  };
  const status = { replicas: 2, readyReplicas: 2, conditions: [{ type: 'Available', status: 'True' }] };
  const claims = claimed({ 'k:{"name":"web"}': { '.': {}, ...claimed(filledIn) } });
  const fields = {
    'f:spec': {
      ...claimed({
        replicas: 0,
        revisionHistoryLimit: 0,
        progressDeadlineSeconds: 0,
        selector: 0,
        strategy: spec.strategy,
      }),
      'f:template': {
        'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
        'f:spec': { ...claimed({ ...spec.template.spec, containers: 0 }), 'f:containers': claims },
      },
    },
  };
  return { desired, live: answered(desired, { spec, status }, fields) };
}

/** FieldsV1 of a value: every key, and the items of named lists. */
function claimed(value: object): Record<string, object> {
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, inner]) => {
      const name = key.startsWith('k:') ? key : `f:${key}`;
      if (Array.isArray(inner)) {
        const items = (inner as { name?: string }[]).map((item) => [
          `k:${JSON.stringify({ name: item.name })}`,
          { '.': {}, ...claimed(item) },
        ]);
        return [name, { '.': {}, ...Object.fromEntries(items) }];
      }
      return [
        name,
        typeof inner === 'object' && inner !== null && !key.startsWith('k:')
          ? { '.': {}, ...claimed(inner) }
          : key.startsWith('k:')
            ? (inner as object)
            : {},
      ];
    }),
  );
}

function service(name: string) {
  const desired = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(name),
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
  const spec = {
    ...desired.spec,
    ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }],
    clusterIP: '10.0.0.7',
    clusterIPs: ['10.0.0.7'],
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    sessionAffinity: 'None',
    type: 'ClusterIP',
  };
  const port = { '.': {}, 'f:name': {}, 'f:port': {}, 'f:protocol': {}, 'f:targetPort': {} };
  const fields = {
    'f:spec': {
      'f:selector': {},
      'f:type': {},
      'f:sessionAffinity': {},
      'f:internalTrafficPolicy': {},
      'f:ports': { '.': {}, 'k:{"port":80,"protocol":"TCP"}': port },
    },
  };
  return { desired, live: answered(desired, { spec, status: { loadBalancer: {} } }, fields) };
}

function config(name: string, isChanged: boolean) {
  const data = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`key-${at}`, `value ${at}`]));
  const desired = { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name), data };
  const live = isChanged ? { ...data, 'key-3': 'by hand' } : data;
  return { desired, live: answered(desired, { data: live }, { 'f:data': { '.': {}, ...claimed(data) } }) };
}
