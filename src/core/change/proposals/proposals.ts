import type { Environment, Service } from '../../catalog/catalog';
import type { PullRequest } from '../../forge/types';
import type { CommitGraph } from '../../git/graph';
import {
  recordedIn,
  returnedIn,
  rolledBackIn,
  updatedIn,
  type RecordedProposal,
  type RecordedReturn,
  type RecordedRollback,
  type RecordedUpdate,
} from '../../promotion/record/recorded';
import { staleRollbackReasons, type RollbackOutcome } from '../../promotion/proposal/staleRollback';
import { staleReasons, type StaleReason } from '../../promotion/proposal/staleness';
import type { Commit } from '../../git/objects';
import type { PipelineState } from '../../pipeline/state';
import type { Plan } from '../../promotion/plan';
import type { Unknown } from '../../support/observation';
import type { Sha } from '../../support/sha';
import type { ReturnOutcome } from './returnOutcomes';

/** A pull request on an edge: ours with what it records and why it is stale, or a person's, which is never edited. */
export type Proposal =
  | {
      readonly kind: 'ours';
      readonly pullRequest: PullRequest;
      readonly record: RecordedProposal;
      readonly stale: readonly StaleReason[];
    }
  /** Our own rollback of the branch that the edge leads to. */
  | {
      readonly kind: 'rollback';
      readonly pullRequest: PullRequest;
      readonly record: RecordedRollback;
      readonly stale: readonly StaleReason[];
    }
  /** Our own, that brings a hotfix, or what was rolled back further on, to an earlier branch. */
  | {
      readonly kind: 'return';
      readonly pullRequest: PullRequest;
      readonly record: RecordedReturn;
      readonly stale: readonly StaleReason[];
    }
  /** Our own, that brings newer images. */
  | {
      readonly kind: 'update';
      readonly pullRequest: PullRequest;
      readonly record: RecordedUpdate;
      readonly stale: readonly StaleReason[];
    }
  | { readonly kind: 'person'; readonly pullRequest: PullRequest };

export type OwnProposal = Exclude<Proposal, { readonly kind: 'person' }>;

/** An edge, as far as the pull requests on it are judged by it. */
export interface ProposalEdge {
  readonly from: Environment;
  readonly to: Environment;
  readonly plan: { readonly kind: 'known'; readonly plan: Plan } | Unknown;
  readonly pullRequests:
    | { readonly kind: 'known'; readonly open: readonly PullRequest[]; readonly ended?: readonly PullRequest[] }
    | Unknown;
}

/** One end of an edge, likewise. */
export interface ProposalCell {
  readonly service: Service;
  readonly environment: Environment;
  readonly head: { readonly kind: 'known'; readonly commit: Commit } | Unknown;
  readonly pipeline: PipelineState | Unknown;
  readonly openTowards?: readonly PullRequest[];
}

/** What stands on an edge, the newest first. Pure, of what was observed: made anew on each look. */
export function proposalsOf(
  { from, to, plan, pullRequests }: ProposalEdge,
  source: ProposalCell | undefined,
  target: ProposalCell | undefined,
  graph: CommitGraph,
  outcomes: ReadonlyMap<number, RollbackOutcome>,
): readonly Proposal[] {
  if (pullRequests.kind === 'unknown') return [];
  const edge = { from: from.branch, to: to.branch };
  return [...pullRequests.open, ...(pullRequests.ended ?? [])]
    .toSorted((one, other) => other.number - one.number)
    .map((pullRequest): Proposal => {
      const rollback = rolledBackIn(pullRequest, edge.to);
      if (rollback) return rollbackProposal(pullRequest, rollback, target, graph, outcomes);
      const record = recordedIn(pullRequest, edge);
      if (!record) return { kind: 'person', pullRequest };
      const stale = plan.kind === 'known' ? reasonsFor(pullRequest, record, plan.plan, source, graph) : [];
      return { kind: 'ours', pullRequest, record, stale };
    });
}

