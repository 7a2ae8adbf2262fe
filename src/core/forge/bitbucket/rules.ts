import type { Clock } from '../../support/clock';
import type { Api } from '../http/api';
import { unlessHidden } from '../http/found';
import { KeptAnswers, type Kept } from '../http/keptAnswers';
import { nameOf } from '../repositoryName';
import { named } from '../otherDemands';
import type { Head, Mergers, RepositoryRef } from '../types';
import { at, isText, listAt, part } from './address';
import * as answers from './answers';
import type { BitbucketBranch, BitbucketRestriction } from './answers';
import { personOf } from './convert';

/** All checks of a head: Bitbucket waits for all builds, and cannot name one. Source: its docs, "Suggest or require checks before a merge". */
export const allBuilds = '**';

/** Whether a restriction is about a branch. Source: Bitbucket REST API, "Create a branch restriction rule". */
type IsMeant = (restriction: BitbucketRestriction, branch: string) => boolean;

/** What a repository asks for, as far as whoever asks is told. */
export interface Rules {
  /** Nothing where only others are told. */
  readonly told: { readonly restrictions: readonly BitbucketRestriction[]; readonly isMeant: IsMeant } | undefined;
  /** Whether whoever asks may write; nothing where that is not told. */
  readonly mayWrite: true | undefined;
  /** Who asks; nothing where nobody need know, or it is not told. */
  readonly self: string | undefined;
}

/** Restrictions are for administrators, and a limit of a thousand requests an hour is soon used up. */
const maxAgeMs = 60 * 60_000;

/** What repositories ask for; for sweeps as it was within the hour. */
export class RuleBook {
  private readonly held: KeptAnswers<Rules>;

  constructor(
    private readonly api: Api,
    clock: Clock,
  ) {
    this.held = new KeptAnswers(api, clock, maxAgeMs);
  }

  kept(repository: RepositoryRef, signal: AbortSignal): Promise<Kept<Rules>> {
    return this.held.recent(nameOf(repository), (ending) => this.ask(repository, ending), signal);
  }

  async read(repository: RepositoryRef, signal: AbortSignal): Promise<Rules> {
    return (await this.held.anew(nameOf(repository), (ending) => this.ask(repository, ending), signal)).value;
  }

  private async ask(repository: RepositoryRef, signal: AbortSignal): Promise<Rules> {
    const [restrictions, mayWrite] = await Promise.all([
      unlessHidden(readRestrictions(this.api, repository, signal)),
      readRole(this.api, repository, 'contributor', signal),
    ]);
    const someAreNamed = restrictions?.some(({ users }) => (users ?? []).length > 0) === true;
    const [isMeant, self] = await Promise.all([
      unlessHidden(readMeaning(this.api, repository, restrictions ?? [], signal)),
      someAreNamed ? unlessHidden(readSelf(this.api, signal)) : undefined,
    ]);
    const told = restrictions && isMeant ? { restrictions, isMeant } : undefined;
    return { told, mayWrite, self: self || undefined };
  }
}

export function readRestrictions(api: Api, repository: RepositoryRef, signal: AbortSignal) {
  return api.linked(answers.restriction, listAt(repository, '/branch-restrictions'), signal);
}

/**
 * Whether whoever asks has a role in a repository: `true`, or nothing, since who has it by way of something else may be left
 * out. Source: Bitbucket REST API, "List repositories in a workspace", `role`.
 */
export async function readRole(
  api: Api,
  repository: RepositoryRef,
  role: 'contributor' | 'admin',
  signal: AbortSignal,
): Promise<true | undefined> {
  const q = isText('full_name', nameOf(repository));
  const where = { path: `/repositories/${part(repository.owner)}`, subject: nameOf(repository), query: { role, q } };
  const listed = q === undefined ? [] : await unlessHidden(api.linked(answers.named, where, signal, 1));
  const name = nameOf(repository).toLowerCase();
  return listed?.some(({ full_name: found }) => found.toLowerCase() === name) === true ? true : undefined;
}

/** By a pattern, or by the part that a branch plays, which is asked for only where it matters. */
export async function readMeaning(
  api: Api,
  repository: RepositoryRef,
  restrictions: readonly BitbucketRestriction[],
  signal: AbortSignal,
): Promise<IsMeant> {
  const isByPart = ({ branch_match_kind: kind }: BitbucketRestriction) => kind === 'branching_model';
  const where = at(repository, '/effective-branching-model');
  const model = restrictions.some(isByPart) ? await api.get(answers.branchingModel, where, signal) : undefined;
  const partsOf = (branch: string): readonly string[] => [
    ...(model?.production?.branch?.name === branch || model?.production?.name === branch ? ['production'] : []),
    ...(model?.development?.branch?.name === branch || model?.development?.name === branch ? ['development'] : []),
    ...(model?.branch_types ?? []).flatMap(({ kind, prefix }) =>
      prefix !== '' && branch.startsWith(prefix) ? [kind] : [],
    ),
  ];
  return (restriction, branch) =>
    isByPart(restriction)
      ? partsOf(branch).includes(restriction.branch_type)
      : matchesPattern(restriction.pattern, branch);
}

