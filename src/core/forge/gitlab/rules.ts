import { namesMeant } from '../../support/namesMeant';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { unlessHidden } from '../http/found';
import { named } from '../otherDemands';
import type { Head, Mergers, RepositoryRef } from '../types';
import * as answers from './answers';
import type { GitLabApprovalRule, GitLabBranch, GitLabProject, GitLabProtectedBranch } from './answers';
import { accessLevel, developer } from './convert';
import { at, paged } from './project';

/** What a project asks for before something lands, as far as whoever asks is told. */
export interface Rules {
  readonly project: GitLabProject;
  /** Nothing where only others may read them. */
  readonly branches: readonly GitLabProtectedBranch[] | undefined;
  /** None where the server is of an edition that has none. */
  readonly approvals: readonly GitLabApprovalRule[];
  /** The rules are there, and whoever asks may not read them. */
  readonly hidesApprovals?: boolean;
}

/** All checks of a head: GitLab waits for the pipeline as a whole, and cannot name one. */
export const wholePipeline = '**';

export async function readRules(api: Api, repository: RepositoryRef, signal: AbortSignal): Promise<Rules> {
  const [project, branches, approvals] = await Promise.all([
    api.get(answers.project, at(repository), signal),
    unlessHidden(protectedBranches(api, repository, signal)),
    approvalRules(api, repository, signal),
  ]);
  return { project, branches, ...approvals };
}

/** An edition that has none knows no such address. */
async function approvalRules(
  api: Api,
  repository: RepositoryRef,
  signal: AbortSignal,
): Promise<Pick<Rules, 'approvals' | 'hidesApprovals'>> {
  const all = { ...at(repository, '/approval_rules'), ...paged };
  try {
    return { approvals: await api.pages(answers.approvalRules, (page) => page, all, signal) };
  } catch (error) {
    if (!ForgeError.is(error, 'notFound', 'forbidden', 'unauthorised')) throw error;
    return { approvals: [], hidesApprovals: !ForgeError.is(error, 'notFound') };
  }
}

export function protectedBranches(api: Api, repository: RepositoryRef, signal: AbortSignal) {
  const all = { ...at(repository, '/protected_branches'), ...paged };
  return api.pages(answers.protectedBranches, (page) => page, all, signal);
}

/** The rules that a branch is under: by its name, or by a pattern in which a star stands for anything. */
export function rulesOf<T extends { readonly name: string }>(rules: readonly T[], branch: string): readonly T[] {
  return rules.filter(({ name }) => namesMeant([name])(branch));
}

export function headFrom(answer: GitLabBranch, rules: Rules): Head {
  return {
    branch: answer.name,
    commit: answer.commit.id,
    ...(typeof answer.can_push === 'boolean' && { mayPush: answer.can_push }),
    refusesPushes: answer.protected,
    protected: answer.protected,
    requiredChecks: requiredChecks(rules.project),
    requiredApprovals: requiredApprovals(rules.approvals, answer.name),
    needsCodeOwner: rulesOf(rules.branches ?? [], answer.name).some((rule) => rule.code_owner_approval_required),
    ...named(othersOf(rules.project)),
    ...(rules.hidesApprovals === true && { mayAskMore: true }),
    mayMerge: mayMerge(answer, rules),
  };
}

/** Source: GitLab REST API, "Projects". */
function othersOf(project: GitLabProject): readonly string[] {
  return [
    ...(project.only_allow_merge_if_all_discussions_are_resolved ? ['All threads must be resolved'] : []),
    ...(project.only_allow_merge_if_all_status_checks_passed ? ['Status checks must succeed'] : []),
    ...(project.prevent_merge_without_jira_issue ? ['Require an associated issue from Jira'] : []),
  ];
}

export function requiredChecks(project: GitLabProject): readonly string[] {
  return project.only_allow_merge_if_pipeline_succeeds ? [wholePipeline] : [];
}

/** One person may answer to several rules: at least as many as the greatest asks for. */
export function requiredApprovals(rules: readonly GitLabApprovalRule[], branch: string): number {
  const meant = rules.filter(
    ({ protected_branches: only }) => !only || only.length === 0 || rulesOf(only, branch).length > 0,
  );
  return Math.max(0, ...meant.map(({ approvals_required: required }) => required));
}

/** Whoever may push may land. On a protected branch a role may, or people who are named to administrators alone. */
function mayMerge(branch: GitLabBranch, { project }: Rules): Head['mayMerge'] {
  if (branch.can_push === true) return 'yes';
  if (project.archived || (!branch.protected && branch.can_push === false)) return 'no';
  const level = accessLevel(project);
  if (level === undefined) return 'unknown';
  if (level < developer) return 'no';
  return branch.developers_can_merge ? 'yes' : 'unknown';
}

/** Roles are named as GitLab does, as if they were teams. @throws ForgeError `forbidden` for who may not see them */
export async function mergersFrom(
  api: Api,
  repository: RepositoryRef,
  branch: string,
  signal: AbortSignal,
): Promise<Mergers> {
  const rules = rulesOf(await protectedBranches(api, repository, signal), branch);
  const levels = rules.flatMap((rule) => rule.merge_access_levels ?? []);
  if (levels.some(isForAllWhoWrite)) {
    return { kind: 'writers' };
  }
  const named = levels.filter(({ access_level: level }) => level !== 0);
  const isPerson = ({ user_id: id }: (typeof levels)[number]) => typeof id === 'number';
  const names = (entries: typeof levels) => entries.map(({ access_level_description: said }) => said);
  return {
    kind: 'named',
    people: names(named.filter(isPerson)),
    teams: names(named.filter((level) => !isPerson(level))),
  };
}

/** Of an entry that names somebody the level is theirs. */
function isForAllWhoWrite(entry: NonNullable<GitLabProtectedBranch['merge_access_levels']>[number]): boolean {
  const { access_level: level, user_id: person, group_id: group } = entry;
  if (typeof person === 'number' || typeof group === 'number') return false;
  return typeof level === 'number' && level > 0 && level <= developer;
}
