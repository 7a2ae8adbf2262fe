/** What the cluster consists of besides people's objects: a node, volumes, and the custom kinds of the fleet. */

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'lab-node', labels: { 'kubernetes.io/hostname': 'lab-node', 'kubernetes.io/os': 'linux' } },
  status: {
    allocatable: { cpu: '10k', memory: '100Ti', pods: '100k' },
    capacity: { cpu: '10k', memory: '100Ti', pods: '100k' },
  },
};

const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'lab', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'Immediate',
};

/** Nobody makes volumes on demand here, so they lie ready. */
const volume = (number: number) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `volume-${number}` },
  spec: {
    storageClassName: 'lab',
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '100Gi' },
    persistentVolumeReclaimPolicy: 'Retain',
    hostPath: { path: `/volume-${number}` },
  },
});

const text = { type: 'string' };
const texts = { type: 'object', additionalProperties: text };

const serviceMonitor = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'servicemonitors.monitoring.coreos.com' },
  spec: {
    group: 'monitoring.coreos.com',
    scope: 'Namespaced',
    names: { kind: 'ServiceMonitor', plural: 'servicemonitors', shortNames: ['smon'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: {
              spec: {
                type: 'object',
                required: ['selector', 'endpoints'],
                properties: {
                  selector: { type: 'object', properties: { matchLabels: texts }, 'x-kubernetes-map-type': 'atomic' },
                  endpoints: {
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: { port: text, path: text, interval: text, scrapeTimeout: text },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

export function machinery(
  volumes: number,
): readonly { apiVersion: string; kind: string; metadata: { name: string } }[] {
  return [node, storageClass, serviceMonitor, ...Array.from({ length: volumes }, (_, index) => volume(index + 1))];
}
