import { updatedImagesIn, type ProposedBranch } from '../promotion/record/recorded';
import { isSameImage, isSameVersion, readImageName } from '../registry/imageName';
import type { ImageReference } from '../registry/types';
import { withVersion, type Version } from '../images/site';
import type { Verdict } from './outcome';

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
  return declined.find((one) => isSameVersion(one.image, withVersion(image, to)))?.by;
}

/**
 * The verdict, unless its version was declined. One that somebody names, by its tag or its digest, is proposed all the same.
 * @param standing the image in whose place it would be put
 */
export function unlessDeclined(
  verdict: Verdict,
  standing: ImageReference,
  declined: readonly Declined[],
  named: ImageReference | undefined,
): Verdict {
  if (verdict.kind !== 'update') return verdict;
  const { to, described } = verdict;
  const by = declinedBy(declined, standing, to);
  const isNamed =
    named !== undefined &&
    (named.digest === undefined ? named.tag === to.tag : named.digest === described.digest) &&
    isSameImage(named, standing);
  return by === undefined || isNamed ? verdict : { kind: 'declined', to, by };
}

/** Without those that are proposed at this moment: a person has named one, or opened its pull request again. */
export function notOpen(declined: readonly Declined[], open: readonly Declined[]): readonly Declined[] {
  return declined.filter(({ image }) => !open.some((one) => isSameVersion(one.image, image)));
}
