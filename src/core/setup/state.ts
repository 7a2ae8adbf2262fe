import type { FoundWebhook, HostedRepository, OwnerKind, Protection } from '../forge/hosting';
import type { Fact } from '../support/fact';
import type { Message } from '../support/message';

/**
 * What a branch of the repository is to what is wished. `grown`: it began so, and people went on from there. `other`: it has
 * other content, and never had what is wished.
 */
export type BranchState = 'same' | 'grown' | 'other' | 'missing';

export interface Branches {
  /** How many refs of whatever kind there are. */
  readonly refs: number;
  /** Of the branches that are wished. */
  readonly states: ReadonlyMap<string, BranchState>;
}

/** What stands in a place that holds one thing of a name. */
export type Place =
  | { readonly kind: 'free' }
  /** `note`: what a person should know of it all the same. */
  | { readonly kind: 'there'; readonly note?: Message }
  | { readonly kind: 'differs'; readonly how: Message }
  | { readonly kind: 'impossible'; readonly why: Message }
  /** It could not be read. */
  | { readonly kind: 'unknown'; readonly why: Message };

/** How things are, as they were found in one look. */
export interface SetupState {
  readonly owner: Fact<OwnerKind | undefined>;
  /** Nothing where there is none. */
  readonly repository: Fact<HostedRepository | undefined>;
  /** Nothing where there is no repository. */
  readonly branches: Fact<Branches> | undefined;
  /** Of each branch that is there. */
  readonly protection: ReadonlyMap<string, Fact<Protection | undefined>>;
  /** Nothing where nobody asked, or there is no repository. */
  readonly webhooks: Fact<readonly FoundWebhook[]> | undefined;
  readonly catalog: Place;
  /** By the name of the file. */
  readonly access: ReadonlyMap<string, Place>;
}
