import type { BranchOwner } from '../../change/engine/owner';
import type { GitopsStatus } from '../../cluster/gitops/status';
import { kindKey, type ConnectionState, type KindState } from '../../cluster/live';
import { inEnglish, message } from '../../support/message';
import type { Observation, Unknown } from '../../support/observation';
import { moverKinds, ownerKinds } from './homes';

/** What an engine says of a branch. */
interface Told {
  readonly status: GitopsStatus;
  readonly observed: Observation;
}

/** What was read of those who move branches. */
export interface OwnerEvidence {
  readonly connection: ConnectionState;
  /** Of all namespaces: what movers are told, and what that refers to. */
  readonly kinds: ReadonlyMap<string, KindState>;
  /** What is looked at where that may not be read; it can show that somebody moves the branch, and never that nobody does. */
  readonly second: readonly (KindState | undefined)[];
  /** Who moves the branch, as far as that is clear. */
  readonly moving: readonly Told[];
  /** The Application of the branch, where it names the Stage that may change it. */
  readonly claimed: Told | undefined;
  /** Stages in the project that it names. */
  readonly stages: KindState | undefined;
  /** Who may move it: of which branch or repository it is, is not told. */
  readonly unclear: GitopsStatus | undefined;
}

const pending: Unknown = { kind: 'unknown', reason: 'pending', said: message('The cluster is being asked.') };

/**
 * Who moves a branch, by what was read. Nobody does only where every kind that could tell otherwise is not served by the cluster, in any
 * version, or was read of all namespaces. What may not be read, or was only seen before, is no sign that nobody does.
 */
export function branchOwner(evidence: OwnerEvidence): BranchOwner {
  const { connection, kinds, second, moving, claimed, stages, unclear } = evidence;
  if (connection.kind === 'unknown') return connection;
  if (connection.kind === 'connecting') return pending;
  const { observed } = connection;
  const [found] = moving;
  if (found) return { kind: 'engine', ...found };
  // Whose a strategy is may be told by what comes last: before all have answered nothing is decided.
  if ([...ownerKinds.map((ref) => kinds.get(kindKey(ref))), ...second].some(isPending)) return pending;
  if (claimed) {
    if (stages?.kind === 'known') return absent(claimed, observed);
    return isPending(stages) ? pending : unreadStage(claimed, stages);
  }
  const hidden = moverKinds.map((ref) => kinds.get(kindKey(ref))).find(isHidden);
  if (hidden) return { ...hidden, observed };
  if (unclear) return { kind: 'unknown', reason: 'missing', said: mayMean(unclear), observed };
  return connection.kind === 'stale' ? { ...connection.cause, observed } : { kind: 'nobody', observed };
}

function mayMean({ kind, namespace = '', name, follows, repository }: GitopsStatus) {
  const values = { object: `${kind} ${namespace}/${name}` };
  if (repository === undefined && follows !== undefined)
    return message('{object} names a branch of this name, and not of which repository.', values);
  return repository === undefined || follows === undefined
    ? message('{object} moves a branch, and which one cannot be told: it may be this one.', values)
    : message('{object} may mean this branch: it names {repository} at {follows}.', { ...values, repository, follows });
}

function isPending(state: KindState | undefined): boolean {
  return state === undefined || (state.kind === 'unknown' && state.reason === 'pending');
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
function unreadStage({ status, observed }: Told, why: Unknown | undefined): BranchOwner {
  const { kind, name, namespace } = status;
  const said = why ? inEnglish(why.said) : '';
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
      move: { from: [], gates: [{ name: 'Stage', kind: 'unknown', said }], automatic: false },
    },
    observed,
  };
}
