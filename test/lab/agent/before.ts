import { apply, placed, verify, type Place } from './deployment';
import { deployable, type Manifests } from './files';
import { render } from './render';

/** What had been deployed to a place before the agent began: deployments, oldest first. */
export interface Past extends Place {
  readonly deployments: readonly Manifests[];
}

/** Brings every place to where its last deployment left it, all at once. */
export async function deployBefore(past: readonly Past[], signal: AbortSignal, deadlineMs: number): Promise<void> {
  await Promise.all(
    past.map(async (place) => {
      for (const files of place.deployments) {
        const manifests = placed(render(deployable(files)), place.namespace);
        apply(place, manifests);
        // Each deployment builds on the one before: what failed leaves the pods of what succeeded.
        await verify(place, manifests, signal, deadlineMs);
      }
    }),
  );
}
