import type { PolicyConfiguration } from 'azure-devops-node-api/interfaces/PolicyInterfaces';
import type { ProtectionRecord, RepositoryRecord } from '../state';
import { guid } from './call';
import type { Wire } from './published';

/** Source: Azure DevOps REST API, "Policy types". */
export const policyTypes = {
  approvals: ['fa4e907d-c16b-4a4c-9dfa-4906e5d171dd', 'Minimum number of reviewers'],
  status: ['cbdc66da-9728-4af8-aada-9a5a32e4a226', 'Status'],
  comments: ['c6a1889d-b943-4856-b76f-9e46bb6b0df2', 'Comment requirements'],
  strategy: ['fa4e907d-c16b-4a4c-9dfa-4916e5d171ab', 'Require a merge strategy'],
} as const;

function policy(kind: keyof typeof policyTypes, settings: object, number = 1): Wire<PolicyConfiguration> {
  const [id, displayName] = policyTypes[kind];
  return { id: number, isEnabled: true, isBlocking: true, isDeleted: false, type: { id, displayName }, settings };
}

/** A pattern is a name, or the beginning of one. */
function scopeOf(repository: RepositoryRecord, pattern: string): object {
  const star = pattern.indexOf('*');
  const refName = `refs/heads/${star < 0 ? pattern : pattern.slice(0, star)}`;
  return { repositoryId: guid('repository', repository.id), refName, matchKind: star < 0 ? 'Exact' : 'Prefix' };
}

export function policiesOf(repository: RepositoryRecord, rule: ProtectionRecord): readonly Wire<PolicyConfiguration>[] {
  const first = (repository.id * 100 + repository.protections.indexOf(rule)) * 100;
  const scope = [scopeOf(repository, rule.pattern)];
  const demands = [
    ...rule.requiredContexts.map((context) => {
      const slash = context.lastIndexOf('/');
      const statusGenre = slash < 0 ? null : context.slice(0, slash);
      const invalidateOnSourceUpdate = rule.resetsStatuses;
      return policy('status', { statusGenre, statusName: context.slice(slash + 1), invalidateOnSourceUpdate, scope });
    }),
    ...(rule.requiredApprovals > 0
      ? [policy('approvals', { minimumApproverCount: rule.requiredApprovals, creatorVoteCounts: false, scope })]
      : []),
    ...(rule.demandsMore ? [policy('comments', { scope })] : []),
  ];
  const all = demands.length > 0 ? demands : [policy('comments', { scope })];
  return all.map((one, index) => ({ ...one, id: first + index }));
}

/** Of the whole repository. */
export function strategyOf(repository: RepositoryRecord): readonly Wire<PolicyConfiguration>[] {
  const { landing } = repository;
  if (landing.size === 3) return [];
  const scope = [{ repositoryId: guid('repository', repository.id), refName: null, matchKind: 'Prefix' }];
  const settings = {
    allowNoFastForward: landing.has('merge'),
    allowSquash: landing.has('squash'),
    allowRebase: landing.has('rebase'),
    allowRebaseMerge: false,
    scope,
  };
  return [policy('strategy', settings)];
}
