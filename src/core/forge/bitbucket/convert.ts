import { createHash } from 'node:crypto';
import { namesakes } from '../namesakes';
import { longestLine } from '../listedCommits';
import { landingStyles, type LandingStyle } from '../landingStyles';
import type {
  Check,
  ForgeRepository,
  ListedCommit,
  PullRequest,
  PullRequestComment,
  RepositoryRef,
  Reviews,
} from '../types';
import type {
  BitbucketComment,
  BitbucketCommit,
  BitbucketPull,
  BitbucketRepository,
  BitbucketStatus,
  account,
} from './answers';
import type { z } from 'zod';

export function refOf({ full_name: whole }: Pick<BitbucketRepository, 'full_name'>): RepositoryRef {
  const [owner = '', ...rest] = whole.split('/');
  return { owner, name: rest.join('/') };
}

/** What is told of a person to others; a name need not be anybody's alone. */
export function personOf(who: z.infer<typeof account> | null | undefined): string {
  return who?.nickname || who?.display_name || '';
}

/** Source: Bitbucket docs, "Merge a pull request", Merge strategies. */
const styleOf: Readonly<Record<string, LandingStyle>> = {
  merge_commit: 'merge',
  rebase_merge: 'merge',
  squash: 'squash',
  squash_fast_forward: 'squash',
  fast_forward: 'rebase',
  rebase_fast_forward: 'rebase',
};

/** @param strategies of the main branch; nothing where they are not told */
export function repositoryFrom(
  answer: BitbucketRepository,
  strategies: readonly string[] | null | undefined,
  mayPush: boolean | undefined,
): ForgeRepository {
  const styles = new Set((strategies ?? []).map((strategy) => styleOf[strategy]));
  const { links } = answer;
  return {
    ...refOf(answer),
    defaultBranch: answer.mainbranch?.name ?? '',
    cloneUrl: (links?.clone ?? []).find(({ name }) => /^https?$/.test(name))?.href.replace(/\/\/[^/@]+@/, '//') ?? '',
    webUrl: links?.html?.href ?? '',
    topics: answer.project ? [answer.project.key] : [],
    mayPush,
    archived: false,
    deletesHeadOnMerge: undefined,
    landingStyles: strategies
      ? landingStyles({ merge: styles.has('merge'), squash: styles.has('squash'), rebase: styles.has('rebase') })
      : undefined,
  };
}

export function commitFrom({ hash, message, author, date }: BitbucketCommit): ListedCommit {
  return {
    commit: hash,
    subject: (message.split('\n', 1)[0] ?? '').slice(0, longestLine),
    author: (author?.raw ?? '').replace(/ ?<[^<>]*>$/, '').slice(0, longestLine),
    at: date,
  };
}

/** Source: Bitbucket REST API, "Create a build status for a commit": a key has 40 letters at most. */
const longestKey = 40;

/** The key of a status of ours: its context, or the beginning of it and what tells it from others. */
export function keyOf(context: string): string {
  if (context.length <= longestKey) return context;
  const hash = createHash('sha256').update(context).digest('hex').slice(0, 8);
  return `${context.slice(0, longestKey - hash.length - 1)}-${hash}`;
}

/**
 * A status of one key by two vendors, or of two refs, is two: a success hides no failure. Source: Bitbucket REST API, "Commit
 * statuses", `key` ("unique to its type and the vendor"), `refname`.
 */
export function checksFrom(statuses: readonly BitbucketStatus[]): Check[] {
  const newest = new Map<string, BitbucketStatus>();
  for (const status of statuses) {
    const { uuid, key, refname } = status;
    const id = uuid === '' ? JSON.stringify([key, refname]) : uuid;
    const held = newest.get(id);
    if (!held || Date.parse(status.updated_on) > Date.parse(held.updated_on)) newest.set(id, status);
  }
  return namesakes([...newest.values()].map(checkFrom));
}

/** A key is what a status is known by, and its name may be that of one build; where ours was too long, the name has it whole. */
function checkFrom({ key, name, state, description, url, ...times }: BitbucketStatus): Check {
  return {
    context: key === '' || keyOf(name) === key ? name : key,
    state,
    description,
    ...(url !== '' && { url }),
    updatedAt: times.updated_on || times.created_on,
  };
}

export function commentFrom({ id, user, content }: BitbucketComment): PullRequestComment {
  return { id, author: personOf(user), body: content?.raw ?? '' };
}

export function stateOf({ state }: Pick<BitbucketPull, 'state'>): PullRequest['state'] {
  return state === 'MERGED' ? 'merged' : state === 'OPEN' ? 'open' : 'closed';
}

/** A branch of another repository is named with it: no branch has a colon in its name. */
export function headName({ source, destination }: BitbucketPull): string {
  const branch = source?.branch?.name ?? '';
  return isOfFork({ source, destination }) ? `${source?.repository?.full_name ?? ''}:${branch}` : branch;
}

export function isOfFork({ source, destination }: Pick<BitbucketPull, 'source' | 'destination'>): boolean {
  const from = source?.repository?.full_name;
  return from === undefined || from !== destination?.repository?.full_name;
}

/** Whether an approval still counts after a push is Bitbucket's word. */
export function reviewsFrom({ participants, reviewers }: BitbucketPull): Reviews {
  const said = participants ?? [];
  const by = (wanted: string) => said.filter(({ state }) => state === wanted).map(({ user }) => personOf(user));
  const hasSpoken = new Set(said.filter(({ state }) => !!state).map(({ user }) => user?.uuid));
  return {
    approvedBy: by('approved'),
    changesRequestedBy: by('changes_requested'),
    requested: (reviewers ?? []).filter(({ uuid }) => !hasSpoken.has(uuid)).map(personOf),
  };
}
