import type { Catalog, Environment, Service } from '../../catalog/catalog';
import type { ConnectionState, HealthVerdict, WorkloadHealth } from '../../cluster/live';
import type { DriftReport } from '../../drift/report';
import type { ToldDemands, PullRequest } from '../../forge/types';
import type { Commit } from '../../git/objects';
import type { Instant } from '../../support/clock';
import type { Sha } from '../../support/sha';
import type { PipelineState } from '../../pipeline/state';
import type { Plan } from '../../promotion/plan';
import type { RelayStatus } from '../../relay/subscribe/subscriber';
import type { GitopsStatus } from '../../cluster/gitops';
import type { ControllerState } from '../cluster/controllers';
import type { Message } from '../../support/message';
import type { Observation, Unknown } from '../../support/observation';
import type { BranchOwner } from '../../change/engine/owner';
import type { RolloutsState } from '../../change/gates/gateFacts';
import type { Judgement } from '../../change/proposals/judgement';
import type { OwnProposal, Proposal } from '../../change/proposals/proposals';

/** `service/environment` */
export type CellId = `${string}/${string}`;
/** `service/from>to` */
export type EdgeId = `${string}/${string}>${string}`;

export type HeadState =
  | {
      readonly kind: 'known';
      readonly commit: Commit;
      /** Where the branch was when last seen, if the present head does not descend from it: its history was rewritten. */
      readonly rewrittenFrom?: Sha;
      readonly observed: Observation;
    }
  | Unknown;

/** The deployment that the cluster runs. */
export type Live =
  | {
      readonly kind: 'exact';
      readonly deployment: Commit;
      /** Who says so; nothing where what runs was held against the deployment. */
      readonly by?: GitopsStatus['source'];
      readonly observed: Observation;
    }
  | {
      readonly kind: 'mixed';
      readonly deployments: readonly Sha[];
      readonly differing: readonly string[];
      readonly observed: Observation;
    }
  | Unknown;

export type DriftState =
  | { readonly kind: 'known'; readonly commit: Sha; readonly report: DriftReport; readonly observed: Observation }
  | Unknown;

export type HealthState =
  | {
      readonly kind: 'known';
      readonly verdict: HealthVerdict;
      readonly workloads: readonly WorkloadHealth[];
      readonly observed: Observation;
    }
  | Unknown;

/** One service in one environment, at one moment. Replaced as a whole, never changed. */
export interface Cell {
  readonly id: CellId;
  readonly service: Service;
  readonly environment: Environment;
  readonly head: HeadState;
  readonly pipeline: PipelineState | Unknown;
  /**
   * The deployments that have had the head's promotable content without a break, the newest first; of an environment that
   * is promoted from.
   */
  readonly sameContent?: readonly Sha[];
  /** The pipeline of the oldest of these, where it is not the head: of the commit that brought the content. */
  readonly originPipeline?: PipelineState | undefined;
  /** What the forge asks for before a pull request lands on the branch; nothing where it did not tell. */
  readonly demands?: ToldDemands | undefined;
  /** Our open pull requests towards the branch that are on no edge, as the forge has them. */
  readonly openTowards?: readonly PullRequest[];
  /** Other people's towards the branch that are on no edge: from whatever branch. */
  readonly openFromOthers?: readonly PullRequest[];
  /** What is posted on the heads of open pull requests towards the branch, by number. */
  readonly judgements?: ReadonlyMap<number, Judgement>;
  /** The same with why they are stale: what comes back to the branch, and its rollbacks. */
  readonly proposals?: readonly OwnProposal[];
  readonly connection: ConnectionState;
  readonly live: Live;
  readonly health: HealthState;
  /** How the Argo Rollouts stand that the branch names; nothing where it names none. */
  readonly rollouts?: RolloutsState | undefined;
  /** Since when all that the branch names has stood and been available, as the cluster keeps it; only where a soak is asked for. */
  readonly steadySince?: Instant | undefined;
  readonly drift: DriftState;
  /** What Argo CD or Flux says of the branch, where one of them deploys it and may be read. */
  readonly controller?: ControllerState | undefined;
  /** Who moves the branch; nothing where no cluster is looked at. */
  readonly owner?: BranchOwner | undefined;
  /** What Kargo or GitOps Promoter says of the branch; it deploys nothing itself. */
  readonly promoter?: ControllerState | undefined;
}

export type PlanState = { readonly kind: 'known'; readonly plan: Plan; readonly observed: Observation } | Unknown;
export type PullRequestState =
  | {
      readonly kind: 'known';
      readonly open: readonly PullRequest[];
      /** Those of ours that were open when last looked at, and that ended since without doing what they promised. */
      readonly ended?: readonly PullRequest[];
      readonly observed: Observation;
    }
  | Unknown;

/** One promotion path of one service, at one moment. `open` are the pull requests of this edge alone. */
export interface EdgeSnapshot {
  readonly id: EdgeId;
  readonly service: Service;
  readonly from: Environment;
  readonly to: Environment;
  readonly plan: PlanState;
  readonly pullRequests: PullRequestState;
  /** The pull requests by whose they are, the newest first; ours with the reasons why they are stale. */
  readonly proposals: readonly Proposal[];
}

/** A trouble of the whole: an invalid catalog, a forge that cannot be reached. Shown, never a toast. */
export interface FleetProblem {
  readonly subject: string;
  readonly said: Message;
  readonly severity: 'error' | 'warning';
  /** What kind of trouble a service has. */
  readonly reason?: Unknown['reason'];
  readonly observed: Observation;
}

export interface FleetSnapshot {
  readonly catalog: Catalog | undefined;
  readonly cells: ReadonlyMap<CellId, Cell>;
  readonly edges: ReadonlyMap<EdgeId, EdgeSnapshot>;
  readonly problems: readonly FleetProblem[];
  /** How the relay stands; nothing where none is followed. */
  readonly relay?: RelayStatus | undefined;
}

/** What changed between two snapshots. Views redraw these and nothing else. */
export interface FleetChange {
  readonly snapshot: FleetSnapshot;
  readonly cells: ReadonlySet<CellId>;
  readonly edges: ReadonlySet<EdgeId>;
  /** The list of services or the problems changed: everything is to be redrawn. */
  readonly shape: boolean;
}

export function cellId(service: string, environment: string): CellId {
  return `${service}/${environment}`;
}

export function edgeId(service: string, from: string, to: string): EdgeId {
  return `${service}/${from}>${to}`;
}
