import { updatedImagesIn, type ProposedBranch } from '../promotion/record/recorded';
import { isSameImage, readImageName } from '../registry/imageName';
import type { ImageReference } from '../registry/types';
import type { Version } from './images/site';

/** A version that we proposed, and that a person did not want: they closed the pull request. */
export interface Declined {
  readonly image: ImageReference;
  /** The number of the pull request. */
  readonly by: number;
}

/** @param closed pull requests towards the branch that ended without landing, from branches of the repository itself */
export function declinedIn(
  closed: readonly (ProposedBranch & { readonly number: number })[],
  { service, branch }: { readonly service: string; readonly branch: string },
): readonly Declined[] {
  return closed.flatMap((pullRequest) =>
    updatedImagesIn(pullRequest, service, branch).flatMap((name): readonly Declined[] => {
      try {
        return [{ image: readImageName(name), by: pullRequest.number }];
      } catch {
        return []; // what a person made of the line says nothing
      }
    }),
  );
}

/** The pull request by which this version was declined: it, and no other one, is not proposed again. */
export function declinedBy(declined: readonly Declined[], image: ImageReference, to: Version): number | undefined {
  const same = declined.find(
    (one) => isSameImage(one.image, image) && one.image.tag === to.tag && one.image.digest === to.digest,
  );
  return same?.by;
}
