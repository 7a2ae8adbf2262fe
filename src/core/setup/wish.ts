import type { Protection, Webhook } from '../forge/hosting';
import type { RepositoryRef } from '../forge/types';
import type { Message } from '../support/message';
import type { Sha } from '../support/sha';

/** What is to be there once a service is set up. */
export interface Wish {
  readonly service: string;
  readonly repository: RepositoryRef;
  /** By which a repository that was made and got no further is known again: its description, word for word. */
  readonly marker: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  /** The tree of each environment branch, in the order in which they are made. */
  readonly branches: ReadonlyMap<string, Sha>;
  readonly protection: ReadonlyMap<string, Protection>;
  readonly webhook?: Webhook;
  /** What is wrong with the content, so that nothing is made of it. */
  readonly faults: readonly Message[];
  /** Files for a person to apply: they are written into a folder of theirs. */
  readonly access: ReadonlyMap<string, string>;
}

/** The description of a repository that `branchline setup` makes. */
export function markerOf(service: string): string {
  return `Configuration of ${service}, set up by Branchline`;
}
