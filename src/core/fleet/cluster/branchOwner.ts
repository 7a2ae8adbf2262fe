import type { BranchOwner } from '../../change/engine/owner';
import type { GitopsStatus } from '../../cluster/gitops/status';
import { kindKey, type ConnectionState, type KindRef, type KindState } from '../../cluster/live';
import { inEnglish, message } from '../../support/message';
import type { Observation, Unknown } from '../../support/observation';

export const applicationKind: KindRef = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' };
export const strategyKind: KindRef = { apiVersion: 'promoter.argoproj.io/v1alpha1', kind: 'PromotionStrategy' };
export const stageKind: KindRef = { apiVersion: 'kargo.akuity.io/v1alpha1', kind: 'Stage' };

/** What an engine says of a branch. */
interface Told {
  readonly status: GitopsStatus;
  readonly observed: Observation;
}

/** What was read where engines are usually told what to move. */
export interface OwnerEvidence {
  readonly connection: ConnectionState;
  /** Of the namespace where Argo CD and GitOps Promoter keep theirs; Kargo's Stage is asked for there to see whether it is served. */
  readonly kinds: ReadonlyMap<string, KindState>;
  /** Who moves the branch, as far as that is clear. */
  readonly moving: readonly Told[];
  /** The Application of the branch, where it names the Stage that may change it. */
  readonly claimed: Told | undefined;
  /** Stages in the project that it names. */
  readonly stages: KindState | undefined;
  /** A strategy names a branch of this name, of a repository that is not told. */
  readonly unclear: string | undefined;
}

const pending: Unknown = { kind: 'unknown', reason: 'pending', said: message('The cluster is being asked.') };

/** Who moves a branch, by what was read. What may not be read, or was only seen before, is no sign that nobody does. */
export function branchOwner(evidence: OwnerEvidence): BranchOwner {
  const { connection, kinds, moving, claimed, stages, unclear } = evidence;
  if (connection.kind === 'unknown') return connection;
  if (connection.kind === 'connecting') return pending;
  const { observed } = connection;
  const [found] = moving;
  if (found) return { kind: 'engine', ...found };
  const [applications, strategies, served] = [applicationKind, strategyKind, stageKind].map((ref) =>
    kinds.get(kindKey(ref)),
  );
  if (claimed) {
    if (stages?.kind === 'known') return absent(claimed, observed);
    return stages === undefined || stages.reason === 'pending' ? pending : unreadStage(claimed, stages);
  }
  for (const state of [applications, strategies, served]) {
    if (!state || (state.kind === 'unknown' && state.reason === 'pending')) return pending;
  }
  if (isHidden(strategies)) return strategies;
  const mayBeKargos = served?.kind === 'known' || isHidden(served);
  if (mayBeKargos && isHidden(applications)) return applications;
  if (unclear !== undefined) {
    const said = message('PromotionStrategy {name} names a branch of this name, and not of which repository.', {
      name: unclear,
    });
    return { kind: 'unknown', reason: 'missing', said, observed };
  }
  return connection.kind === 'stale' ? { ...connection.cause, observed } : { kind: 'nobody', observed };
}

/** There, and not to be read. What a cluster does not serve is nowhere. */
function isHidden(state: KindState | undefined): state is Unknown {
  return state?.kind === 'unknown' && state.reason !== 'missing';
}

/** The Application names a Stage that is not there, or one that moves nothing. */
function absent({ status }: Told, observed: Observation): BranchOwner {
  const said = message('Application {name} names a Stage that moves nothing, or is not there.', { name: status.name });
  return { kind: 'unknown', reason: 'missing', said, observed };
}

/** Its Application says that Kargo moves it; how far that is, only the Stage could. */
function unreadStage({ status, observed }: Told, why: Unknown): BranchOwner {
  const { kind, name, namespace } = status;
  return {
    kind: 'engine',
    status: {
      source: 'kargo',
      kind,
      name,
      namespace,
      sync: 'unknown',
      health: 'unknown',
      operation: 'idle',
      paused: false,
      move: { from: [], gates: [{ name: 'Stage', kind: 'unknown', said: inEnglish(why.said) }], automatic: false },
    },
    observed,
  };
}