/** Ours towards a branch that are on no edge: newer images, what comes back to it, its rollbacks. The newest first; pure. */
export function proposalsTowards(
  cell: ProposalCell,
  graph: CommitGraph,
  outcomes: {
    readonly rollbacks: ReadonlyMap<number, RollbackOutcome>;
    readonly returns: ReadonlyMap<number, ReturnOutcome>;
  },
): readonly OwnProposal[] {
  const { branch } = cell.environment;
  return (cell.openTowards ?? [])
    .toSorted((one, other) => other.number - one.number)
    .flatMap((pullRequest): readonly OwnProposal[] => {
      const rollback = rolledBackIn(pullRequest, branch);
      if (rollback) return [rollbackProposal(pullRequest, rollback, cell, graph, outcomes.rollbacks)];
      const update = updatedIn(pullRequest, branch);
      if (update)
        return [{ kind: 'update', pullRequest, record: update, stale: openReasons(pullRequest, headOf(cell), graph) }];
      const record = returnedIn(pullRequest, branch);
      if (!record) return [];
      const stale = returnReasons(pullRequest, headOf(cell), outcomes.returns.get(pullRequest.number), graph);
      return [{ kind: 'return', pullRequest, record, stale }];
    });
}

function rollbackProposal(
  pullRequest: PullRequest,
  record: RecordedRollback,
  target: ProposalCell | undefined,
  graph: CommitGraph,
  outcomes: ReadonlyMap<number, RollbackOutcome>,
): OwnProposal {
  const outcome = outcomes.get(pullRequest.number) ?? 'unknown';
  const stale = rollbackReasons(pullRequest, record, headOf(target), outcome, graph);
  return { kind: 'rollback', pullRequest, record, stale };
}

function headOf(cell: ProposalCell | undefined): Sha | undefined {
  return cell?.head.kind === 'known' ? cell.head.commit.sha : undefined;
}

function reasonsFor(
  { state, base, head, mergeable }: PullRequest,
  record: RecordedProposal,
  plan: Plan,
  source: ProposalCell | undefined,
  graph: CommitGraph,
): readonly StaleReason[] {
  const onSource = holds(graph, record.from.commit, plan.source.commit);
  const onTarget = holds(graph, head.commit, plan.target.commit);
  return staleReasons({
    record,
    state,
    head: head.branch,
    base: base.branch,
    mergeable,
    plan,
    ...(onSource === undefined ? {} : { onSource }),
    ...(onTarget === undefined ? {} : { onTarget }),
    gateFailed: hasFailedAt(source, record.from.commit, plan.edge),
  });
}

function rollbackReasons(
  { state, base, head: proposed, mergeable }: PullRequest,
  record: RecordedRollback,
  head: Sha | undefined,
  outcome: RollbackOutcome,
  graph: CommitGraph,
): readonly StaleReason[] {
  const onTarget = holds(graph, proposed.commit, head ?? null);
  const facts = { record, state, base: base.branch, mergeable, head, outcome };
  return staleRollbackReasons({ ...facts, ...(onTarget === undefined ? {} : { onTarget }) });
}

function returnReasons(
  { head: proposed, mergeable }: PullRequest,
  head: Sha | undefined,
  outcome: ReturnOutcome | undefined,
  graph: CommitGraph,
): readonly StaleReason[] {
  if (holds(graph, proposed.commit, head ?? null)) return ['mergedOutside'];
  if (outcome === 'there') return ['noop'];
  return outcome === 'conflict' || mergeable === 'no' ? ['conflict'] : [];
}

/** What git and the forge say of an open one; whether it is still wanted, only a registry could tell. */
function openReasons(
  { head: proposed, mergeable }: PullRequest,
  head: Sha | undefined,
  graph: CommitGraph,
): readonly StaleReason[] {
  if (holds(graph, proposed.commit, head ?? null)) return ['mergedOutside'];
  return mergeable === 'no' ? ['conflict'] : [];
}

function holds(graph: CommitGraph, commit: Sha, head: Sha | null): boolean | undefined {
  return head === null || !graph.has(head) ? undefined : graph.isAncestor(commit, head);
}

/** Of any other commit than the one whose checks were read, nothing is known. */
function hasFailedAt(source: ProposalCell | undefined, commit: Sha, { from, to }: Plan['edge']): boolean {
  const { pipeline, service, environment } = source ?? {};
  if (pipeline?.kind !== 'known' || pipeline.commit !== commit || pipeline.verdict !== 'failure') return false;
  const branches = new Map(service?.environments.map(({ name, branch }) => [name, branch]));
  const path = service?.edges.find((edge) => edge.from === environment?.name && branches.get(edge.to) === to);
  return environment?.branch === from && path?.gates.pipeline === 'required';
}
