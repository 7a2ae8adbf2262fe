import type { ForgeRepository, PullRequest, Reviews } from '../types';
import type { Sha } from '../../support/sha';
import type { AzureIdentity, AzurePullRequest, AzureRepository } from './answers';
import { stylesOf, type RepositoryPolicies } from './policies';
import { branchOf, part } from './project';

/** As people sign in; what has no such name is told by the one that is shown. */
export function personName(identity: AzureIdentity): string {
  return signInName(identity?.uniqueName || (identity?.displayName ?? ''));
}

/** An address of mail is written now with capitals and now without: whose a comment is must not depend on that. */
export function signInName(name: string): string {
  return name.includes('@') ? name.toLowerCase() : name;
}

/** @param mayPush nothing where the server does not tell */
export function repositoryFrom(
  answer: AzureRepository,
  policies: RepositoryPolicies,
  mayPush: boolean | undefined,
): ForgeRepository {
  return {
    owner: answer.project.name,
    name: answer.name,
    defaultBranch: branchOf(answer.defaultBranch),
    cloneUrl: withoutUser(answer.remoteUrl),
    webUrl: answer.webUrl,
    topics: [],
    mayPush: answer.isDisabled ? false : mayPush,
    archived: answer.isDisabled,
    deletesHeadOnMerge: undefined, // whoever completes one says so
    landingStyles: stylesOf(policies),
  };
}

/** The organisation stands in it as a user. */
function withoutUser(address: string): string {
  const url = URL.parse(address);
  if (!url) return address;
  url.username = '';
  url.password = '';
  return url.href;
}

/** The page of a pull request. Source: the addresses that Azure DevOps itself gives out. */
function pageOf(collection: string, project: string, { repository, pullRequestId: number }: AzurePullRequest): string {
  return `${collection}/${part(project)}/_git/${part(repository.name)}/pullrequest/${number}`;
}

export function isOfFork({ forkSource }: Pick<AzurePullRequest, 'forkSource'>): boolean {
  return !!forkSource;
}

function headName({ sourceRefName, forkSource }: AzurePullRequest): string {
  const branch = branchOf(sourceRefName);
  if (!forkSource) return branch;
  const { name = '', project } = forkSource.repository ?? {};
  return `${project?.name ?? ''}/${name}:${branch}`;
}

/**
 * @param where collection and project, for its page
 * @param present heads of branches, by name: where those of an open one are now
 */
export function pullRequestFrom(
  answer: AzurePullRequest,
  where: { readonly collection: string; readonly project: string },
  present: ReadonlyMap<string, Sha>,
): PullRequest {
  const state = stateOf(answer.status);
  const base = branchOf(answer.targetRefName);
  const head = headName(answer);
  const now = (branch: string) => (state === 'open' ? present.get(branch) : undefined);
  const landed = answer.lastMergeCommit?.commitId;
  return {
    number: answer.pullRequestId,
    title: answer.title,
    body: answer.description,
    state,
    head: { branch: head, commit: now(head) ?? answer.lastMergeSourceCommit?.commitId ?? '' },
    base: { branch: base, commit: now(base) ?? answer.lastMergeTargetCommit?.commitId ?? '' },
    author: personName(answer.createdBy),
    webUrl: pageOf(where.collection, where.project, answer),
    mergeable: state === 'open' && isOfNow(answer, now(head), now(base)) ? mergeable(answer) : 'unknown',
    ...(state === 'merged' && landed !== undefined && { mergeCommit: landed }),
    ...(state === 'merged' && answer.closedDate !== '' && { mergedAt: answer.closedDate }),
    updatedAt: answer.closedDate || answer.creationDate,
  };
}

function stateOf(status: string): PullRequest['state'] {
  return status === 'active' ? 'open' : status === 'completed' ? 'merged' : 'closed';
}

/** Whether it was merged on trial as its branches are now: of where they were before nothing follows. */
function isOfNow(
  { lastMergeSourceCommit: head, lastMergeTargetCommit: base }: AzurePullRequest,
  presentHead: Sha | undefined,
  presentBase: Sha | undefined,
): boolean {
  const isSame = (merged: Sha | undefined, present: Sha | undefined) =>
    merged === undefined || present === undefined || merged === present;
  return isSame(head?.commitId, presentHead) && isSame(base?.commitId, presentBase);
}

/** Whether git can do it. Source: Azure DevOps REST API, `PullRequestAsyncStatus`. */
function mergeable({ isDraft, mergeStatus }: AzurePullRequest): PullRequest['mergeable'] {
  if (isDraft || mergeStatus === 'conflicts' || mergeStatus === 'rejectedByPolicy') return 'no';
  return mergeStatus === 'succeeded' ? 'yes' : 'unknown';
}

/** Votes: 10 and 5 approve (5 with suggestions), -5 waits for the author, -10 rejects, 0 is none yet. */
export function reviewsFrom({ reviewers }: AzurePullRequest): Reviews {
  const asked = (reviewers ?? []).filter(({ hasDeclined }) => !hasDeclined);
  const named = (counts: (vote: number) => boolean, some = asked.filter(({ isContainer }) => !isContainer)) =>
    some.filter(({ vote }) => counts(vote)).map((one) => signInName(one.uniqueName || one.displayName));
  return {
    approvedBy: named((vote) => vote > 0),
    changesRequestedBy: named((vote) => vote < 0),
    requested: named((vote) => vote === 0, asked),
  };
}
