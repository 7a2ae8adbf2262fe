/** Whether an object as a deployment desires it is what runs. `unknown`: it cannot be compared (forbidden, not rendered). */
export type ObjectMatch = 'same' | 'differs' | 'unknown';

/** How each object of one deployment compares with what runs, by a name that is the same for all deployments. */
export type DeploymentMatch = ReadonlyMap<string, ObjectMatch>;

/** Which deployment runs, by content alone. */
export type ContentRevision<D> =
  | { readonly kind: 'exact'; readonly deployment: D; readonly compared: number; readonly notCompared: number }
  | {
      readonly kind: 'mixed';
      /** The deployment that most objects match (the newest of them), then those that explain the others, newest first. */
      readonly deployments: readonly D[];
      readonly differing: readonly Differing<D>[];
    }
  | { readonly kind: 'unknown' };

/** An object that is not as the deployment which most others match has it. */
export interface Differing<D> {
  readonly object: string;
  /** Deployments that it is as in, newest first; none where somebody changed it by hand. */
  readonly matches: readonly D[];
}

/**
 * Finds the deployment that runs.
 *
 * Exact is the newest deployment of which every object that can be compared is as it runs. Where there is none, the parts
 * come from several deployments, or somebody changed something. Where nothing can be compared, nothing is said.
 *
 * @param deployments of one branch, newest first
 * @param match compares one of them; called from the newest on, no further than needed
 */
export function liveRevision<D>(
  deployments: readonly D[],
  match: (deployment: D) => DeploymentMatch,
): ContentRevision<D> {
  const seen: { deployment: D; objects: DeploymentMatch }[] = [];
  for (const deployment of deployments) {
    const objects = match(deployment);
    const { same, differs, unknown } = tally(objects);
    if (same > 0 && differs === 0) return { kind: 'exact', deployment, compared: same, notCompared: unknown };
    if (same + differs > 0) seen.push({ deployment, objects });
  }
  const first = seen[0];
  if (!first) return { kind: 'unknown' };
  const base = seen.reduce((best, next) => (tally(next.objects).same > tally(best.objects).same ? next : best), first);
  const differing = [...base.objects]
    .filter(([, verdict]) => verdict === 'differs')
    .map(([object]) => ({
      object,
      matches: seen.filter(({ objects }) => objects.get(object) === 'same').map(({ deployment }) => deployment),
    }));
  const explaining = new Set(differing.flatMap(({ matches }) => matches.slice(0, 1)));
  const others = deployments.filter((deployment) => explaining.has(deployment) && deployment !== base.deployment);
  return { kind: 'mixed', deployments: [base.deployment, ...others], differing };
}

function tally(objects: DeploymentMatch): Record<ObjectMatch, number> {
  const counts = { same: 0, differs: 0, unknown: 0 };
  for (const verdict of objects.values()) counts[verdict]++;
  return counts;
}
