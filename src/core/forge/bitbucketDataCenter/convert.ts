import { longestLine } from '../listedCommits';
import { landingStyles, type LandingStyle } from '../landingStyles';
import type { Check, ForgeRepository, Judged, ListedCommit, PullRequest, RepositoryRef, Reviews } from '../types';
import type {
  DataCenterBuild,
  DataCenterCommit,
  DataCenterPull,
  DataCenterRepository,
  Mergeability,
  Minimum,
  PullSettings,
} from './answers';
import { branchOf } from './address';

type Person = { readonly name: string; readonly displayName: string } | null | undefined;

export function personOf(who: Person): string {
  return who?.name || who?.displayName || '';
}

/** Beyond it there is no date. Source: ECMA-262, "Time Values and Time Range". */
const lastInstant = 8_640_000_000_000_000;

/** @param ms since the epoch; whatever a server says */
export function instantOf(ms: number | null | undefined): string {
  return typeof ms === 'number' && Math.abs(ms) <= lastInstant ? new Date(ms).toISOString() : '';
}

export function refOfRepository({ slug, project }: Pick<DataCenterRepository, 'slug' | 'project'>): RepositoryRef {
  return { owner: project.key, name: slug };
}

/**
 * How each of its strategies lands. `ff` makes a merge where it cannot move the branch alone.
 * Source: Bitbucket Data Center docs, "Pull request merge strategies".
 */
export const strategiesOf: Readonly<Record<LandingStyle, readonly string[]>> = {
  merge: ['no-ff', 'rebase-no-ff', 'ff'],
  squash: ['squash', 'squash-ff-only'],
  rebase: ['rebase-ff-only', 'ff-only'],
};

export function enabledStrategies(settings: PullSettings | undefined): readonly string[] | undefined {
  return settings?.mergeConfig?.strategies?.filter(({ enabled }) => enabled === true).map(({ id }) => id);
}

/** Of a merge check that counts: how many it wants, and none where it is switched off. */
export function minimumOf(minimum: Minimum): number {
  if (typeof minimum === 'number') return minimum;
  const isOn = minimum?.enabled ?? minimum?.enable ?? minimum?.count !== undefined;
  const count = Number(minimum?.count === '' ? 1 : (minimum?.count ?? 1));
  return isOn && minimum ? Math.max(0, Number.isFinite(count) ? count : 1) : 0;
}

export function repositoryFrom(
  answer: DataCenterRepository,
  about: {
    readonly topics?: readonly string[];
    readonly strategies?: readonly string[] | undefined;
    readonly mayPush?: boolean | undefined;
  } = {},
): ForgeRepository {
  const { strategies } = about;
  const allows = (style: LandingStyle) => strategiesOf[style].some((one) => strategies?.includes(one));
  return {
    ...refOfRepository(answer),
    defaultBranch: branchOf(answer.defaultBranch) ?? answer.defaultBranch,
    cloneUrl: (answer.links?.clone ?? []).find(({ name }) => /^https?$/.test(name))?.href ?? '',
    webUrl: (answer.links?.self?.[0]?.href ?? '').replace(/\/browse$/, ''),
    topics: about.topics ?? [],
    mayPush: answer.archived ? false : about.mayPush,
    isPublic: answer.public,
    archived: answer.archived,
    deletesHeadOnMerge: undefined,
    landingStyles: strategies
      ? landingStyles({ merge: allows('merge'), squash: allows('squash'), rebase: allows('rebase') })
      : undefined,
  };
}

export function commitFrom({ id, message, author, authorTimestamp }: DataCenterCommit): ListedCommit {
  return {
    commit: id,
    subject: (message.split('\n', 1)[0] ?? '').slice(0, longestLine),
    author: (author?.name ?? '').slice(0, longestLine),
    at: instantOf(authorTimestamp),
  };
}

/** What is required is the plan that something is a build of, so that a check is called by it. */
export function checkFrom({ key, parent, state, description, url, ...times }: DataCenterBuild): Check {
  return {
    context: parent || key,
    state,
    description,
    ...(url !== '' && { url }),
    updatedAt: instantOf(times.updatedDate ?? times.dateAdded ?? times.createdDate),
  };
}

