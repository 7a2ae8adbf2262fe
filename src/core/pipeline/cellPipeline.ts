import type { LogTail } from '../forge/runs/logTail';
import type { ForgeRuns, PipelineJob } from '../forge/runs/types';
import type { RunAgain } from './failedRuns';

/** The pipeline of a cell's head on its forge: read afresh at each call, and kept nowhere. All fail with `ForgeError` or `BranchlineError`. */
export interface CellPipeline {
  /** The commit that is meant by all of it. */
  readonly commit: string;
  readonly host: string;
  /** What its forge cannot do, each with why. */
  readonly cannot: ForgeRuns['cannot'];
  jobs(signal: AbortSignal): Promise<readonly PipelineJob[]>;
  log(job: PipelineJob, signal: AbortSignal): Promise<LogTail>;
  planned(signal: AbortSignal): Promise<RunAgain>;
  /** The name of the account by which it would be run. */
  account(signal: AbortSignal): Promise<string>;
  /** The one write. Only ever because a person agreed to it. */
  runAgain(agreed: RunAgain, signal: AbortSignal): Promise<readonly PipelineJob[]>;
}
