import { ownership } from '../../cluster/health/ownership';
import { kindKey, type NamespaceState } from '../../cluster/live';
import { rolloutHealth } from '../../cluster/rollouts/health';
import { isRollout } from '../../cluster/rollouts/read';
import type { RolloutFact, RolloutsState } from '../../change/gates/gateFacts';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Desired } from './desired';
import { rolloutKind } from './watchedKinds';

const unanswered: Unknown = { kind: 'unknown', reason: 'pending', said: message('The cluster is being asked.') };

/**
 * How the Argo Rollouts that a branch names stand; nothing where it names none. What cannot be rendered, or lies in another
 * namespace, is not known. One that is not there has not begun, and where
 * they may not be read nothing is told of any.
 */
export function rolloutsOf({ files, unrendered }: Desired, state: NamespaceState): RolloutsState | undefined {
  if (unrendered) return unread(unrendered, state);
  const named = files.flatMap(({ objects }) => objects).filter(({ identity }) => isRollout(identity));
  if (named.length === 0) return undefined;
  const { connection, namespace, kinds } = state;
  if (connection.kind === 'unknown') return connection;
  if (connection.kind === 'connecting') return unanswered;
  const objects = [...kinds.values()].flatMap((kind) => (kind.kind === 'known' ? kind.objects : []));
  const owned = ownership(objects);
  const all: RolloutFact[] = [];
  for (const { identity } of named) {
    const kind = kinds.get(kindKey(identity));
    if (kind?.kind !== 'known') return kind ?? unanswered;
    const { name } = identity;
    if (identity.namespace !== undefined && identity.namespace !== namespace)
      return elsewhere(name, identity.namespace);
    const found = kind.objects.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    const { verdict, reason } = found
      ? rolloutHealth(found, owned.madeBy(found))
      : ({ verdict: 'progressing', reason: 'it is not there yet' } as const);
    all.push({ name, verdict, said: reason ?? verdict });
  }
  return { kind: 'known', all, observed: connection.observed };
}

/** What cannot be rendered may name some wherever the cluster has them at all: that it names none, nobody knows. */
function unread(why: Unknown, { connection, kinds }: NamespaceState): RolloutsState | undefined {
  if (connection.kind === 'unknown') return connection;
  const served = kinds.get(kindKey(rolloutKind));
  if (!served || (served.kind === 'unknown' && served.reason === 'pending')) return unanswered;
  return served.kind === 'unknown' && served.reason === 'missing' ? undefined : why;
}

/** Only the namespace of the environment is watched. */
function elsewhere(name: string, namespace: string): Unknown {
  const said = message('Rollout {name} is in the namespace {namespace}, which is not watched.', { name, namespace });
  return { kind: 'unknown', reason: 'missing', said };
}
