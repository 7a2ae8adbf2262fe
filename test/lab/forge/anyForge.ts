import type { FileEdits, LandingStyle } from '../lab';
import type {
  Account,
  AccountOptions,
  CommitOptions,
  Doing,
  NewHook,
  NewPullRequest,
  NewStatus,
  PastStatus,
  ProtectionOptions,
  PullRequestSummary,
  RepositoryName,
  RepositoryOptions,
  Seed,
} from './types';

/** Some do it at once, some have to ask a server. */
export type Soon<T> = T | Promise<T>;

/** What the fleet, the agent and the contract tests ask of a forge: the double and a real Gitea both fulfil it. */
export interface AnyForge {
  /** Base address, without a trailing slash. API below `/api/v1`, git at `/{owner}/{repo}.git`. */
  readonly url: string;

  createOrganisation(name: string): Soon<void>;
  /** The first account with access `admin` acts where nobody is named. */
  createAccount(name: string, options?: AccountOptions): Soon<Account>;
  createRepository(name: RepositoryName, options?: RepositoryOptions): Promise<void>;
  seed(name: RepositoryName, seed: Seed): Promise<void>;
  /** What pipelines said before: taken as it is, without telling webhooks where the forge can do without. */
  seedStatuses(name: RepositoryName, statuses: readonly PastStatus[]): Soon<void>;
  /** Path of the bare repository, for looking with git. */
  repositoryPath(name: RepositoryName): string;
  /** Head commits by branch name. */
  heads(name: RepositoryName): Promise<ReadonlyMap<string, string>>;

  /** Commits to a branch, protected or not. Returns the new head, which the forge's API then knows. */
  commit(
    name: RepositoryName,
    branch: string,
    message: string,
    edits: FileEdits,
    options?: CommitOptions,
  ): Promise<string>;
  deleteBranch(name: RepositoryName, branch: string): Promise<void>;
  /** Returns the number. Unlike the API, neither branch nor mergeability has to settle first. */
  openPullRequest(name: RepositoryName, pullRequest: NewPullRequest): Promise<number>;
  /** Lands by the button: the message that the page proposes, checks included. Returns the new head of the base branch. */
  merge(name: RepositoryName, pullRequest: number, style: LandingStyle, doing?: Doing): Promise<string>;
  /** A word on a pull request as it is now; `REQUEST_REVIEW` only asks the person for one. */
  review(
    name: RepositoryName,
    pullRequest: number,
    person: string,
    state: 'APPROVED' | 'REQUEST_CHANGES' | 'COMMENT' | 'REQUEST_REVIEW',
  ): Promise<void>;
  closePullRequest(name: RepositoryName, pullRequest: number, doing?: Doing): Promise<void>;
  pullRequests(name: RepositoryName): Soon<readonly PullRequestSummary[]>;
  postStatus(name: RepositoryName, commit: string, status: NewStatus): Promise<void>;
  /** `pattern` is a branch name or a glob. */
  protect(name: RepositoryName, pattern: string, options?: ProtectionOptions): Soon<void>;
  /** A webhook of one repository, or of all repositories of an owner. */
  addHook(target: RepositoryName | { owner: string }, hook: NewHook): Soon<void>;
}
