import type { ShownValue } from '../manifest/secrecy/shown';
import type { Sha } from '../support/sha';
import type { BaselineRung, LostRecord } from './baseline/baseline';

/** What a person sees of an edge. Source: `branchline --help`, docs/promotion.md, "The baseline". */
export type EdgeState =
  | 'inSync'
  | 'pending'
  | 'pendingReintroducesRollback'
  | 'conflict'
  | 'downstreamOnly'
  | 'diverged'
  | 'unknownBaseline'
  | 'branchMissing';

/** One YAML key, or a whole file where `key` is absent. List items are named by identity: `name=web`. */
export interface ContentKey {
  readonly path: string;
  readonly key?: readonly string[];
  /** The object that the key is of, where the file holds several: `apps/Deployment/web`. */
  readonly document?: string;
}

export interface PendingItem extends ContentKey {
  readonly change: 'added' | 'removed' | 'changed';
  /** Plain values; a Secret's are never given. */
  readonly before?: ShownValue;
  readonly after?: ShownValue;
  /** True where a rollback took this value from the target and promoting would bring it back. */
  readonly reintroduced: boolean;
  /** The commit of the source that last changed it. */
  readonly changedBy?: PlanCommit;
}

/** Content of the target that the source lacks, with the deployment that set it: who, and since when. */
export interface Hotfix extends ContentKey {
  readonly commit?: Sha;
  readonly author?: string;
  /** ISO 8601. */
  readonly time?: string;
}

export interface PlanCommit {
  readonly commit: Sha;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601. */
  readonly time: string;
  /** That brought it, where its message says so. */
  readonly pullRequest?: number;
}

/** The whole answer to "what would I ship, and what would come back with it?"; `plan --json` prints it as it is. */
export interface Plan {
  readonly edge: { readonly from: string; readonly to: string };
  /** No commit: the branch is missing. */
  readonly source: { readonly branch: string; readonly commit: Sha | null };
  readonly target: { readonly branch: string; readonly commit: Sha | null; readonly tree: Sha | null };
  readonly state: EdgeState;
  readonly baseline: {
    readonly commit: Sha | null;
    readonly tree: Sha | null;
    readonly rung: BaselineRung;
    readonly inferred: boolean;
    /** The deployment that told; nothing for the merge base. */
    readonly deployment?: Sha;
    /** The rollback that brought this older baseline in force again. */
    readonly rewoundBy?: Sha;
    /** Why there is none: what says which it is names a commit that is not there. */
    readonly lost?: LostRecord;
  };
  readonly prediction: { readonly tree: Sha | null };
  readonly items: readonly PendingItem[];
  readonly conflicts: readonly (ContentKey & { readonly reason: string })[];
  readonly hotfixes: readonly Hotfix[];
  /** Environment-owned content that differs and stays as it is. */
  readonly untouched: readonly ContentKey[];
  readonly commits: readonly PlanCommit[];
  readonly notes: readonly string[];
  /** The newest rollback of the target landed and did not give what it promised: these files differ. */
  readonly brokenRollback?: { readonly deployment: Sha; readonly places: readonly ContentKey[] };
}
