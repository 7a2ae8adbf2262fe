import { randomUUID } from 'node:crypto';

/** Who may sign in. */
export interface ServerUser {
  readonly name: string;
  readonly token: string;
  readonly groups: readonly string[];
}

/** The namespace that `tenant` may see, and no other. */
export const tenantNamespace = 'tenant';

/** The processes of the control plane itself: not in the audit log, for they write all the time. */
export const controlPlane = 'control-plane';

/**
 * `admin` may do everything. `developer` has Kubernetes' own role `view` everywhere, so no Secrets; `tenant` has it in
 * one namespace only; `nobody` may do nothing. Tokens are new at every start.
 */
export function newUsers(): readonly ServerUser[] {
  const groupsOf = {
    admin: ['system:masters'],
    [controlPlane]: ['system:masters'],
    developer: [],
    tenant: [],
    nobody: [],
  };
  return Object.entries(groupsOf).map(([name, groups]) => ({ name, groups, token: randomUUID() }));
}

/** `--token-auth-file`: token, user, uid, groups. */
export function tokenFile(users: readonly ServerUser[]): string {
  return users.map(({ name, token, groups }) => `${token},${name},${name},"${groups.join(',')}"\n`).join('');
}

const api = 'rbac.authorization.k8s.io';
const viewRole = { apiGroup: api, kind: 'ClusterRole', name: 'view' };
const subject = (name: string): object[] => [{ apiGroup: api, kind: 'User', name }];

/** What makes the users what they are. */
export const bindings = [
  {
    apiVersion: `${api}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'developer-view' },
    roleRef: viewRole,
    subjects: subject('developer'),
  },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: tenantNamespace } },
  {
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'tenant-view', namespace: tenantNamespace },
    roleRef: viewRole,
    subjects: subject('tenant'),
  },
  {
    // Custom resources are nobody's until a role says so; `view` takes up every role with this label.
    apiVersion: `${api}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'custom-view', labels: { [`${api}/aggregate-to-view`]: 'true' } },
    rules: [{ apiGroups: ['monitoring.coreos.com'], resources: ['*'], verbs: ['get', 'list', 'watch'] }],
  },
] as const;
