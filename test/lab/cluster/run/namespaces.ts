import { kinds } from '../model/kinds';
import type { KubeObject } from '../model/object';
import type { Control } from './control';

/** What the control plane puts into every namespace. */
export function populateNamespace({ metadata: { name: namespace } }: KubeObject, control: Control): void {
  const furniture = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'kube-root-ca.crt',
        namespace,
        annotations: {
          'kubernetes.io/description':
            'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
        },
      },
      data: { 'ca.crt': 'the certificate of the lab' },
    },
  ];
  for (const manifest of furniture) if (!control.find(manifest)) control.create(manifest);
}

/** A namespace takes everything in it along. */
export function purgeNamespace(name: string, control: Control): void {
  const inside = kinds.filter(({ namespaced }) => namespaced).flatMap((kind) => control.store.list(kind, name));
  inside.forEach((object) => control.remove(object));
}
