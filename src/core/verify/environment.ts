import { clusterName } from '../cluster/clusters';
import type { LiveObject, WorkloadHealth } from '../cluster/live';
import { isRollout } from '../cluster/rollouts/read';
import type { ObjectDrift } from '../drift/report';
import type { CommitLook } from '../fleet/commitObserver';
import type { Cell } from '../fleet/state/snapshot';
import { message, type Message } from '../support/message';
import type { Unknown } from '../support/observation';
import { short, type Sha } from '../support/sha';
import { podsOf } from './pods';
import type { Requirement, RequirementState } from './requirement';
import { shown, told } from './shownLine';

export interface Wanted {
  readonly commit: Sha;
  /** Whether it is accepted that objects of a kind are not compared; the kind is empty for a part of a file. */
  readonly mayBeUnknown: (kind: string) => boolean;
}

/** What has to be true of an environment that runs a commit: the cluster answers, it runs it, each object is as it says and well. */
export function environmentRequirements({ cell, live }: CommitLook, wanted: Wanted): readonly Requirement[] {
  const cluster = clusterRequirement(cell);
  const { drift } = cell;
  if (drift.kind === 'unknown') return [cluster, revisionRequirement(cell, wanted.commit)];
  const isLive = cluster.state === 'met';
  const objects = drift.report.objects
    .filter(({ verdict }) => verdict !== 'orphan')
    .map((object) => objectRequirement(object, cell, live, { ...wanted, isLive }));
  return [cluster, revisionRequirement(cell, wanted.commit), ...objects];
}

function clusterRequirement({ connection, environment }: Cell): Requirement {
  const subject = environment.cluster ? `cluster ${clusterName(environment.cluster)}` : 'cluster';
  const base = { id: 'cluster', kind: 'cluster', subject } as const;
  switch (connection.kind) {
    case 'live':
      return { ...base, state: 'met', said: told(message('It answers.')) };
    case 'connecting':
      return { ...base, state: 'waiting', said: told(message('The cluster is being asked.')) };
    case 'stale':
      return { ...base, state: 'unknown', said: told(connection.cause.said) };
    case 'unknown':
      return { ...base, ...whyUnknown(connection) };
  }
}

/** What the person has to do something about, as opposed to what is tried again. */
const lasting: ReadonlySet<Unknown['reason']> = new Set([
  'forbidden',
  'unauthorised',
  'notConfigured',
  'invalid',
  'unjudged',
]);

function whyUnknown({ reason, said }: Unknown): Pick<Requirement, 'state' | 'said'> {
  const state = lasting.has(reason) ? 'failing' : reason === 'pending' ? 'waiting' : 'unknown';
  return { state, said: told(said) };
}

function revisionRequirement({ live, drift }: Cell, commit: Sha): Requirement {
  const base = { id: 'revision', kind: 'revision', subject: 'live revision' } as const;
  const is = (state: RequirementState, said: Message): Requirement => ({ ...base, state, said: told(said) });
  // Why nothing could be compared is the reason why nobody knows what runs.
  if (drift.kind === 'unknown') return { ...base, ...whyUnknown(drift) };
  if (live.kind === 'unknown') {
    return live.reason === 'missing' ? is('waiting', live.said) : { ...base, ...whyUnknown(live) };
  }
  if (live.kind === 'mixed') {
    const objects = live.differing.slice(0, 3).join(', ');
    const more = live.differing.length > 3 ? ', …' : '';
    return is(
      'waiting',
      message('Not all is as in {commit}: {objects}', { commit: short(commit), objects: objects + more }),
    );
  }
  const { deployment, by } = live;
  if (deployment.sha === commit) return is('met', message('It runs {commit}.', { commit: short(commit) }));
  const found = { found: short(deployment.sha), commit: short(commit) };
  return by === undefined
    ? is('waiting', message('It runs {found}, and not {commit}.', found))
    : is(
        'waiting',
        message('{controller} says that it has deployed {found}, and not {commit}.', { ...found, controller: by }),
      );
}

function objectRequirement(
  object: ObjectDrift,
  cell: Cell,
  live: readonly LiveObject[],
  { mayBeUnknown, isLive }: Wanted & { readonly isLive: boolean },
): Requirement {
  const { apiVersion, kind, namespace = '', name, verdict, reason = '' } = object;
  const subject = shown(kind === '' ? (object.file ?? name) : `${kind} ${name}`);
  const base = { id: `object ${apiVersion} ${kind} ${namespace} ${name}`, kind: 'object', subject } as const;
  switch (verdict) {
    case 'unknown':
      if (mayBeUnknown(kind))
        return { ...base, state: 'met', isAccepted: true, said: shown(`Not compared, as accepted: ${reason}`) };
      return { ...base, state: isLive ? 'failing' : 'unknown', said: shown(reason || 'It could not be compared.') };
    case 'invalid':
      return {
        ...base,
        state: 'failing',
        said: shown(reason || 'It cannot be applied as it is written.'),
        drift: object,
      };
    case 'absent':
      return { ...base, state: 'waiting', said: told(message('It is not there yet.')), drift: object };
    case 'changed':
    case 'missing':
    case 'masked':
    case 'extra':
      return { ...base, state: 'waiting', said: told(differs(object)), drift: object };
    case 'none':
    case 'managed':
    case 'ignored':
    case 'orphan':
      return { ...base, ...healthRequirement(workloadOf(cell, object), object, live) };
  }
}

/** The first place, as a person would look for it: file and line, then the key. */
function differs({ file, line, fields }: ObjectDrift): Message {
  const counted = fields.filter(({ verdict }) => ['changed', 'missing', 'masked', 'extra'].includes(verdict));
  const [first] = counted;
  const place = `${file ?? ''}:${first?.line ?? line ?? 1}`;
  const values = { place, path: first?.path ?? '', more: counted.length - 1 };
  return counted.length > 1
    ? message('It differs from what {place} says of {path}, and in {more} more.', values)
    : message('It differs from what {place} says of {path}.', values);
}

function workloadOf({ health }: Cell, { kind, name }: ObjectDrift): WorkloadHealth | undefined {
  return health.kind === 'known'
    ? health.workloads.find((workload) => workload.kind === kind && workload.name === name)
    : undefined;
}

/** What cannot be well or unwell is as the commit says, and that is all. */
function healthRequirement(
  workload: WorkloadHealth | undefined,
  object: ObjectDrift,
  live: readonly LiveObject[],
): Pick<Requirement, 'state' | 'said' | 'pods'> {
  if (!workload) return { state: 'met', said: told(message('It is as the commit says.')) };
  const said = shown(workload.reason ?? workload.verdict);
  switch (workload.verdict) {
    case 'healthy':
      return { state: 'met', said: told(message('It is as the commit says, and healthy.')) };
    case 'suspended':
      // A paused Deployment does not get anywhere, a Rollout waits for its step or for a person; whatever else is suspended is so
      // because the commit says it.
      if (isRollout(object)) return { state: 'waiting', said, pods: podsOf(object, live) };
      return { state: object.kind === 'Deployment' ? 'failing' : 'met', said };
    case 'progressing':
      return { state: 'waiting', said, pods: podsOf(object, live) };
    case 'degraded':
      return { state: 'failing', said, pods: podsOf(object, live) };
    case 'unknown':
      return { state: 'unknown', said };
  }
}
