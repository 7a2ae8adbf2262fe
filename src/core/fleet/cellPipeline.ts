import type { LogTail } from '../forge/runs/logTail';
import type { ForgeRuns, PipelineJob } from '../forge/runs/types';
import { jobsAt, logOf, plannedAgain, runAgain, type RunAgain, type RunsPlace } from '../pipeline/failedRuns';
import { BranchlineError } from '../support/errors';
import type { ServiceObserver } from './observe/serviceObserver';
import type { Cell } from './state/snapshot';

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

export async function cellPipeline(observer: ServiceObserver, cell: Cell, signal: AbortSignal): Promise<CellPipeline> {
  const { forge } = await observer.whereabouts(signal);
  if (forge.kind === 'unknown') throw new BranchlineError('fleet/noForge', forge.said);
  if (cell.head.kind === 'unknown') throw new BranchlineError('fleet/noHead', cell.head.said);
  const { client, repository } = forge;
  const commit = cell.head.commit.sha;
  const place: RunsPlace = { client, repository, branch: cell.environment.branch, commit };
  return {
    commit,
    host: client.identity.host,
    cannot: client.runs.cannot,
    jobs: (own) => jobsAt(place, own),
    log: (job, own) => logOf(place, job, own),
    planned: (own) => plannedAgain(place, own),
    account: (own) => client.account(own),
    runAgain: async (agreed, own) => {
      const jobs = await runAgain(place, agreed, own);
      observer.expectChange();
      void observer.look('landed');
      return jobs;
    },
  };
}
