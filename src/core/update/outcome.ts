import type { ImageDescription, ImageReference } from '../registry/types';
import type { Message } from '../support/message';
import type { TakenImage } from './hold/takenAway';
import type { ImageSite, Version } from '../images/site';
import type { ImageOwner } from './owners/owner';

/** What becomes of one image of a service, wherever it stands with the same version. */
export interface ImageOutcome {
  /** With the version that stands there; without one where it was found nowhere. */
  readonly image: ImageReference;
  readonly sites: readonly ImageSite[];
  readonly verdict: Verdict;
  /** What a person should know beside it. */
  readonly notes: readonly Message[];
}

export type Verdict =
  | {
      readonly kind: 'update';
      readonly to: Version;
      readonly described: ImageDescription;
      /** Of the version that stands there; nothing where the registry has it no more, or does not say. */
      readonly before?: ImageDescription;
    }
  /** Nothing that the policy allows is newer. */
  | { readonly kind: 'current' }
  /** The registry has nothing that the policy would propose. */
  | { readonly kind: 'none' }
  /** There is something newer, and a rollback took it, or what is newer still, away. */
  | { readonly kind: 'held'; readonly tag: string; readonly by: TakenImage }
  /** It was proposed, and a person closed the pull request. */
  | { readonly kind: 'declined'; readonly to: Version; readonly by: number }
  /** Somebody else sees to it. */
  | { readonly kind: 'owned'; readonly owner: ImageOwner }
  /** Nothing can be said to be newer than what stands there. */
  | { readonly kind: 'undecided'; readonly said: Message }
  /** The manifests do not have it. */
  | { readonly kind: 'notFound' }
  /** It could not be read, judged or written. `kept`: what is proposed already, and stays so meanwhile. */
  | { readonly kind: 'failed'; readonly code: string; readonly said: Message; readonly kept?: Version };

/** What is proposed in the place of what stands there; nothing where it stays. */
export function proposedVersion(verdict: Verdict): Version | undefined {
  if (verdict.kind === 'update') return verdict.to;
  return verdict.kind === 'failed' ? verdict.kept : undefined;
}
