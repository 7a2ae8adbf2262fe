import type { Clock } from '../support/clock';
import type { Log } from '../support/log';
import type { Allowance } from './finding';
import type { CellLook } from './gates';

export interface JudgeOptions {
  readonly allowed: ReadonlySet<Allowance>;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a check of a source commit counts. */
  readonly counts: (context: string) => boolean;
  readonly cell?: CellLook | undefined;
  /** Each environment has a status of its own, so that two pull requests may have one head. */
  readonly perEnvironment: boolean;
  /** Other services of its repository that have the branch, whose verdicts would be posted as the same status. */
  readonly sameStatus?: (service: string, branch: string) => readonly string[];
}
