import type * as z from 'zod';
import type { Clock } from '../../support/clock';
import type { Api } from '../http/api';
import { unlessHidden } from '../http/found';
import { KeptAnswers, type Kept } from '../http/keptAnswers';
import { named } from '../otherDemands';
import { nameOf } from '../repositoryName';
import type { Head, Mergers, RepositoryRef } from '../types';
import { at, branchOf, listAt } from './address';
import * as answers from './answers';
import type { BranchingModel, DataCenterBranch, DataCenterRestriction, PullSettings } from './answers';
import { minimumOf, personOf } from './convert';
import { allOf } from './pages';
import { isAbout, needsModel } from './patterns';

type RequiredBuild = z.infer<typeof answers.requiredBuild>;
type ReviewersCondition = z.infer<typeof answers.reviewersCondition>;

/** All checks of a head: so many builds are demanded, and none may have failed; which ones is not said. */
export const allBuilds = '**';

/** What a repository asks for, as far as whoever asks is told: nothing where only others are told. */
export interface Rules {
  readonly restrictions: readonly DataCenterRestriction[] | undefined;
  readonly builds: readonly RequiredBuild[] | undefined;
  readonly conditions: readonly ReviewersCondition[] | undefined;
  readonly settings: PullSettings | undefined;
  readonly model: BranchingModel | undefined;
  readonly mayWrite: boolean | undefined;
  /** Who asks. */
  readonly self: string | undefined;
}

/** What an owner's repositories may be done with is a list of all of them; rules are four. */
const maxAgeMs = 60 * 60_000;

/** What repositories ask for; for sweeps as it was within the hour. */
export class RuleBook {
  private readonly held: KeptAnswers<Rules>;
  private readonly writable: KeptAnswers<ReadonlySet<string>>;

  constructor(
    private readonly api: Api,
    clock: Clock,
    private readonly self: (signal: AbortSignal) => Promise<string>,
  ) {
    this.held = new KeptAnswers(api, clock, maxAgeMs);
    this.writable = new KeptAnswers(api, clock, maxAgeMs);
  }

  kept(repository: RepositoryRef, signal: AbortSignal): Promise<Kept<Rules>> {
    return this.held.recent(nameOf(repository), (ending) => this.ask(repository, 'recent', ending), signal);
  }

  async read(repository: RepositoryRef, signal: AbortSignal): Promise<Rules> {
    return (await this.held.anew(nameOf(repository), (ending) => this.ask(repository, 'anew', ending), signal)).value;
  }

  private async ask(repository: RepositoryRef, how: 'recent' | 'anew', signal: AbortSignal): Promise<Rules> {
    const { api } = this;
    const [restrictions, builds, conditions, settings, mayWrite] = await Promise.all([
      unlessHidden(readRestrictions(api, repository, signal)),
      unlessHidden(readRequiredBuilds(api, repository, signal)),
      unlessHidden(readConditions(api, repository, signal)),
      unlessHidden(readSettings(api, repository, signal)),
      unlessHidden(this.mayWrite(repository, how, signal)),
    ]);
    const all = [restrictions ?? [], builds ?? [], conditions ?? []] as const;
    const model = await unlessHidden(readModel(api, repository, all, signal));
    const names = restrictions?.some(({ users }) => (users ?? []).length > 0) === true;
    const self = names ? await unlessHidden(this.self(signal)) : undefined;
    return { restrictions, builds, conditions, settings, model, mayWrite, self };
  }

  /** Read for all of an owner's at once, and by sweeps once within the hour. */
  private async mayWrite(repository: RepositoryRef, how: 'recent' | 'anew', signal: AbortSignal): Promise<boolean> {
    const { owner } = repository;
    const read = (ending: AbortSignal) => readMay(this.api, owner, 'REPO_WRITE', ending);
    const names = await this.writable[how](owner.toLowerCase(), read, signal);
    return names.value.has(nameOf(repository).toLowerCase());
  }
}

