import { apply, placed, verify, type Outcome, type Place } from './deployment';
import { deployable, type Manifests } from './files';
import { render } from './render';

/** What had been deployed to a place before the agent began: deployments, oldest first. */
export interface Past extends Place {
  readonly deployments: readonly { readonly files: Manifests; readonly verdict: Outcome['verdict'] }[];
}

/** Brings every place to where its last deployment left it, all at once. */
export async function deployBefore(past: readonly Past[], signal: AbortSignal, deadlineMs: number): Promise<void> {
  await Promise.all(
    past.map(async (place) => {
      for (const { files, verdict } of place.deployments) {
        const manifests = placed(render(deployable(files)), place.namespace);
        apply(place, manifests);
        // What failed leaves the pods of what succeeded before it, so that has to be complete first.
        if (verdict === 'success') await verify(place, manifests, signal, deadlineMs);
      }
    }),
  );
}
