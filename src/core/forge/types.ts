import type { BranchlineError } from '../support/errors';
import type { LandingStyle } from './landingStyles';
import type { Instant } from '../support/clock';
import type { Observation } from '../support/observation';
import type { Sha } from '../support/sha';

export const forgeKinds = ['azure', 'bitbucket', 'bitbucketDataCenter', 'gitea', 'github', 'gitlab'] as const;
export type ForgeKind = (typeof forgeKinds)[number];

export interface ForgeIdentity {
  readonly kind: ForgeKind;
  /** Host with port, as people know it: `git.example.com`. Tokens are kept by it. */
  readonly host: string;
  /** Base of the API, without a trailing slash. */
  readonly apiBase: string;
}

/** A repository on a forge: `owner` may hold `/` (GitLab's nested groups), and is the project on Azure DevOps. */
export interface RepositoryRef {
  readonly owner: string;
  readonly name: string;
}

export interface ForgeRepository extends RepositoryRef {
  readonly defaultBranch: string;
  readonly cloneUrl: string;
  readonly webUrl: string;
  readonly topics: readonly string[];
  /** Nothing where the forge does not tell. */
  readonly mayPush: boolean | undefined;
  /** Whether whoever asks may read what is in it, which is more than to see that it is there. Nothing where the forge does not tell the two apart. */
  readonly mayRead?: boolean | undefined;
  /** Anybody may read it. Nothing where the forge does not tell. */
  readonly isPublic?: boolean | undefined;
  readonly archived: boolean;
  /** Nothing where the forge does not tell. */
  readonly deletesHeadOnMerge: boolean | undefined;
  /** Nothing where the forge does not tell. */
  readonly landingStyles: readonly LandingStyle[] | undefined;
}

/** What has to be true before a pull request may land on a branch, as far as the forge tells whoever asks. */
export interface LandingDemands {
  readonly protected: boolean;
  /** Contexts that must succeed; some forges take patterns such as `deploy/*`. */
  readonly requiredChecks: readonly string[];
  /** How many checks have to have succeeded at least, whatever they are called. */
  readonly requiredBuilds?: number;
  readonly requiredApprovals: number;
  /** An owner named in the repository (`CODEOWNERS`) has to approve. */
  readonly needsCodeOwner: boolean;
  /** Whether whoever asks may land there once all of it is true. */
  readonly mayMerge: 'yes' | 'no' | 'unknown';
  /** The forge does not tell whoever asks what a branch demands: what stands here is no more than nothing known. */
  readonly untold?: true;
  /** What else has to be true, by the forge's own names: whether it is, is the forge's to know. */
  readonly others?: readonly string[];
  /** More may be asked for than what stands here: the forge has demands that it tells nobody of, or its list was cut off. */
  readonly mayAskMore?: true;
}

/** The same with when that was told, and by whom. */
export interface ToldDemands extends LandingDemands {
  readonly observed: Observation;
}

/** What a forge itself makes of something that it demands of an open pull request. */
export interface Judgement {
  readonly name: string;
  readonly of: 'check' | 'review' | 'other';
  /** `notApplicable`: it is not demanded of this one. `unknown`: a word that nobody knows, or none yet. */
  readonly state: 'met' | 'notApplicable' | 'waiting' | 'unmet' | 'unknown';
  /** It stands whatever is pushed: what is met may have been met by an earlier head. */
  readonly lasts?: true;
}

/** All that a forge demands of an open pull request, as it judges it: `each` by itself, or the `whole` in a word. */
export interface Judged {
  readonly kind: 'each' | 'whole';
  readonly judgements: readonly Judgement[];
}

/** Who may land pull requests on a branch. */
export type Mergers =
  | { readonly kind: 'writers' }
  | { readonly kind: 'named'; readonly people: readonly string[]; readonly teams: readonly string[] };

/** The reviews of a pull request that count: the last word of each person on what is there now. */
export interface Reviews {
  readonly approvedBy: readonly string[];
  readonly changesRequestedBy: readonly string[];
  /** People and teams that were asked and have not answered. */
  readonly requested: readonly string[];
}

