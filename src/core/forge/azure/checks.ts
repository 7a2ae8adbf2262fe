import * as z from 'zod';
import type { Sha } from '../../support/sha';
import { ForgeError } from '../errors';
import type { Api, ReadPage } from '../http/api';
import { namesakes } from '../namesakes';
import { nameOf } from '../repositoryName';
import type { Check, ChecksRequest, RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzureBuild, ListedPullRequest, AzureStatus } from './answers';
import { isExpired, readEvaluations } from './evaluations';
import { commitsOf } from './heads';
import { isOfNewest, iterationsOf, newestOf } from './iterations';
import { checkOf } from './policies';
import { at, branchOf, inProject, part, skipping, unreleased } from './project';
import type { AzurePlace, AzureProjects } from './projects';

/** The newest of a repository: builds cannot be asked for by their commit. An older one is told by the status that it left. */
const buildsLookedAt = 100;
const statusesAtOnce = 100;

export interface ChecksSources {
  readonly api: Api;
  readonly projects: AzureProjects;
  /** Address of the collection's pages. */
  readonly collection: string;
}

/** What of a repository tells of all of its commits, so that those who ask for several read it once. */
interface Common {
  readonly place: Promise<AzurePlace>;
  readonly builds: Promise<readonly AzureBuild[] | Check>;
  readonly pullRequests: Promise<readonly ListedPullRequest[]>;
}

/**
 * The checks of commits: statuses that were posted on one, its builds, and for an open pull request of it the statuses there and
 * what its policies make of builds and statuses. Source: Azure DevOps REST API, "Statuses", "Builds", "Evaluations".
 */
export function checksOfMany(
  sources: ChecksSources,
  requests: readonly ChecksRequest[],
  signal: AbortSignal,
): readonly Promise<readonly Check[]>[] {
  const common = new Map<string, Common>();
  return requests.map(({ repository, commit }) => {
    const key = nameOf(repository).toLowerCase();
    const known = common.get(key) ?? readCommon(sources, repository, signal);
    common.set(key, known);
    return readChecks(sources, repository, commit, known, signal);
  });
}

function readCommon({ api, projects }: ChecksSources, repository: RepositoryRef, signal: AbortSignal): Common {
  const place = projects.recentPlaceOf(repository, signal);
  const common = {
    place,
    builds: place.then((one) => orUnreadable('Azure Pipelines', () => readBuilds(api, one, signal))),
    pullRequests: readOpen(api, repository, signal),
  };
  // Each is awaited by whoever needs it, and by nobody where the first of them fails.
  for (const read of Object.values(common)) read.catch(() => undefined);
  return common;
}

async function readChecks(
  sources: ChecksSources,
  repository: RepositoryRef,
  commit: Sha,
  common: Common,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { api } = sources;
  const about = `/commits/${part(commit)}`;
  const [posted, place, open, found] = await Promise.all([
    api.pages(answers.statuses, (page) => page, { ...at(repository, `${about}/statuses`), ...byTop }, signal),
    common.place,
    common.pullRequests,
    common.builds,
  ]);
  const builds =
    'context' in found ? [found] : buildsOf(found, commit, pagesOf(sources, place.repository.project.name));
  const own = open.filter((one) => isOf(one, commit));
  const judged = await Promise.all(own.map((one) => judgedOf(sources, place, { repository, commit }, one, signal)));
  if (posted.length === 0 && builds.length === 0) {
    await api.get(z.unknown(), at(repository, about), signal); // whether it is there at all
  }
  const told = [...posted, ...judged.flatMap((one) => one.statuses)];
  const statuses = newestStatuses(told, pagesOf(sources, repository.owner));
  const said = new Map(statuses.map((check) => [check.context, check]));
  const evaluated = judged.flatMap((one) => one.evaluated).map((check) => ({ ...said.get(check.context), ...check }));
  const ofPolicies = new Set(evaluated.map(({ context }) => context));
  const known = new Set(builds.map(({ url }) => url));
  const rest = statuses.filter(
    ({ context, url }) => !ofPolicies.has(context) && (url === undefined || !known.has(url)),
  );
  return namesakes([...rest, ...builds, ...evaluated.map((check) => ({ description: '', ...check }))]);
}

const byTop: Pick<ReadPage, 'page' | 'isLast'> = {
  page: (page) => ({ top: statusesAtOnce, skip: (page - 1) * statusesAtOnce, latestOnly: 'true' }),
  isLast: (_, entries) => entries < statusesAtOnce,
};

/**
 * The open pull requests whose head it is, also where that was pushed a moment ago: they tell of it once it was merged on trial.
 */
export async function openOf(api: Api, repository: RepositoryRef, commit: Sha, signal: AbortSignal) {
  const open = await readOpen(api, repository, signal);
  if (open.length === 0 || open.some((one) => isOf(one, commit))) return open.filter((one) => isOf(one, commit));
  const present = await commitsOf(
    api,
    repository,
    [],
    signal,
    open.map((one) => branchOf(one.sourceRefName)),
  );
  return open.filter((one) => !one.forkSource && present.get(branchOf(one.sourceRefName)) === commit);
}

function readOpen(api: Api, repository: RepositoryRef, signal: AbortSignal): Promise<readonly ListedPullRequest[]> {
  const read = at(repository, '/pullrequests');
  const query = { ...read.query, 'searchCriteria.status': 'active' };
  return api.pages(answers.pullRequests, (page) => page, { ...read, query, ...skipping }, signal);
}