/** A star stands for anything, and every other character for itself. */
export function matchesPattern(pattern: string, branch: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === branch;
  if (!branch.startsWith(first)) return false;
  let from = first.length;
  for (const text of rest) {
    const found = branch.indexOf(text, from);
    if (found < 0) return false;
    from = found + text.length;
  }
  return branch.length - last.length >= from && branch.endsWith(last);
}

/** What the other fields tell, and what is no demand on landing. Source: Bitbucket REST API, "Branch restrictions", `kind`. */
const modelled: readonly string[] = [
  ...['push', 'force', 'delete', 'restrict_merges', 'require_approvals_to_merge', 'require_no_changes_requested'],
  ...['require_passing_builds_to_merge', 'enforce_merge_checks', 'allow_auto_merge_when_builds_pass'],
  ...['reset_pullrequest_approvals_on_change', 'smart_reset_pullrequest_approvals'],
  'reset_pullrequest_changes_requested_on_change',
];

/** A kind that is new is a demand. */
function othersOf(meant: readonly BitbucketRestriction[]): readonly string[] {
  const others = meant.filter(({ kind }) => !modelled.includes(kind));
  return others.map(({ kind, value }) => [kind.replaceAll('_', ' '), value ?? ''].join(' ').trim());
}

/** What is held against a pull request, and binds only where it is *enforced*, which is a part of one plan. */
export function isMergeCheck({ kind }: BitbucketRestriction): boolean {
  return kind.startsWith('require_');
}

export function isEnforced({ kind }: BitbucketRestriction): boolean {
  return kind === 'enforce_merge_checks';
}

function buildsOf(meant: readonly BitbucketRestriction[]): Pick<Head, 'requiredBuilds'> {
  const rules = meant.filter(({ kind }) => kind === 'require_passing_builds_to_merge');
  return rules.length === 0 ? {} : { requiredBuilds: Math.max(...rules.map(({ value }) => value ?? 1)) };
}

/**
 * What is told is never all: a branch is under the restrictions of its project as well, and under checks that a workspace made by
 * itself, of which no part of the API tells. Source: Bitbucket's issue BCLOUD-22732.
 */
export function headFrom(
  { name: branch, target: { hash: commit } }: Pick<BitbucketBranch, 'name' | 'target'>,
  rules: Rules,
): Head {
  const { told } = rules;
  if (!told) {
    const nothing = { protected: false, requiredChecks: [], requiredApprovals: 0, needsCodeOwner: false } as const;
    return { branch, commit, ...nothing, mayMerge: 'unknown', untold: true };
  }
  const meant = told.restrictions.filter((one) => told.isMeant(one, branch));
  const push = mayDo(meant, 'push', rules);
  return {
    branch,
    commit,
    ...(push !== 'unknown' && { mayPush: push === 'yes' }),
    refusesPushes: meant.some(({ kind }) => kind === 'push'),
    protected: meant.length > 0,
    requiredChecks: requiredChecks(meant),
    requiredApprovals: requiredApprovals(meant),
    needsCodeOwner: false,
    ...buildsOf(meant),
    ...named(othersOf(meant)),
    mayAskMore: true,
    mayMerge: mayDo(meant, 'restrict_merges', rules),
  };
}

export function requiredChecks(meant: readonly BitbucketRestriction[]): readonly string[] {
  return meant.some(({ kind }) => kind === 'require_passing_builds_to_merge') ? [allBuilds] : [];
}

export function requiredApprovals(meant: readonly BitbucketRestriction[]): number {
  const kinds = ['require_approvals_to_merge', 'require_default_reviewer_approvals_to_merge'];
  return Math.max(0, ...meant.map(({ kind, value }) => (kinds.includes(kind) ? (value ?? 1) : 0)));
}

/** Who is in a group is not asked: who is not named may be. Of rules that disagree it is not told which one counts. */
function mayDo(meant: readonly BitbucketRestriction[], kind: string, { mayWrite, self }: Rules): Head['mayMerge'] {
  const ofOne = ({ users, groups }: BitbucketRestriction): Head['mayMerge'] => {
    if (users?.some(({ uuid }) => uuid !== '' && uuid === self) === true) return 'yes';
    const isTold = self !== undefined || (users ?? []).length === 0;
    return isTold && (groups ?? []).length === 0 ? 'no' : 'unknown';
  };
  const said = new Set(meant.filter((one) => one.kind === kind).map(ofOne));
  const [only] = said;
  if (only === undefined) return mayWrite === true ? 'yes' : 'unknown';
  return said.size === 1 ? only : 'unknown';
}

/** @throws ForgeError `forbidden` for who is no administrator */
export async function mergersFrom(
  api: Api,
  repository: RepositoryRef,
  branch: string,
  signal: AbortSignal,
): Promise<Mergers> {
  const restrictions = await readRestrictions(api, repository, signal);
  const isMeant = await readMeaning(api, repository, restrictions, signal);
  const named = restrictions.filter((one) => one.kind === 'restrict_merges' && isMeant(one, branch));
  if (named.length === 0) return { kind: 'writers' };
  return {
    kind: 'named',
    people: named.flatMap(({ users }) => (users ?? []).map(personOf)),
    teams: named.flatMap(({ groups }) => (groups ?? []).map(({ name, slug }) => name || slug)),
  };
}

export async function readSelf(api: Api, signal: AbortSignal): Promise<string> {
  return (await api.get(answers.account, { path: '/user', subject: 'user' }, signal)).uuid;
}
