import type { Judged, PullRequest, Reviews, ToldDemands } from '../../forge/types';
import type { PipelineState } from '../../pipeline/state';
import type { Unknown } from '../../support/observation';

/** What is known of how a pull request lands on the branch that is promoted to. */
export interface ReviewFacts {
  /** Nothing: there is no forge, or it did not tell. */
  readonly demands?: ToldDemands | undefined;
  /** The demands are as they were when the branch was last looked at: they could not be read now. */
  readonly isHeld?: boolean;
  /** The open pull request, where it was looked at. */
  readonly open?: OpenReview | undefined;
}

export interface OpenReview {
  readonly number: number;
  readonly reviews: Reviews | Unknown;
  readonly checks: PipelineState | Unknown;
  readonly mergeable?: PullRequest['mergeable'];
  /** Nothing where the forge tells nobody what it makes of its demands. */
  readonly judged?: Judged | Unknown | undefined;
}