/** What whoever asks may write to, or administer, in small letters: that is told of oneself alone. Source: its REST API, "Search for repositories". */
export async function readMay(
  api: Api,
  owner: string,
  permission: 'REPO_WRITE' | 'REPO_ADMIN',
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const query = { projectkey: owner, permission, limit: 1_000 };
  const found = await allOf(api, answers.named, { path: '/api/latest/repos', subject: owner, query }, signal);
  return new Set(found.map(({ slug, project }) => `${project.key}/${slug}`.toLowerCase()));
}

export function readRestrictions(api: Api, repository: RepositoryRef, signal: AbortSignal) {
  return allOf(api, answers.restriction, listAt(repository, '/restrictions', {}, 'branch-permissions'), signal);
}

export function readRequiredBuilds(api: Api, repository: RepositoryRef, signal: AbortSignal) {
  return allOf(api, answers.requiredBuild, listAt(repository, '/conditions', {}, 'required-builds'), signal);
}

function readConditions(api: Api, repository: RepositoryRef, signal: AbortSignal) {
  return api.get(answers.reviewersCondition.array(), at(repository, '/conditions', 'default-reviewers'), signal);
}

export function readSettings(api: Api, repository: RepositoryRef, signal: AbortSignal) {
  return api.get(answers.pullSettings, at(repository, '/settings/pull-requests'), signal);
}

/** Asked for where something is said of a part that branches play. @throws ForgeError also where it is hidden */
export async function readModel(
  api: Api,
  repository: RepositoryRef,
  [restrictions, builds, conditions]: readonly [
    readonly DataCenterRestriction[],
    readonly RequiredBuild[],
    readonly ReviewersCondition[],
  ],
  signal: AbortSignal,
): Promise<BranchingModel | undefined> {
  const matchers = [
    ...restrictions.map(({ matcher }) => matcher),
    ...builds.map(({ refMatcher }) => refMatcher),
    ...conditions.map(({ targetRefMatcher }) => targetRefMatcher),
  ];
  if (!matchers.some(needsModel)) return undefined;
  return api.get(answers.branchingModel, at(repository, '/branchmodel', 'branch-utils'), signal);
}

/** What is demanded of all branches, and is no check and no number of approvals. */
function othersOf({ settings }: Rules): readonly string[] {
  return [
    ...(settings?.requiredAllApprovers === true ? ['all reviewers approve'] : []),
    ...(settings?.requiredAllTasksComplete === true ? ['all tasks are done'] : []),
  ];
}

/**
 * What is told to all who may read is said; who may do what is told to administrators, without whom nothing is known of that. What
 * merge checks of add-ons and of the project ask for is told of a pull request alone.
 */
export function headFrom({ id, latestCommit: commit }: DataCenterBranch, rules: Rules): Head {
  const branch = branchOf(id) ?? id;
  const { restrictions, mayWrite } = rules;
  const count = minimumOf(rules.settings?.requiredSuccessfulBuilds);
  const asked = {
    requiredChecks: requiredChecks(rules, branch),
    requiredApprovals: requiredApprovals(rules, branch),
    needsCodeOwner: false,
    ...(count > 0 && { requiredBuilds: count }),
    ...named(othersOf(rules)),
    mayAskMore: true,
  } as const;
  const isTold = restrictions && rules.builds && rules.settings && rules.conditions && isModelTold(rules);
  if (!isTold) {
    const mayMerge = mayWrite === false ? 'no' : 'unknown';
    return { branch, commit, protected: false, ...asked, mayMerge, untold: true };
  }
  const meant = restrictions.filter(({ matcher }) => isAbout(matcher, branch, rules.model));
  const push = mayDo(meant, ['read-only', 'pull-request-only'], rules);
  return {
    branch,
    commit,
    ...(push !== 'unknown' && { mayPush: push === 'yes' }),
    refusesPushes: meant.some(isOfPushes),
    protected: meant.length > 0,
    ...asked,
    mayMerge: mayDo(meant, ['read-only'], rules),
  };
}

