import { BranchlineError } from '../../support/errors';
import type { Sha } from '../../support/sha';
import type { Api } from '../http/api';
import type { Transport } from '../http/transport';
import type { Head, HeadsAnswer, HeadsRequest, RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzureRef } from './answers';
import { named } from '../otherDemands';
import { permissionsOf, tokenOf, type May, type RecentPermissions } from './permissions';
import { demandsOn, isModelled, isOf, policyName, requiredApprovals, requiredChecks } from './policies';
import { at, heads, inProject } from './project';
import type { AzurePlace, AzureProjects } from './projects';

/** Most repositories have fewer branches, so that one request has all of them. */
const branchesAtOnce = 500;
/** A project with more open pull requests is not counted. */
const mostCounted = 300;

/** Heads of branches with what is asked for there. There is no list that tells which repository was pushed to: each is asked. */
export class AzureHeads {
  constructor(
    private readonly transport: Transport,
    private readonly api: Api,
    private readonly projects: AzureProjects,
    private readonly permissions: RecentPermissions,
  ) {}

  /** Of one repository, with its rules as they are now. */
  async of(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    const [refs, place] = await Promise.all([
      readRefs(this.api, repository, branches, signal),
      this.projects.placeOf(repository, signal),
    ]);
    return headsFrom(place, refs, await permissionsOf(this.transport, tokensOf(place, refs), signal));
  }

  async ofMany(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    const names = [...new Set(requests.map(({ repository }) => repository.owner))];
    // Once for all of its repositories: where it cannot be read, none of them asks again.
    const kept = new Map(
      await Promise.all(names.map(async (name) => [name, await outcome(this.projects.recent(name, signal))] as const)),
    );
    const [read, counts] = await Promise.all([
      Promise.all(requests.map((request) => outcome(this.one(request, kept.get(request.repository.owner), signal)))),
      Promise.all(names.map(async (name) => [name, await outcome(this.openPullRequests(name, signal))] as const)),
    ]);
    const tokens = read.flatMap((one) => ('value' in one ? tokensOf(one.value.place, one.value.refs) : []));
    const may = await outcome(this.permissions.of(tokens, signal));
    const open = new Map(counts.flatMap(([name, one]) => ('value' in one && one.value ? [[name, one.value]] : [])));
    return requests.map(({ repository }, index) => {
      const found = read[index];
      if (!found || 'error' in found) return failed(repository, found?.error);
      if ('error' in may) return failed(repository, may.error);
      const { place, refs } = found.value;
      const counted = open.get(repository.owner);
      const openPullRequests = counted && (counted.get(place.repository.id) ?? 0);
      return { kind: 'known', repository, heads: headsFrom(place, refs, may.value), openPullRequests };
    });
  }

  private async one({ repository, branches }: HeadsRequest, kept: Outcome<unknown> | undefined, signal: AbortSignal) {
    const refs = await readRefs(this.api, repository, branches, signal);
    if (kept && 'error' in kept) throw kept.error;
    return { refs, place: await this.projects.recentPlaceOf(repository, signal) };
  }

  /** By the id of their repository; nothing where there are too many to be counted. */
  private async openPullRequests(
    project: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number> | undefined> {
    const read = inProject(project, '/git/pullrequests');
    const query = { ...read.query, 'searchCriteria.status': 'active', $top: mostCounted };
    const found = await this.api.get(answers.pullRequests, { ...read, query }, signal);
    if (found.length >= mostCounted) return undefined;
    const counts = new Map<string, number>();
    for (const { repository } of found) counts.set(repository.id, (counts.get(repository.id) ?? 0) + 1);
    return counts;
  }
}

/**
 * The refs of the named branches: by a list of all, and each that is beyond it by itself.
 * @param also others, as far as that list has them
 */
export async function readRefs(
  api: Api,
  repository: RepositoryRef,
  branches: readonly string[],
  signal: AbortSignal,
  also: readonly string[] = [],
): Promise<readonly AzureRef[]> {
  const list = async (filter: string) => {
    const read = at(repository, '/refs');
    const query = { ...read.query, filter, $top: branchesAtOnce };
    const { value, answer } = await api.read(answers.refs, { ...read, query }, signal);
    return { refs: value, isWhole: !answer.headers.has('x-ms-continuationtoken') };
  };
  const wanted = new Set(branches.map((branch) => heads + branch));
  const { refs, isWhole } = await list('heads/');
  const welcome = new Set([...wanted, ...also.map((branch) => heads + branch)]);
  const found = refs.filter(({ name }) => welcome.delete(name));
  for (const { name } of found) wanted.delete(name);
  if (isWhole || wanted.size === 0) return found;
  // A filter is the beginning of names: that which is meant comes before those that go on.
  const more = await Promise.all([...wanted].map((name) => list(name.slice('refs/'.length))));
  return [...found, ...more.flatMap((one) => one.refs).filter(({ name }) => wanted.delete(name))];
}

/** Where branches are now, by name; others as `readRefs` has them. */
export async function commitsOf(
  api: Api,
  repository: RepositoryRef,
  branches: readonly string[],
  signal: AbortSignal,
  also: readonly string[] = [],
) {
  const refs = await readRefs(api, repository, branches, signal, also);
  return new Map(refs.map(({ name, objectId }): [string, Sha] => [name.slice(heads.length), objectId]));
}

function tokensOf({ repository }: AzurePlace, refs: readonly AzureRef[]): readonly string[] {
  return refs.map(({ name }) => tokenOf(repository, name.slice(heads.length)));
}

function headsFrom(
  place: AzurePlace,
  refs: readonly AzureRef[],
  permissions: ReadonlyMap<string, May>,
): readonly Head[] {
  return refs.map(({ name, objectId, isLocked }) => {
    const branch = name.slice(heads.length);
    const demands = demandsOn(branch, place);
    const isProtected = demands.length > 0;
    const told = permissions.get(tokenOf(place.repository, branch));
    const kept = [place.asOf, told?.asOf].filter((at) => at !== undefined);
    const isKept = kept.length > 0;
    const may = told && { ...told, contribute: told.contribute && !isLocked && !place.repository.isDisabled };
    return {
      branch,
      commit: objectId,
      ...(may && { mayPush: may.contribute && (!isProtected || may.bypassPolicies) }),
      refusesPushes: isProtected || isLocked,
      protected: isProtected || isLocked,
      requiredChecks: requiredChecks(demands),
      requiredApprovals: requiredApprovals(demands),
      needsCodeOwner: demands.some((policy) => isOf(policy, 'reviewers')),
      ...named(demands.filter((policy) => !isModelled(policy)).map(policyName)),
      mayMerge: may ? (may.contribute ? 'yes' : 'no') : 'unknown',
      ...(isKept && { asOf: Math.min(...kept) }),
    };
  });
}

type Outcome<T> = { readonly value: T } | { readonly error: BranchlineError };

/** Cancelling and defects of our own still throw. */
async function outcome<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof BranchlineError) return { error };
    throw error;
  }
}

function failed(repository: RepositoryRef, error: BranchlineError | undefined): HeadsAnswer {
  if (!error) throw new Error('Nothing was read');
  return { kind: 'failed', repository, error };
}
