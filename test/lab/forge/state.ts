import type { LandingStyle } from '../lab';
import type { ReviewRecord } from './reviews';
import type { RunRecord } from './runs';
import type { Access, CommitState, HookEvent, RepositoryName } from './types';

/** What the forge knows beside git. Plain records: the modules around it hold the rules. */
export interface AccountRecord {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly email: string;
  readonly kind: 'user' | 'organisation';
  readonly access: Access;
  readonly scope: 'read' | 'repository' | 'all';
  readonly token: string;
}

export interface PullRequestRecord {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string;
  readonly head: string;
  readonly base: string;
  readonly poster: AccountRecord;
  readonly createdAt: Date;
  updatedAt: Date;
  labels: readonly LabelRecord[];
  state: PullRequestState;
  reviews: readonly ReviewRecord[];
  /** Who asked that it lands by itself, and how. */
  scheduled?:
    | {
        readonly by: AccountRecord;
        readonly style: LandingStyle;
        readonly deleteBranch: boolean;
        readonly message?: { readonly title: string; readonly body: string };
      }
    | undefined;
  /** What happened to it, in Gitea's words. */
  readonly timeline: string[];
  /** What its branch held, push by push, the oldest first. */
  readonly heads: { readonly commit: string; readonly at: Date }[];
  /** What was posted on it, rather than on a commit: with Azure DevOps alone. */
  readonly statuses: PullRequestStatusRecord[];
}

export type PullRequestState =
  | { kind: 'open' }
  | { kind: 'closed'; at: Date }
  | { kind: 'merged'; at: Date; by: AccountRecord; commit: string; headCommit: string; mergeBase: string };

export interface LabelRecord {
  readonly id: number;
  readonly name: string;
  readonly color: string;
}

export interface CommentRecord {
  readonly id: number;
  readonly pullRequest: number;
  body: string;
  readonly poster: AccountRecord;
  readonly createdAt: Date;
}

export interface StatusRecord {
  readonly id: number;
  readonly commit: string;
  readonly context: string;
  readonly state: CommitState;
  readonly description: string;
  readonly targetUrl: string;
  readonly creator: AccountRecord;
  readonly createdAt: Date;
}

export interface PullRequestStatusRecord extends StatusRecord {
  /** The push that it is of, counted from 1, where whoever posted it said so. */
  readonly iteration: number | undefined;
}

export interface ProtectionRecord {
  readonly pattern: string;
  readonly pushers: readonly string[];
  readonly requiredContexts: readonly string[];
  readonly requiredApprovals: number;
  /** Whether something else is demanded, which nothing here fulfils. */
  readonly demandsMore: boolean;
  /** Whether a push takes back what was posted on a pull request: with Azure DevOps alone. */
  readonly resetsStatuses: boolean;
  /** Accounts that may land; everybody who may write where it is not given. */
  readonly mergers: readonly string[] | undefined;
  readonly createdAt: Date;
}

export interface HookRecord {
  readonly id: number;
  readonly scope: { owner: string } | { repository: RepositoryName };
  readonly url: string;
  readonly secret: string;
  readonly events: readonly HookEvent[];
  readonly active: boolean;
  readonly createdAt: Date;
}

export interface RepositoryRecord {
  readonly id: number;
  readonly owner: AccountRecord;
  readonly name: string;
  readonly fullName: RepositoryName;
  /** Folder of the bare repository. */
  readonly path: string;
  description: string;
  defaultBranch: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly topics: readonly string[];
  readonly landing: ReadonlySet<LandingStyle>;
  readonly deleteBranchAfterMerge: boolean;
  readonly hasPullRequests: boolean;
  readonly access: Readonly<Record<string, Access>>;
  readonly createdAt: Date;
  updatedAt: Date;
  readonly pullRequests: PullRequestRecord[];
  readonly comments: CommentRecord[];
  readonly labels: LabelRecord[];
  readonly statuses: StatusRecord[];
  /** What the forge itself ran, the oldest first. */
  readonly runs: RunRecord[];
  readonly protections: ProtectionRecord[];
  /** Of the project as a whole, with GitLab: what branches that are protected from now on ask for. */
  waitsForPipeline?: boolean;
  asksForApprovals?: number;
}

/** Access of an account (or of nobody) to a repository, the owner's own included. */
export function accessOf(account: AccountRecord | undefined, repository: RepositoryRecord): Access {
  const granted = account ? (repository.access[account.name] ?? account.access) : 'none';
  if (account && account.id === repository.owner.id) return 'admin';
  return granted === 'none' && !repository.private ? 'read' : granted;
}

const rank: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2, admin: 3 };

export function atLeast(access: Access, wanted: Access): boolean {
  return rank[access] >= rank[wanted];
}
