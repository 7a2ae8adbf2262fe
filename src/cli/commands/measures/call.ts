import type { Instant } from '../../../core/support/clock';

/** What `branchline measures` was called with. */
export interface MeasuresCall {
  readonly service?: string;
  readonly environment?: string;
  readonly catalog?: string;
  readonly since: Instant;
  readonly until: Instant;
  readonly json?: boolean;
  readonly csv?: boolean;
}
