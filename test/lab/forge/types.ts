import type { Readable } from 'node:stream';
import type { LabFaults, LandingStyle } from '../lab';
import type { AnyForge } from './anyForge';

/** `owner/name`, as the forge writes it in its addresses. */
export type RepositoryName = `${string}/${string}`;

/** What an account may do with a repository. `none` hides it: the forge answers 404. */
export type Access = 'none' | 'read' | 'write' | 'admin';

export type CommitState = 'pending' | 'success' | 'error' | 'failure' | 'warning' | 'skipped';

/** How long something stays unready after it was made: not at all, for a number of looks at it, or for a time. */
export type Settling = { kind: 'immediate' } | { kind: 'looks'; count: number } | { kind: 'time'; ms: number };

/** Which kinds of server the double can be. */
export const dialectNames = ['gitea', 'github', 'gitlab', 'azure', 'bitbucket', 'bitbucketDataCenter'] as const;
export type DialectName = (typeof dialectNames)[number];

export interface ForgeOptions {
  /** Folder for the bare repositories; made if it is not there. Removing it is the caller's business. */
  readonly folder: string;
  /** As which kind of server it speaks; default Gitea. */
  readonly dialect?: DialectName;
  /** Port on loopback; a free one by default. */
  readonly port?: number;
  /** Now, for everything that the forge dates; the machine's clock by default. */
  readonly now?: () => Date;
  /** A branch that is new by `git push` is unknown to `POST /pulls` (404) at first. Default: for one look. */
  readonly branchIndexing?: Settling;
  /** A pull request that was just created by the API answers a merge with 405 at first. Default: for one look. */
  readonly mergeChecking?: Settling;
}

export interface AccountOptions {
  readonly fullName?: string;
  readonly email?: string;
  /** Access to every repository that does not say otherwise. Default `none`. */
  readonly access?: Access;
  /**
   * A token with scope `read` gets 403 on every writing request, one with `repository` on what belongs to issues:
   * comments and labels. Default: `read` for readers, else `all`.
   */
  readonly scope?: 'read' | 'repository' | 'all';
  /** A fixed token; a random one by default. */
  readonly token?: string;
}

export interface Account {
  readonly name: string;
  readonly token: string;
}

export interface RepositoryOptions {
  readonly description?: string;
  readonly defaultBranch?: string;
  /** A fast-import stream of what it holds from the start; empty by default. */
  readonly stream?: string;
  /** Default true: without access the forge answers 404. */
  readonly private?: boolean;
  readonly archived?: boolean;
  readonly topics?: readonly string[];
  /** Landing styles that the repository allows; all three by default. */
  readonly landing?: readonly LandingStyle[];
  readonly deleteBranchAfterMerge?: boolean;
  /** Whether there are pull requests at all; default true. */
  readonly pullRequests?: boolean;
  /** Access by account name, where it differs from the account's own. */
  readonly access?: Readonly<Record<string, Access>>;
}

/** What to fill an empty repository with: a fast-import stream, or all refs of a local repository. */
export type Seed = { kind: 'stream'; stream: string | Uint8Array | Readable } | { kind: 'repository'; path: string };

/** Who did it and when; the forge's first administrator and its clock where left out. */
export interface Doing {
  readonly as?: string;
  readonly at?: Date;
}

export interface CommitOptions extends Doing {
  /** Where a branch that does not exist yet starts: a branch or commit. Left out: it starts empty. */
  readonly from?: string;
}

export interface NewPullRequest extends Doing {
  readonly title: string;
  readonly body?: string;
  readonly head: string;
  readonly base: string;
}

export interface NewStatus extends Doing {
  readonly context: string;
  readonly state: CommitState;
  readonly description?: string;
  readonly targetUrl?: string;
}

/** A status of a commit that was seeded; `commit` is its full id. */
export interface PastStatus extends NewStatus {
  readonly commit: string;
}

