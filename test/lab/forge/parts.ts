import type { Accounts } from './accounts';
import type { Branches } from './branches';
import type { Dialect } from './dialect';
import type { Events } from './events';
import type { Pulls } from './pulls';
import type { Repositories } from './repositories';
import type { Runs } from './runs';
import type { Unsettled } from './settle';
import type { Statuses } from './statuses';
import type { Webhooks } from './webhooks';

/** The forge's parts, as the API's handlers use them. */
export interface ForgeParts {
  readonly accounts: Accounts;
  readonly repositories: Repositories;
  readonly branches: Branches;
  readonly pulls: Pulls;
  readonly statuses: Statuses;
  readonly runs: Runs;
  readonly webhooks: Webhooks;
  readonly events: Events;
  /** Branches that were pushed and that the forge's index does not know yet. */
  readonly indexing: Unsettled;
  /** Pull requests whose mergeability is not known yet. */
  readonly checking: Unsettled;
  readonly dialect: Dialect;
  readonly now: () => Date;
  /** Base address, without a trailing slash. */
  readonly url: () => string;
}
