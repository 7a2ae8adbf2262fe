import { environments } from '../fleet/environments';
import type { Kubernetes } from './kubernetes';

const api = 'rbac.authorization.k8s.io';
const name = 'read-secrets';
const writer = { manager: 'kubectl-create' };

const role = {
  apiVersion: `${api}/v1`,
  kind: 'ClusterRole',
  metadata: { name },
  rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
};

const binding = (namespace: string) => ({
  apiVersion: `${api}/v1`,
  kind: 'RoleBinding',
  metadata: { name, namespace },
  roleRef: { apiGroup: api, kind: 'ClusterRole', name },
  subjects: [{ apiGroup: api, kind: 'User', name: 'developer' }],
});

/** `developer` reads Secrets, too, where the namespace is for dev or test: Kubernetes' own role `view` leaves them out. */
export async function letDeveloperReadSecrets(staging: Kubernetes, services: readonly string[]): Promise<void> {
  await staging.apply(role, writer);
  const namespaces = environments
    .filter(({ context }) => context === 'staging')
    .flatMap(({ namespaceOf }) => services.map(namespaceOf));
  await Promise.all(
    namespaces.map(async (namespace) => {
      await staging.ensureNamespace(namespace);
      await staging.apply(binding(namespace), writer);
    }),
  );
}