/** What the forge itself ran for a commit, which is named in full. What waited for a job that failed is `skipped`. */
export interface NewRun extends Pick<Doing, 'at'> {
  readonly commit: string;
  readonly branch: string;
  /** Default `Deploy`. */
  readonly workflow?: string;
  /** What started it; default `push`. */
  readonly event?: string;
  readonly jobs: readonly {
    readonly name: string;
    readonly conclusion: 'success' | 'failure' | 'cancelled' | 'skipped';
    readonly log?: string;
  }[];
}

export interface ProtectionOptions {
  /** Accounts that may push nevertheless. Nobody by default: changes come by pull request only. */
  readonly pushers?: readonly string[];
  /** Status contexts (globs) that must be successful before a merge. */
  readonly requiredContexts?: readonly string[];
  readonly requiredApprovals?: number;
  /** Accounts that may land; everybody who may write by default. */
  readonly mergers?: readonly string[];
  /** Something that nothing here fulfils, in the forge's own way: threads that are not resolved, tasks that are not done. */
  readonly demandsMore?: boolean;
  /** Whether a push takes back what was posted on a pull request. Azure DevOps alone has it. */
  readonly resetsStatuses?: boolean;
}

export type HookEvent = 'push' | 'pull_request' | 'status';

export interface NewHook {
  readonly url: string;
  readonly secret?: string;
  readonly events: readonly HookEvent[];
}

/** A branch moved, however that came about (git push, merge, a commit by the lab). */
export interface PushEvent {
  readonly repository: RepositoryName;
  readonly branch: string;
  /** Forty zeros for a new branch. */
  readonly before: string;
  /** Forty zeros for a deleted branch. */
  readonly after: string;
  readonly pusher: string;
}

export interface RequestRecord {
  readonly method: string;
  /** Path with query, as it was sent. */
  readonly path: string;
  /** `undefined` where the connection ended without an answer. */
  readonly status: number | undefined;
  readonly account: string | undefined;
}

export type ForgeFault =
  | Parameters<LabFaults['forge']>[0]
  /** Every request that matches is answered so, and no other. */
  | { kind: 'refuses'; match: RequestMatch; status: number; message: string };

/** A fault that hits one request. `after` kinds do the work first, so the client cannot know that it was done. */
export type OneShotFault =
  | { kind: 'reset' }
  | { kind: 'resetAfter' }
  | { kind: 'hangAfter' }
  | { kind: 'answer'; status: number; message: string; headers?: Readonly<Record<string, string>> };

export interface RequestMatch {
  readonly method: string;
  /** Tested against the path without its query. */
  readonly path: RegExp;
}

export interface PullRequestSummary {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly mergeCommit: string | undefined;
}

/** A forge in this process: Gitea's API below `/api/v1`, git at `/{owner}/{repo}.git`. It does at once what others are asked for. */
export interface ForgeDouble extends AnyForge {
  /** What was asked so far, oldest first. */
  readonly requests: readonly RequestRecord[];
  clearRequests(): void;

  createOrganisation(name: string): void;
  createAccount(name: string, options?: AccountOptions): Account;
  seedStatuses(name: RepositoryName, statuses: readonly PastStatus[]): void;
  pullRequests(name: RepositoryName): readonly PullRequestSummary[];
  /** Returns its number. GitHub, Gitea and GitLab tell of it; Azure DevOps does not yet. */
  addRun(name: RepositoryName, run: NewRun): number;
  protect(name: RepositoryName, pattern: string, options?: ProtectionOptions): void;
  addHook(target: RepositoryName | { owner: string }, hook: NewHook): void;

  /** Called after each move of a branch, in order. Returns the unsubscriber. */
  onPush(listener: (event: PushEvent) => void): () => void;

  /** Hits every request until it is set to `none`. */
  setFault(fault: ForgeFault): void;
  /** Hits the next request that matches, once. */
  failOnce(match: RequestMatch, fault: OneShotFault): void;

  /** Resolves when no request and no webhook delivery is under way. */
  idle(): Promise<void>;
  /** Ends connections, deliveries, children and timers. */
  stop(): Promise<void>;
}
