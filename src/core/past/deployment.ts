import type { MeasuredKind } from '../measures/deployment';
import type { DeploymentOrigin } from '../promotion/history/history';
import type { Instant } from '../support/clock';
import type { Sha } from '../support/sha';
import type { Stood } from './stood';

/** As `MeasuredKind`; `update`: newer images that a pull request of ours brought. */
export type PastKind = MeasuredKind | 'update';

/** One deployment of the past of an environment. */
export interface PastDeployment {
  readonly service: string;
  readonly environment: string;
  readonly commit: Sha;
  /** What was there before it; nothing where it is the first of all. */
  readonly before: Sha | undefined;
  readonly subject: string;
  readonly author: string;
  /** When it was committed. */
  readonly at: Instant;
  readonly kind: PastKind;
  readonly origin: DeploymentOrigin;
  /** When it came here nobody wrote down: another branch has the same commit, or it has the time of what it was made of. */
  readonly isUndated: boolean;
  /** An earlier environment's branch has the same commit: what its checks say was said of it there. */
  readonly isJudgedEarlier: boolean;
  /** The commit that it was made on, where the branch does not have it (any more): what stood before it is not known. */
  readonly madeOn?: Sha;
  readonly stood: Stood;
}