function isOf({ status, lastMergeSourceCommit: head }: ListedPullRequest, commit: Sha): boolean {
  return status === 'active' && head?.commitId === commit;
}

interface Judged {
  readonly statuses: readonly AzureStatus[];
  /** What policies make of statuses and builds: it counts more than what was posted, which may be of an earlier head. */
  readonly evaluated: readonly Omit<Check, 'description'>[];
}

async function judgedOf(
  { api }: ChecksSources,
  place: AzurePlace,
  { repository, commit }: ChecksRequest,
  { pullRequestId: number }: ListedPullRequest,
  signal: AbortSignal,
): Promise<Judged> {
  const posted = { ...at(repository, `/pullRequests/${number}/statuses`), query: unreleased };
  const [told, judged] = await Promise.all([
    api.get(answers.statuses, posted, signal),
    orUnreadable('Branch policies', () => readEvaluations(api, place, repository.owner, number, signal)),
  ]);
  const newest = told.length === 0 ? undefined : newestOf(await iterationsOf(api, repository, number, signal), commit);
  const statuses = newest ? told.filter((status) => isOfNewest(status, newest)) : [];
  if ('context' in judged) return { statuses, evaluated: [judged] };
  const evaluated = judged.flatMap((one) => {
    const context = checkOf(one.configuration);
    const state = isExpired(one) ? 'expired' : (evaluations[one.status] ?? one.status);
    return context === undefined ? [] : [{ context, state, updatedAt: one.completedDate || one.startedDate }];
  });
  return { statuses, evaluated };
}

/** Words of evaluations that others have for something else. */
const evaluations: Readonly<Record<string, string>> = {
  approved: 'success',
  rejected: 'failed',
  broken: 'error',
  notApplicable: 'skipped',
};

/** The newest of a repository. */
export function readBuilds(api: Api, { repository }: AzurePlace, signal: AbortSignal): Promise<readonly AzureBuild[]> {
  const read = inProject(repository.project.name, '/build/builds');
  const query = {
    ...read.query,
    repositoryId: repository.id,
    repositoryType: 'TfsGit',
    queryOrder: 'queueTimeDescending',
    $top: buildsLookedAt,
  };
  return api.get(answers.builds, { ...read, query }, signal);
}

/** Of each definition the newest of this commit; that of a branch and that of its pull request are two. */
export function newestBuilds(builds: readonly AzureBuild[], commit: Sha): readonly AzureBuild[] {
  const newest = new Map<string, AzureBuild>();
  for (const build of builds) {
    const isOfPullRequest = build.triggerInfo?.['pr.sourceSha'] === commit;
    if (!isOfPullRequest && build.sourceVersion !== commit) continue;
    const key = `${build.definition.id} ${isOfPullRequest}`;
    if (build.id > (newest.get(key)?.id ?? -1)) newest.set(key, build);
  }
  return [...newest.values()];
}

function buildsOf(builds: readonly AzureBuild[], commit: Sha, pageOf: Pages): readonly Check[] {
  return newestBuilds(builds, commit).map((build) => ({
    context: build.definition.name || `Build ${build.definition.id}`,
    state:
      build.status === 'completed' ? (results[build.result] ?? build.result) : (underWay[build.status] ?? build.status),
    description: '',
    url: pageOf(String(build.id)),
    updatedAt: build.finishTime || build.queueTime,
  }));
}

const results: Readonly<Record<string, string>> = {
  succeeded: 'success',
  partiallySucceeded: 'warning',
  none: 'skipped',
};
const underWay: Readonly<Record<string, string>> = {
  inProgress: 'running',
  cancelling: 'running',
  notStarted: 'queued',
  postponed: 'queued',
};

/** What may not be read is not known, and no success of the rest. */
async function orUnreadable<T>(context: string, read: () => Promise<T>): Promise<T | Check> {
  try {
    return await read();
  } catch (error) {
    if (!ForgeError.is(error, 'forbidden', 'unauthorised', 'notFound')) throw error;
    return { context, state: 'unreadable', description: '', updatedAt: '' };
  }
}

type Pages = (build: string) => string;

function pagesOf({ collection }: ChecksSources, project: string): Pages {
  return (build) => `${collection}/${part(project)}/_build/results?buildId=${build}`;
}

const states: Readonly<Record<string, string>> = { succeeded: 'success', notApplicable: 'skipped', notSet: 'queued' };

/** The newest of each context. A build that left one is named in it by no address that a browser knows. */
function newestStatuses(statuses: readonly AzureStatus[], pageOf: Pages): readonly Check[] {
  const newest = new Map<string, AzureStatus>();
  for (const status of statuses) {
    const key = contextOf(status);
    const held = newest.get(key);
    if (!held || Date.parse(status.creationDate) >= Date.parse(held.creationDate)) newest.set(key, status);
  }
  return [...newest].map(([context, { state, description, targetUrl, creationDate: updatedAt }]) => {
    const build = /^vstfs:\/\/\/Build\/Build\/(\d+)$/i.exec(targetUrl)?.[1];
    const url = build === undefined ? targetUrl.trim() : pageOf(build);
    return { context, state: states[state] ?? state, description, ...(url !== '' && { url }), updatedAt };
  });
}

function contextOf({ context: { genre, name } }: AzureStatus): string {
  return genre === '' ? name : `${genre}/${name}`;
}
