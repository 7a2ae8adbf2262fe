import type { RepositoryReads } from './defaultBranches';
import type {
  Capability,
  Check,
  ChecksRequest,
  CommentRef,
  Comparison,
  Head,
  HeadsAnswer,
  HeadsRequest,
  ForgeIdentity,
  ForgeRepository,
  Judged,
  MergeRequest,
  Mergers,
  NewPullRequest,
  NewStatus,
  PinnedMerge,
  PullRequest,
  PullRequestComment,
  PullRequestUpdate,
  RepositoryRef,
  Reviews,
} from './types';
import type { ForgeRuns } from './runs/types';
import type { Budget } from '../support/http/pace';
import type { Message } from '../support/message';
import type { Sha } from '../support/sha';

/**
 * What Branchline asks of a forge. One implementation a forge kind, each in a folder of its own. Every call takes a
 * signal, has a deadline of its own, and fails with a `ForgeError` whose code says which of the cases of
 * docs/forges.md, "What a refusal means", it was; a client never retries a write.
 */
export interface ForgeClient {
  readonly identity: ForgeIdentity;
  /** What the forge last said of its limit, for whoever decides how often to ask; `undefined` where it has none. */
  readonly budget?: Budget | undefined;
  /** How many characters a description of a pull request may have; `undefined` where nothing that is written is too long. */
  readonly longestBody?: number;
  /** What this forge cannot do, each with why, as people are told; whoever wants it looks here first. */
  readonly cannot?: Readonly<Partial<Record<Capability, Message>>>;
  /** What the forge itself runs for commits. */
  readonly runs: ForgeRuns;
  repository(repository: RepositoryRef, signal: AbortSignal): Promise<ForgeRepository>;
  /**
   * The default branch of each, in as few requests as the forge allows; nothing where the repository cannot be seen.
   * Answers in the order of the questions.
   */
  defaultBranches(
    repositories: readonly RepositoryRef[],
    signal: AbortSignal,
  ): Promise<readonly (string | undefined)[]>;
  /** What is known of single repositories, and of an owner's, in as few requests as the forge allows. */
  reads(signal: AbortSignal): RepositoryReads;
  /** The repositories of an owner, all pages; only those with `topic` where one is given. */
  repositories(owner: string, topic: string | undefined, signal: AbortSignal): Promise<readonly ForgeRepository[]>;
  /** Heads of the named branches; a branch that does not exist is left out. */
  heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]>;
  /**
   * The same for many repositories, in as few requests as the forge allows; answers in the order of the requests. What
   * has not moved since this client last looked may be answered without asking for it again.
   */
  headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]>;
  /** As `headsOf`, each as soon as it is told. */
  headsEach(requests: readonly HeadsRequest[], signal: AbortSignal): readonly Promise<HeadsAnswer>[];
  /** The newest entry of each check or status context at exactly that commit, all pages. */
  checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]>;
  /**
   * The same of many commits, in as few requests as the forge allows; in the order of the requests. Each is told, and fails, by
   * itself.
   */
  checksOf(requests: readonly ChecksRequest[], signal: AbortSignal): readonly Promise<readonly Check[]>[];
  /**
   * What separates two commits: the newest fifty of each side.
   * @throws ForgeError `notFound` where one of them is not there (any more)
   */
  compare(repository: RepositoryRef, from: Sha, to: Sha, signal: AbortSignal): Promise<Comparison>;
  /** Posts a commit status; the newest of a context counts. @throws ForgeError `forbidden`, `notFound` where it may not be posted */
  postStatus(repository: RepositoryRef, commit: Sha, status: NewStatus, signal: AbortSignal): Promise<void>;
  /** Open pull requests towards `base`, or towards any branch, all pages. */
  openPullRequests(
    repository: RepositoryRef,
    base: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly PullRequest[]>;
  /** The newest merged pull requests towards `base`: one page, so that a long history costs no more than a short one. */
  mergedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal): Promise<readonly PullRequest[]>;
  /**
   * Those towards `base` that were closed without landing, from branches of the repository itself: anybody may close one
   * from a fork. As many as `mergedPullRequests` looks at.
   */
  closedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal): Promise<readonly PullRequest[]>;
  /** The open pull request from `head` to `base`, if there is one; the first one of several. Closed and merged ones do not count. */
  findOpenPullRequest(
    repository: RepositoryRef,
    head: string,
    base: string,
    signal: AbortSignal,
  ): Promise<PullRequest | undefined>;
  pullRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest>;
  /** The reviews of an open pull request that count, and who is still asked for one. */
  reviews(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<Reviews>;
  /**
   * What the forge itself makes of all that it demands of an open pull request. Not there where a forge tells nobody: what is
   * demanded is then compared with what is there.
   */
  judged?(
    repository: RepositoryRef,
    pullRequest: Pick<PullRequest, 'number' | 'base'>,
    signal: AbortSignal,
  ): Promise<Judged>;
  /** Who may land on a branch. @throws ForgeError where whoever asks may not see it: `forbidden`, `notFound` */
  mergers(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Mergers>;
  createPullRequest(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal): Promise<PullRequest>;
  updatePullRequest(
    repository: RepositoryRef,
    number: number,
    update: PullRequestUpdate,
    signal: AbortSignal,
  ): Promise<PullRequest>;
  /** Whether the forge was asked to land it by itself. */
  mergeRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest>;
  /**
   * Asks the forge to land it by itself once all that its branch demands is true; asked twice is asked. Where nothing is
   * demanded some forges land it at once: whoever calls has looked. GitHub holds the head against the one that is named; Gitea
   * lands whatever its branch holds once the checks of that pass.
   * @throws ForgeError `notMergeable` with the forge's reason, `headMoved`, `forbidden`, `notFound`
   */
  requestMerge(repository: RepositoryRef, number: number, wanted: PinnedMerge, signal: AbortSignal): Promise<void>;
  /** The name of the account whose token is used. @throws ForgeError where the token may not tell: `forbidden`, `unauthorised` */
  account(signal: AbortSignal): Promise<string>;
  /** What was said on a pull request, all pages, the oldest first; without what was said of single lines. */
  comments(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<readonly PullRequestComment[]>;
  comment(repository: RepositoryRef, number: number, body: string, signal: AbortSignal): Promise<PullRequestComment>;
  updateComment(repository: RepositoryRef, comment: CommentRef, body: string, signal: AbortSignal): Promise<void>;
  /** One that is gone already is no error. */
  deleteComment(repository: RepositoryRef, comment: CommentRef, signal: AbortSignal): Promise<void>;
}
