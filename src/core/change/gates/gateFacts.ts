import type { GitopsStatus } from '../../cluster/gitops/status';
import type { ConnectionState, HealthVerdict } from '../../cluster/live';
import type { PipelineState } from '../../pipeline/state';
import type { Instant } from '../../support/clock';
import type { Observation, Unknown } from '../../support/observation';
import type { Sha } from '../../support/sha';

/** One Argo Rollout: how it stands in words, and healthy only where it is through. */
export interface RolloutFact {
  readonly name: string;
  readonly verdict: HealthVerdict;
  readonly said: string;
}

/** How the Argo Rollouts stand that a branch names. */
export type RolloutsState =
  { readonly kind: 'known'; readonly all: readonly RolloutFact[]; readonly observed: Observation } | Unknown;

/** What is known of the environment that is promoted from, as far as somebody looked. */
export interface GateFacts {
  readonly pipeline?: PipelineState | Unknown | undefined;
  /** Of the commit that brought the head's content, where that is an older one. */
  readonly originPipeline?: PipelineState | undefined;
  /** The deployments that have had the head's promotable content without a break, the newest first. */
  readonly sameContent?: readonly Sha[];
  readonly connection?: ConnectionState | undefined;
  readonly live?:
    { readonly kind: 'exact'; readonly deployment: { readonly sha: Sha } } | { readonly kind: 'mixed' } | Unknown;
  readonly health?:
    { readonly kind: 'known'; readonly verdict: HealthVerdict; readonly observed: Observation } | Unknown;
  /** Nothing where the branch names no Rollout. */
  readonly rollouts?: RolloutsState | undefined;
  /** Since when all that the branch names has stood and been available, as the cluster keeps it. */
  readonly steadySince?: Instant | undefined;
  readonly controller?: { readonly status: GitopsStatus; readonly observed: Observation } | undefined;
}
