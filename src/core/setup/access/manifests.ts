import { stringify } from 'yaml';
import type { Service } from '../../catalog/catalog';
import type { ObjectIdentity } from '../../manifest/objects';

/** What `branchline verify` reads beside what the manifests contain. Source: docs/verify.md, "What it promises". */
const alsoRead: readonly ObjectKind[] = [
  { group: 'apps', resource: 'replicasets' },
  { group: 'batch', resource: 'jobs' },
  { group: '', resource: 'pods' },
];

interface ObjectKind {
  readonly group: string;
  readonly resource: string;
}

/** How Kubernetes' own kinds are called in rights. Secrets are left to who wants them compared. */
const resources: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  CronJob: 'cronjobs',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
  Ingress: 'ingresses',
  Job: 'jobs',
  NetworkPolicy: 'networkpolicies',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  PodDisruptionBudget: 'poddisruptionbudgets',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  Service: 'services',
  ServiceAccount: 'serviceaccounts',
  StatefulSet: 'statefulsets',
};

export interface AccessManifests {
  readonly text: string;
  /** Kinds that a person has to add rights for: how the cluster calls them is not known here. */
  readonly left: readonly string[];
}

/** The namespace of one environment, an account in it, and the right to read what the manifests have: for a person to apply. */
export function accessManifests(
  { name }: Pick<Service, 'name'>,
  namespace: string,
  objects: readonly Pick<ObjectIdentity, 'apiVersion' | 'kind'>[],
): AccessManifests {
  const known = objects.flatMap(({ apiVersion, kind }): ObjectKind[] => {
    const resource = resourceOf(apiVersion, kind);
    return resource === undefined ? [] : [{ group: groupOf(apiVersion), resource }];
  });
  const left = new Set(
    objects.flatMap(({ apiVersion, kind }) => (resourceOf(apiVersion, kind) === undefined ? [kind] : [])),
  );
  const account = 'branchline-reader';
  const metadata = { name: account, namespace };
  const documents = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: rulesOf([...known, ...alsoRead]) },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: account },
    },
  ];
  const intro = `# ${name}: what Branchline needs to read in ${namespace}. Read it, then: kubectl apply -f FILE\n`;
  return { text: intro + documents.map((document) => stringify(document)).join('---\n'), left: [...left].sort() };
}

/** A kind of the same name in a group of somebody else's may be called otherwise. */
function resourceOf(apiVersion: string, kind: string): string | undefined {
  const group = groupOf(apiVersion);
  const isOwn = !group.includes('.') || group.endsWith('.k8s.io');
  return isOwn && Object.hasOwn(resources, kind) ? resources[kind] : undefined;
}

function rulesOf(kinds: readonly ObjectKind[]) {
  const groups = [...new Set(kinds.map(({ group }) => group))].sort();
  return groups.map((group) => ({
    apiGroups: [group],
    resources: [...new Set(kinds.filter((kind) => kind.group === group).map(({ resource }) => resource))].sort(),
    verbs: ['get', 'list', 'watch'],
  }));
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
