import type { Instant } from '../../../core/support/clock';

/** What `branchline changes` was called with. */
export interface ChangesCall {
  readonly environment: string;
  readonly service?: string;
  readonly catalog?: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly json?: boolean;
}