export interface Head extends LandingDemands {
  readonly branch: string;
  readonly commit: Sha;
  /** Whether whoever asks may push to it without a pull request; nothing where the forge does not tell. */
  readonly mayPush?: boolean;
  /**
   * Whether a push is refused that brings no pull request or no checks, but of those whom the protection excepts. Nothing
   * where the forge does not tell that to whoever asks.
   */
  readonly refusesPushes?: boolean | undefined;
  /**
   * Changes whenever a check of this head does, where the forge tells so together with its heads. While it stays, the
   * checks need not be read again.
   */
  readonly checksMark?: string;
  /** When what is asked for there was told, where that is kept: it is asked for more seldom than the head. */
  readonly asOf?: Instant;
}

/** The branches of one repository that somebody wants to know the heads of. */
export interface HeadsRequest {
  readonly repository: RepositoryRef;
  readonly branches: readonly string[];
}

/** A commit whose checks somebody wants to know. */
export interface ChecksRequest {
  readonly repository: RepositoryRef;
  readonly commit: Sha;
}

/** What became of a `HeadsRequest`: a repository that fails does so alone. */
export type HeadsAnswer =
  | {
      readonly kind: 'known';
      readonly repository: RepositoryRef;
      readonly heads: readonly Head[];
      /** How many pull requests are open in it, where the forge tells so together with its heads. */
      readonly openPullRequests?: number | undefined;
    }
  | { readonly kind: 'failed'; readonly repository: RepositoryRef; readonly error: BranchlineError };

/** One status or check run, with the forge's own word for its state: words are mapped in `pipeline`, unknown ones pass. */
export interface Check {
  /** As it is shown: no other check of the commit is called so. */
  readonly context: string;
  /** What it is called, where that is not how it is shown. */
  readonly of?: string;
  readonly state: string;
  readonly description: string;
  readonly url?: string;
  /** ISO 8601; of the newest entry of this context. */
  readonly updatedAt: string;
}

/** A status that Branchline posts, in words that every forge has. */
export interface NewStatus {
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  /** One line; what is longer than 140 characters is cut, since GitHub refuses it. */
  readonly description: string;
  /** Where a person reads more: `http://` or `https://`. */
  readonly url?: string;
}

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed' | 'merged';
  /** `branch` of another repository: `owner/name:branch`, which is no branch of this one. */
  readonly head: { readonly branch: string; readonly commit: Sha };
  readonly base: { readonly branch: string; readonly commit: Sha };
  readonly author: string;
  readonly webUrl: string;
  readonly mergeable: 'yes' | 'no' | 'unknown';
  readonly mergeCommit?: Sha;
  /** ISO 8601, of one that landed; nothing where the forge does not tell. */
  readonly mergedAt?: string;
  readonly updatedAt: string;
}

/** Whether a forge was asked to land a pull request by itself once its checks pass. `withdrawn`: it was, and is not any more. */
export type MergeRequest = 'asked' | 'withdrawn' | 'none';

/** What some forges cannot do at all, whoever asks. */
export type Capability = 'landByItself';

/** What a forge is asked to land by itself, and how. */
export interface PinnedMerge {
  /** The head that is meant: of another one it is not asked. */
  readonly head: Sha;
  readonly style: LandingStyle;
}

/** A comment, and the pull request that it is on: some forges find it by both. */
export interface CommentRef {
  readonly number: number;
  readonly id: number;
}

/** What somebody said on a pull request. */
export interface PullRequestComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

/** A commit as a forge lists it. All of its texts are whoever's made it. */
export interface ListedCommit {
  readonly commit: Sha;
  /** The first line of its message. */
  readonly subject: string;
  /** The name that it was made under, which nobody has checked. */
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Commits, newest first: the newest of them, and how many there are in all. */
export interface CommitList {
  readonly commits: readonly ListedCommit[];
  readonly total: number;
}

/** How two commits of a repository differ by what each has and the other lacks. */
export interface Comparison {
  /** What the later one brings. */
  readonly ahead: CommitList;
  /** What it takes back: nothing where it is a descendant of the earlier one. */
  readonly behind: CommitList;
}

export interface NewPullRequest {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
}

export interface PullRequestUpdate {
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'open' | 'closed';
}