export function stateOf({ state }: Pick<DataCenterPull, 'state'>): PullRequest['state'] {
  return state === 'MERGED' ? 'merged' : state === 'OPEN' ? 'open' : 'closed';
}

type Ends = Pick<DataCenterPull, 'fromRef' | 'toRef'>;

function repositoryName(end: DataCenterPull['fromRef']): string {
  return `${end.repository?.project?.key ?? ''}/${end.repository?.slug ?? ''}`;
}

export function isOfFork({ fromRef, toRef }: Ends): boolean {
  return !fromRef.repository || repositoryName(fromRef) !== repositoryName(toRef);
}

/** A branch of another repository is named with it, and a tag whole: no branch has a colon in its name. */
export function headName({ fromRef, toRef }: Ends): string {
  const branch = branchOf(fromRef.id) ?? `:${fromRef.id}`;
  return isOfFork({ fromRef, toRef }) ? `${repositoryName(fromRef)}:${branch}` : branch;
}

/** @param outcome what git says of it now, where that was asked */
export function pullRequestFrom(pull: DataCenterPull, outcome?: string): PullRequest {
  const state = stateOf(pull);
  const { mergeCommit, mergeResult } = pull.properties ?? {};
  const said = outcome ?? (mergeResult?.current === true ? mergeResult.outcome : '');
  const mergedAt = state === 'merged' ? instantOf(pull.closedDate) : '';
  return {
    number: pull.id,
    title: pull.title,
    body: pull.description,
    state,
    head: { branch: headName(pull), commit: pull.fromRef.latestCommit ?? '' },
    base: { branch: branchOf(pull.toRef.id) ?? pull.toRef.id, commit: pull.toRef.latestCommit ?? '' },
    author: personOf(pull.author?.user),
    webUrl: pull.links?.self?.[0]?.href ?? '',
    mergeable: state === 'open' ? mergeableOf(pull.draft, said) : 'unknown',
    ...(state === 'merged' && mergeCommit && { mergeCommit: mergeCommit.id }),
    ...(mergedAt !== '' && { mergedAt }),
    updatedAt: instantOf(pull.updatedDate),
  };
}

function mergeableOf(isDraft: boolean, outcome: string): PullRequest['mergeable'] {
  if (isDraft || outcome === 'CONFLICTED') return 'no';
  return outcome === 'CLEAN' ? 'yes' : 'unknown';
}

/**
 * Every merge check has its say in it, also those that are told nowhere else; what it does not say yes to is not met. What git
 * makes of it may not be known yet.
 */
export function judgedFrom({ canMerge, conflicted, outcome, vetoes }: Mergeability): Judged {
  const unmet = (vetoes ?? []).map(
    ({ summaryMessage: said }) => ({ name: said || 'canMerge', of: 'other', state: 'unmet' }) as const,
  );
  const isKnown = outcome === '' || outcome === 'CLEAN';
  const may = canMerge === true ? (isKnown ? 'met' : 'unknown') : canMerge === false ? 'unmet' : 'unknown';
  const whole = { name: 'canMerge', of: 'other', state: conflicted ? 'unmet' : may } as const;
  return { kind: 'whole', judgements: unmet.length > 0 ? unmet : [whole] };
}

/** Whether an approval still counts after a push is Bitbucket's word: it takes them back where it is set so. */
export function reviewsFrom({ reviewers, participants }: DataCenterPull): Reviews {
  const asked = reviewers ?? [];
  const all = [...asked, ...(participants ?? [])];
  const by = (wanted: string) => [
    ...new Set(all.filter(({ status }) => status === wanted).map(({ user }) => personOf(user))),
  ];
  return {
    approvedBy: by('APPROVED'),
    changesRequestedBy: by('NEEDS_WORK'),
    requested: asked.filter(({ status }) => status === 'UNAPPROVED' || status === '').map(({ user }) => personOf(user)),
  };
}