function isModelTold({ restrictions, builds, conditions, model }: Rules): boolean {
  const all = [...(restrictions ?? []).map(({ matcher }) => matcher), ...(builds ?? []).map((one) => one.refMatcher)];
  return model !== undefined || ![...all, ...(conditions ?? []).map((one) => one.targetRefMatcher)].some(needsModel);
}

/** A push brings no pull request with it. Source: Bitbucket Data Center docs, "Branch permissions". */
export function isOfPushes({ type }: DataCenterRestriction): boolean {
  return type === 'read-only' || type === 'pull-request-only';
}

export function requiredChecks({ builds, settings, model }: Partial<Rules>, branch: string): readonly string[] {
  const named = (builds ?? []).filter(({ refMatcher }) => isAbout(refMatcher, branch, model));
  const keys = named.flatMap(({ buildParentKeys }) => buildParentKeys ?? []);
  return [...new Set([...keys, ...(minimumOf(settings?.requiredSuccessfulBuilds) > 0 ? [allBuilds] : [])])];
}

/** Of any of whom, or of those who are asked by default; what depends on where it comes from is not said beforehand. */
export function requiredApprovals({ settings, conditions, model }: Partial<Rules>, branch: string): number {
  const meant = (conditions ?? []).filter(
    ({ sourceRefMatcher, targetRefMatcher }) =>
      isAbout(targetRefMatcher, branch, model) && sourceRefMatcher?.type?.id === 'ANY_REF',
  );
  return Math.max(minimumOf(settings?.requiredApprovers), ...meant.map(({ requiredApprovals: count }) => count ?? 0));
}

/** Names of accounts are the same in small letters and in capitals. */
function isCalled(user: NonNullable<DataCenterRestriction['users']>[number], name: string): boolean {
  return name !== '' && user?.name.toLowerCase() === name.toLowerCase();
}

/** Whether it excepts nobody. */
export function isForAll({ users, groups, accessKeys }: DataCenterRestriction): boolean {
  return [users, groups, accessKeys].every((all) => (all ?? []).length === 0);
}

/** Each rule excepts some. Who is in a group is not asked: who is not named may be. */
function mayDo(
  meant: readonly DataCenterRestriction[],
  types: readonly string[],
  { mayWrite, self }: Rules,
): Head['mayMerge'] {
  const ofOne = ({ users, groups }: DataCenterRestriction): Head['mayMerge'] => {
    if (users?.some((user) => self !== undefined && isCalled(user, self)) === true) return 'yes';
    const isTold = self !== undefined || (users ?? []).length === 0;
    return isTold && (groups ?? []).length === 0 ? 'no' : 'unknown';
  };
  const said = meant.filter(({ type }) => types.includes(type)).map(ofOne);
  if (mayWrite === false || said.includes('no')) return 'no';
  return mayWrite === undefined || said.includes('unknown') ? 'unknown' : 'yes';
}

/** Whom each rule lets; who is in a group is not asked. @throws ForgeError `forbidden` for who is no administrator */
export async function mergersFrom(
  api: Api,
  repository: RepositoryRef,
  branch: string,
  signal: AbortSignal,
): Promise<Mergers> {
  const restrictions = await readRestrictions(api, repository, signal);
  const model = await readModel(api, repository, [restrictions, [], []], signal);
  const named = restrictions.filter(({ type, matcher }) => type === 'read-only' && isAbout(matcher, branch, model));
  if (named.length === 0) return { kind: 'writers' };
  const people = new Set(named.flatMap(({ users }) => (users ?? []).map(personOf)));
  const mayBeLet = (person: string) =>
    named.every(({ users, groups }) => (groups ?? []).length > 0 || users?.some((one) => personOf(one) === person));
  return {
    kind: 'named',
    people: [...people].filter(mayBeLet),
    teams: [...new Set(named.flatMap(({ groups }) => groups ?? []))],
  };
}
