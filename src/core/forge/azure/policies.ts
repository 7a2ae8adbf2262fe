import type { LandingStyle } from '../landingStyles';
import type { AzurePolicy } from './answers';
import { heads } from './project';

/** Source: Azure DevOps REST API, "Policy types", and the examples of "Configurations - Create". */
export const policyTypes = {
  approvals: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
  reviewers: 'fd2167ab-b0be-447a-8ec8-39368250530e',
  build: '0609b952-1397-4640-95ec-e00a01b2c241',
  status: 'cbdc66da-9728-4af8-aada-9a5a32e4a226',
  strategy: 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab',
} as const;

/** What is pushed to a repository, whatever its branches are: no demand on landing. */
const ofPushes: readonly string[] = [
  '7ed39669-655c-494e-b4a0-a08b4da0fcce', // names that differ in case
  '2e26e725-8201-4edd-8bf5-978563c34a80', // size of a file
  '51c78909-e838-41a2-9496-c647091e3c61', // names of files
  '77ed4bd3-b063-4689-934a-175e4d0a78d7', // author's address
];

/** The policies of a project, and the repository that they are looked at for. */
export interface RepositoryPolicies {
  readonly repository: { readonly id: string; readonly defaultBranch: string };
  readonly policies: readonly AzurePolicy[];
}

export function isOf({ type }: AzurePolicy, kind: keyof typeof policyTypes): boolean {
  return type.id.toLowerCase() === policyTypes[kind];
}

/** What people know a policy by. */
export function policyName({ type: { displayName, id }, settings }: AzurePolicy): string {
  return settings.displayName || displayName || id;
}

/** Whether what a policy demands is told by its kind; another one is told by its name. */
export function isModelled({ type }: AzurePolicy): boolean {
  return Object.values<string>(policyTypes).includes(type.id.toLowerCase());
}

/** What has to be true before something lands on a branch: what is optional is none of it. */
export function demandsOn(branch: string, { policies, repository }: RepositoryPolicies): readonly AzurePolicy[] {
  return blocking(policies).filter(({ settings }) =>
    (settings.scope ?? [{ matchKind: '' }]).some((one) => isMeant(one, branch, repository)),
  );
}

function blocking(policies: readonly AzurePolicy[]): readonly AzurePolicy[] {
  return policies.filter(
    ({ isEnabled, isBlocking, isDeleted, type }) =>
      isEnabled && isBlocking && !isDeleted && !ofPushes.includes(type.id.toLowerCase()),
  );
}

type Scope = NonNullable<AzurePolicy['settings']['scope']>[number];

/** A way to match that is new is taken to hold: what it demands is not left out. */
function isMeant(scope: Partial<Scope>, branch: string, repository: RepositoryPolicies['repository']): boolean {
  const { repositoryId: id, refName, matchKind = '' } = scope;
  if (typeof id === 'string' && id.toLowerCase() !== repository.id.toLowerCase()) return false;
  const ref = heads + branch;
  switch (matchKind.toLowerCase()) {
    case 'exact':
      return typeof refName !== 'string' || refName === ref;
    case 'prefix':
      return typeof refName !== 'string' || ref.startsWith(refName);
    case 'defaultbranch':
      return ref === repository.defaultBranch;
    default:
      return true;
  }
}

/** The name of the check that a policy asks for. Names hold no pattern. */
export function checkOf(policy: AzurePolicy): string | undefined {
  const { displayName, statusGenre: genre, statusName: name, buildDefinitionId: build } = policy.settings;
  if (isOf(policy, 'status')) return genre === '' ? name : `${genre}/${name}`;
  return isOf(policy, 'build') ? displayName || `Build ${build ?? ''}`.trim() : undefined;
}

export function requiredChecks(demands: readonly AzurePolicy[]): readonly string[] {
  return [...new Set(demands.flatMap((policy) => checkOf(policy) ?? []))];
}

export function requiredApprovals(demands: readonly AzurePolicy[]): number {
  const asked = demands.filter((policy) => isOf(policy, 'approvals'));
  return Math.max(0, ...asked.map(({ settings }) => settings.minimumApproverCount));
}

/** What one policy allows; what it does not name is not allowed. Semi-linear lands as a merge. */
export function allowed({ settings }: AzurePolicy): Readonly<Record<LandingStyle, boolean>> {
  const {
    useSquashMerge: old,
    allowSquash: squash,
    allowNoFastForward: merge,
    allowRebase: rebase,
    allowRebaseMerge: semi,
  } = settings;
  if (typeof old === 'boolean' && !squash && !merge && !rebase && !semi) {
    return { merge: !old, squash: old, rebase: false };
  }
  return { merge: merge || semi, squash, rebase };
}

/** Those that every branch of the repository allows; nothing where its branches agree on none. */
export function stylesOf({ policies, repository }: RepositoryPolicies): readonly LandingStyle[] | undefined {
  const rules = blocking(policies).filter(
    (policy) =>
      isOf(policy, 'strategy') &&
      (policy.settings.scope ?? [{ repositoryId: null }]).some(
        ({ repositoryId: id }) => typeof id !== 'string' || id.toLowerCase() === repository.id.toLowerCase(),
      ),
  );
  const styles = (['merge', 'squash', 'rebase'] as const).filter((style) =>
    rules.every((rule) => allowed(rule)[style]),
  );
  return styles.length === 0 ? undefined : styles;
}
