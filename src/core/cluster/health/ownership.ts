import { isMap, listAt, stringAt } from '../json';
import type { LiveObject } from '../live';

/** Who made what, by the controller references of the objects at hand. */
export interface Ownership {
  /** A controller made it of another object; whether or not that one is at hand. */
  isMade(object: LiveObject): boolean;
  madeBy(owner: LiveObject): readonly LiveObject[];
  /**
   * The Pods of a workload, through whatever lies between. Pods of old ReplicaSets are left out where the new one is
   * known: why an old one fails is not why the new one does.
   */
  podsOf(owner: LiveObject): readonly LiveObject[];
}

/** As Deployments count them, and as Rollouts of Argo do. */
const revisions = ['deployment.kubernetes.io/revision', 'rollout.argoproj.io/revision'] as const;

export function ownership(objects: readonly LiveObject[]): Ownership {
  const made = new Map<string, LiveObject[]>();
  for (const object of objects) {
    const uid = controllerOf(object);
    if (uid === undefined) continue;
    const siblings = made.get(uid);
    if (siblings) siblings.push(object);
    else made.set(uid, [object]);
  }
  const madeBy = ({ metadata: { uid } }: LiveObject) => (uid === undefined ? [] : (made.get(uid) ?? []));
  const podsOf = (owner: LiveObject): readonly LiveObject[] =>
    newest(madeBy(owner)).flatMap((object) => (object.kind === 'Pod' ? [object] : podsOf(object)));
  return { isMade: (object) => controllerOf(object) !== undefined, madeBy, podsOf };
}

function controllerOf(object: LiveObject): string | undefined {
  const owner = listAt(object, 'metadata', 'ownerReferences').find(
    (entry) => isMap(entry) && entry['controller'] === true,
  );
  return stringAt(owner, 'uid');
}

/** Of a Deployment's, or a Rollout's, ReplicaSets only the one of the latest revision; everything else as it is. */
function newest(made: readonly LiveObject[]): readonly LiveObject[] {
  const sets = made.filter(({ kind }) => kind === 'ReplicaSet');
  if (sets.length < 2) return made;
  const revisionOf = ({ metadata }: LiveObject) =>
    Number(revisions.map((name) => metadata.annotations?.[name]).find((text) => text !== undefined) ?? 0);
  const latest = Math.max(...sets.map(revisionOf));
  return sets.filter((set) => revisionOf(set) === latest);
}
