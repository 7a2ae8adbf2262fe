/** What `branchline bisect` was called with. */
export interface BisectCall {
  readonly service: string;
  readonly environment: string;
  readonly good: readonly string[];
  readonly bad?: readonly string[];
  readonly skip?: readonly string[];
  /** What follows is a program that tells good from bad. */
  readonly run?: boolean;
  readonly timeout: string;
  /** False with `--no-verdicts`. */
  readonly verdicts: boolean;
  readonly catalog?: string;
  readonly json?: boolean;
}
