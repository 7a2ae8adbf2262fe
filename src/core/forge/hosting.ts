import type { ForgeIdentity, RepositoryRef } from './types';

/** A repository, as whoever sets it up has to know it. */
export interface HostedRepository extends RepositoryRef {
  readonly description: string;
  /** Empty where the forge names none. */
  readonly defaultBranch: string;
  readonly archived: boolean;
  readonly private: boolean;
  /** Whether whoever asks may change its settings. */
  readonly mayAdminister: boolean;
}

export interface NewRepository {
  readonly description: string;
  readonly defaultBranch: string;
  readonly private: boolean;
}

/** Who repositories lie under. `self`: the account that asks. */
export type OwnerKind = 'organisation' | 'self' | 'person';

export type WebhookEvent = 'push' | 'pull_request' | 'status';

export interface Webhook {
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly active: boolean;
}

/** A webhook that is there. */
export interface FoundWebhook extends Webhook {
  /** Whether its receiver is told as by one of ours: in the forge's own JSON, and only if its certificate is right. */
  readonly isUsual: boolean;
}

/** What a branch is protected by. What a forge does not know of is left out. */
export interface Protection {
  readonly pullRequestsOnly: boolean;
  /** Whether somebody may push another history, or delete the branch. */
  readonly mayForcePush: boolean;
  readonly mayDelete: boolean;
  readonly requiredChecks: readonly string[];
  readonly requiredApprovals: number;
  readonly needsCodeOwner?: boolean;
  /** What is asked for before something lands is only warned of: it lands all the same. */
  readonly onlyWarns?: true;
}

/**
 * What Branchline sets up on a forge, apart from what it asks of one (`ForgeClient`). Nothing here replaces what is there
 * but `setDefaultBranch`. Every call takes a signal, has a deadline, is never repeated, and fails with a `ForgeError`:
 * `forbidden`, `notFound`, `unauthorised` where the token may not, `refused` with the forge's own reason.
 */
export interface ForgeHosting {
  readonly identity: ForgeIdentity;
  /** Nothing where there is no such owner, or it is hidden. */
  owner(name: string, signal: AbortSignal): Promise<OwnerKind | undefined>;
  /** Nothing where there is none, or it is hidden. */
  find(repository: RepositoryRef, signal: AbortSignal): Promise<HostedRepository | undefined>;
  /** Creates it, with nothing in it. */
  create(
    owner: OwnerKind,
    repository: RepositoryRef,
    wanted: NewRepository,
    signal: AbortSignal,
  ): Promise<HostedRepository>;
  /** Whether what was pushed to a repository with nothing in it has been taken up: some forges do so a moment later. */
  hasTakenUp(repository: RepositoryRef, signal: AbortSignal): Promise<boolean>;
  setDefaultBranch(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<void>;
  webhooks(repository: RepositoryRef, signal: AbortSignal): Promise<readonly FoundWebhook[]>;
  /** @param secret by which the receiver knows the forge; it is never read back */
  addWebhook(
    repository: RepositoryRef,
    webhook: Webhook,
    secret: string | undefined,
    signal: AbortSignal,
  ): Promise<void>;
  /** Nothing where the branch is not protected. For who may administer the repository: to others some forges say the same. */
  protection(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Protection | undefined>;
  /** Protects a branch that is not protected yet. */
  protect(repository: RepositoryRef, branch: string, wanted: Protection, signal: AbortSignal): Promise<void>;
}
