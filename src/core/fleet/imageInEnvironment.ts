import type { ImageReference } from '../registry/types';
import type { Message } from '../support/message';
import type { Observation } from '../support/observation';

/** What runs of an image in an environment, by the deployment that the cluster runs. */
export type LiveImage =
  | { readonly kind: 'exact'; readonly versions: readonly ImageReference[]; readonly observed: Observation }
  /** Objects are of several deployments: which version runs is not one answer. */
  | { readonly kind: 'mixed'; readonly observed: Observation }
  | { readonly kind: 'unknown'; readonly said: Message };

/** An image in one environment of a service. */
export interface ImageInEnvironment {
  readonly environment: string;
  readonly branch: string;
  /** What stands at the head of its branch; `undefined`: that is not known. */
  readonly onBranch: readonly ImageReference[] | undefined;
  /** Some of its files could not be looked at. */
  readonly isWhole: boolean;
  readonly live: LiveImage;
}
