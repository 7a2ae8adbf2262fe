import type { Remote } from '../git/environment';
import type { ForgeClient } from '../forge/forgeClient';
import type { RepositoryRef } from '../forge/types';
import type { Unknown } from '../support/observation';

/** Where a service's repository is, for git and for the forge. */
export interface ServiceLocation {
  readonly remote: Remote;
  readonly forge: ForgeLocation | Unknown;
  /** As the forge says, else as git does; nothing where neither tells. */
  readonly defaultBranch: string | undefined;
}

export interface ForgeLocation {
  readonly kind: 'known';
  readonly client: ForgeClient;
  readonly repository: RepositoryRef;
}
