import * as z from 'zod';
import { openApi } from '../../cluster/serve/openapi';

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

const monitoring = 'monitoring.coreos.com/v1';

/** The double's own schema of the kind, so that both clusters know the same fields. */
function specSchema(): object {
  const { components } = z
    .object({
      components: z.object({
        schemas: z.record(z.string(), z.looseObject({ properties: z.looseObject({}).optional() })),
      }),
    })
    .parse(openApi(monitoring));
  const [spec] = Object.entries(components.schemas).flatMap(([name, { properties }]) =>
    name.endsWith('.ServiceMonitor') ? [properties?.['spec']] : [],
  );
  return z.looseObject({ type: z.literal('object') }).parse(spec);
}

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
        schema: { openAPIV3Schema: { type: 'object', required: ['spec'], properties: { spec: specSchema() } } },
      },
    ],
  },
};

export function machinery(
  volumes: number,
): readonly { apiVersion: string; kind: string; metadata: { name: string } }[] {
  return [node, storageClass, serviceMonitor, ...Array.from({ length: volumes }, (_, index) => volume(index + 1))];
}
