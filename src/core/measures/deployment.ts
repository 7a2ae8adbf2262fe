import type { DeploymentOrigin } from '../promotion/history/history';
import type { Instant } from '../support/clock';
import type { Sha } from '../support/sha';

/** What is known of how a deployment went. `unknown` is never taken for either. */
export type DeploymentVerdict = 'passed' | 'failed' | 'unknown';

/**
 * Where a deployment came from. `untold`: no record says so, and it is older than where equal content is searched on the source, so
 * that a promotion could not be told from a hotfix.
 */
export type MeasuredKind = DeploymentOrigin['kind'] | 'untold';

/** A change that a promotion brought, and where and when it was made: its first appearance on any environment. */
export interface MadeChange {
  readonly commit: Sha;
  readonly environment: string;
  readonly at: Instant;
}

/** One deployment of one service on one environment, with all that the figures go by. */
export interface MeasuredDeployment {
  readonly service: string;
  readonly environment: string;
  readonly commit: Sha;
  readonly subject: string;
  /** When it was committed to the branch. */
  readonly at: Instant;
  readonly kind: MeasuredKind;
  /** Of a rollback: the deployments that it names as taken back; empty where it restored a state. */
  readonly undone: readonly Sha[];
  readonly verdict: DeploymentVerdict;
  /** What a promotion brought. */
  readonly changes: readonly MadeChange[];
  /** Nothing of what it brought is missing in `changes`. */
  readonly changesAreWhole: boolean;
  /** When it came here nobody wrote down: another branch has the same commit, or it has the time of what it was made of. */
  readonly isShared: boolean;
}

/** Why a deployment counts as failed. `by`: the deployment that says so. Source: docs/measures.md, "Failure". */
export type Failure =
  | { readonly why: 'verdict' }
  | { readonly why: 'rolledBack'; readonly by: Sha }
  | { readonly why: 'hotfixed'; readonly by: Sha };

/** How a failure ended. `unknown`: between it and the next healthy deployment is one of which nothing is known, or a clock went wrong. */
export type Restoration =
  | { readonly kind: 'restored'; readonly by: Sha; readonly ms: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'unknown' };

/** A deployment, held against those around it. */
export interface JudgedDeployment extends MeasuredDeployment {
  readonly failure?: Failure;
  /** Of a failure that is not the continuation of the one directly before it. */
  readonly restoration?: Restoration;
}
