import { rollUpHealth, healthOf } from '../../cluster/health';
import { kindKey, type LiveObject, type NamespaceState } from '../../cluster/live';
import type { KindSchema } from '../../cluster/schemas/schema';
import { compareManifests, type LiveState } from '../../drift/compare';
import { withIgnored, type IgnoreRule } from '../../drift/ignores/ownIgnores';
import type { DriftReport } from '../../drift/report';
import { unreadable } from '../../drift/unreadable';
import { withOrphans } from '../../drift/orphans';
import type { ObjectIdentity } from '../../manifest/objects';
import { inEnglish, message } from '../../support/message';
import type { Observation, Unknown } from '../../support/observation';
import type { Sha } from '../../support/sha';
import { namedBy, type Desired } from './desired';
import type { Cell, DriftState, HealthState } from '../state/snapshot';
import { kindsOf } from './watchedKinds';
import type { Verifications } from './verifications';

export interface ClusterFactsOptions {
  readonly commit: Sha;
  readonly namespace: string;
  readonly schemaOf: (identity: ObjectIdentity) => KindSchema | undefined;
  /** What was said before: it stays, with its age, while the cluster does not answer. */
  readonly held: Cell | undefined;
  /** What the catalog says does not count. */
  readonly ignored: readonly IgnoreRule[];
  readonly verifications: Verifications;
  /** What GitOps controllers keep in the cluster. */
  readonly controllers: readonly LiveObject[];
}

export interface ClusterFacts extends Pick<Cell, 'connection' | 'drift' | 'health'> {
  /** How the files stand against what is live, before what a person or a controller said of it; nothing where that counts. */
  readonly compared?: DriftReport;
}

/** What one namespace's state says of a cell. A kind that cannot be seen is unknown, never absent. */
export function clusterFacts(desired: Desired, state: NamespaceState, options: ClusterFactsOptions): ClusterFacts {
  const { connection } = state;
  if (kindsOf(desired).length === 0) {
    const why = unasked(desired);
    return { connection, drift: why, health: why };
  }
  const observed = observationOf(state);
  if (!observed) {
    const why = connection.kind === 'unknown' ? connection : notYet;
    return { connection, drift: why, health: why };
  }
  const { drift, compared } = driftOf(desired, state, observed, options);
  const health = healthFacts(desired, state, observed);
  return { connection, drift, health, ...(compared && options.controllers.length === 0 ? { compared } : {}) };
}

const notYet: Unknown = { kind: 'unknown', reason: 'pending', said: message('The cluster is being asked.') };

/** Why the cluster is asked for nothing: it is not "being asked" then. */
function unasked({ files, unrendered }: Desired): Unknown {
  if (unrendered) return unrendered;
  const [fault] = files.flatMap(unreadable);
  const said = fault
    ? message('{file}:{line}: {reason}', { file: fault.file ?? '', line: fault.line ?? 0, reason: fault.reason ?? '' })
    : message('No object stands in the manifests of the branch.');
  return { kind: 'unknown', reason: fault ? 'invalid' : 'missing', said };
}

/** When the whole was last seen: nothing while the first lists are under way. */
function observationOf({ connection, kinds }: NamespaceState): Observation | undefined {
  const settled = [...kinds.values()].every((kind) => kind.kind === 'known' || kind.reason !== 'pending');
  if (!settled || kinds.size === 0) return undefined;
  return connection.kind === 'live' || connection.kind === 'stale' ? connection.observed : undefined;
}

function driftOf(
  desired: Desired,
  state: NamespaceState,
  observed: Observation,
  { commit, namespace, schemaOf, held, ignored, verifications, controllers }: ClusterFactsOptions,
): { readonly drift: DriftState; readonly compared?: DriftReport } {
  if (desired.unrendered) return { drift: { ...desired.unrendered, observed } };
  const blind = seesNothing(state);
  if (blind) {
    const isHeld = held?.drift.kind === 'known' && held.drift.commit === commit;
    return { drift: isHeld ? held.drift : { ...blind, observed } };
  }
  const live = { ...liveStateOf(state), controllers };
  const compared = compareManifests(desired.files, live, { schemaOf, namespace });
  const sure = verifications.applyTo(compared, desired.files, live.objects);
  const report = withOrphans(sure, desired.files, live, namespace);
  return { drift: { kind: 'known', commit, report: withIgnored(report, ignored), observed }, compared };
}

/** Why, where no kind at all can be seen. */
function seesNothing({ kinds }: NamespaceState): Unknown | undefined {
  const states = [...kinds.values()];
  const [first] = states;
  return first?.kind === 'unknown' && states.every(({ kind }) => kind === 'unknown') ? first : undefined;
}

/** The live side of a comparison. */
export function liveStateOf(state: NamespaceState): LiveState {
  const objects = [...state.kinds.values()].flatMap((kind): readonly LiveObject[] =>
    kind.kind === 'known' ? kind.objects : [],
  );
  return {
    objects,
    unseen: ({ apiVersion, kind }) => {
      const known = state.kinds.get(kindKey({ apiVersion, kind }));
      if (!known) return 'This kind is not watched.';
      return known.kind === 'unknown' ? inEnglish(known.said) : undefined;
    },
  };
}

/** Only workloads that the branch names, and what belongs to them, count. */
function healthFacts(desired: Desired, state: NamespaceState, observed: Observation): HealthState {
  const isNamed = namedBy(desired);
  const workloads = healthOf(liveStateOf(state).objects).filter(({ kind, name }) => isNamed(kind, name));
  const blind = [...state.kinds].find(([, kind]) => kind.kind === 'unknown')?.[1];
  if (workloads.length === 0 && blind?.kind === 'unknown') return blind;
  return { kind: 'known', verdict: rollUpHealth(workloads), workloads, observed };
}
