import picomatch from 'picomatch';
import { Refusal } from './refusal';
import { approvals } from './reviews';
import { latestOf } from './statuses';
import {
  accessOf,
  atLeast,
  type AccountRecord,
  type ProtectionRecord,
  type PullRequestRecord,
  type RepositoryRecord,
} from './state';
import type { ProtectionOptions } from './types';

/** Adds a rule or replaces the one of the same pattern. */
export function protect(
  repository: RepositoryRecord,
  pattern: string,
  at: Date,
  options: ProtectionOptions = {},
): ProtectionRecord {
  const rule: ProtectionRecord = {
    pattern,
    pushers: options.pushers ?? [],
    requiredContexts: options.requiredContexts ?? [],
    requiredApprovals: options.requiredApprovals ?? 0,
    demandsMore: options.demandsMore ?? false,
    resetsStatuses: options.resetsStatuses ?? false,
    mergers: options.mergers,
    createdAt: at,
  };
  const index = repository.protections.findIndex((existing) => existing.pattern === pattern);
  if (index < 0) repository.protections.push(rule);
  else repository.protections[index] = rule;
  return rule;
}

/** The rule that governs a branch; the first that matches, as the forge does it. */
export function protectionOf(repository: RepositoryRecord, branch: string): ProtectionRecord | undefined {
  return repository.protections.find(({ pattern }) => pattern === branch || picomatch.isMatch(branch, pattern));
}

export function mayPush(account: AccountRecord, repository: RepositoryRecord, branch: string): boolean {
  const rule = protectionOf(repository, branch);
  if (!atLeast(accessOf(account, repository), 'write') || account.scope === 'read') return false;
  return rule === undefined || rule.pushers.includes(account.name);
}

export function mayMerge(account: AccountRecord, repository: RepositoryRecord, branch: string): boolean {
  const named = protectionOf(repository, branch)?.mergers;
  return named?.includes(account.name) ?? atLeast(accessOf(account, repository), 'write');
}

/** What of the rule of the base branch the head commit does not meet. */
export function unmetDemand(
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  headCommit: string,
): 'checks' | 'approvals' | 'more' | undefined {
  const rule = protectionOf(repository, pullRequest.base);
  if (!rule) return undefined;
  if (rule.demandsMore) return 'more';
  const statuses = latestOf(repository, pullRequest, headCommit);
  const unmet = rule.requiredContexts.filter((pattern) => {
    const matching = statuses.filter(({ context }) => pattern === context || picomatch.isMatch(context, pattern));
    return matching.length === 0 || matching.some(({ state }) => state !== 'success' && state !== 'skipped');
  });
  if (unmet.length > 0) return 'checks';
  return rule.requiredApprovals > approvals(repository, pullRequest) ? 'approvals' : undefined;
}

const reasons = {
  checks: 'Not all required status checks successful',
  approvals: 'Does not have enough approvals',
  more: 'There are unresolved conversations',
} as const;

/** Throws the forge's 405 where a rule of the base branch is not met by the head commit. */
export function demandMergeable(
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  headCommit: string,
): void {
  const unmet = unmetDemand(repository, pullRequest, headCommit);
  if (unmet) throw new Refusal(405, `not allowed to merge [reason: ${reasons[unmet]}]`);
}
