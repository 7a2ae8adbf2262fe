import type { Observation } from '../support/observation';
import type { Sha } from '../support/sha';
import type { RepositoryRef } from './types';

/** A job of a pipeline that the forge itself runs: the smallest thing that has a log. Every text is the forge's, and hostile. */
export interface PipelineJob {
  /** The forge's own name of it, and of the run that it is part of: for the client that told it, and nobody else. */
  readonly id: string;
  readonly run: string;
  readonly name: string;
  /** What the run is called: the workflow, the pipeline, the definition of the build. */
  readonly runName: string;
  /** `unknown`: a word of the forge that nobody knows. */
  readonly result: 'passed' | 'failed' | 'cancelled' | 'skipped' | 'underWay' | 'unknown';
  /** The page of the job on the forge. */
  readonly url?: string;
  /** ISO 8601; nothing while it is under way. */
  readonly endedAt?: string;
  readonly hasLog: boolean;
  /** Whether running its run again would run this job; never of one that is under way. */
  readonly runsAgain: boolean;
}

/** The end of a log, as much of it as is read at all. It is kept nowhere. */
export interface JobLog {
  readonly text: string;
  /** Bytes before it that were left out. */
  readonly leftOut: number;
  readonly observed: Observation;
}

/** The head of a branch at which a pipeline ran. */
export interface PipelineAt {
  readonly branch: string;
  readonly commit: Sha;
}

/** Pipelines that a forge runs itself. Where others run them there are no jobs, and their checks say where they are. */
export interface ForgeJobs {
  /** The jobs of the newest run of each pipeline at exactly that commit; none that ran for another branch or a pull request. */
  jobs(repository: RepositoryRef, at: PipelineAt, signal: AbortSignal): Promise<readonly PipelineJob[]>;
  /** @throws ForgeError `notFound` where the log is gone (forges keep them for a time), `forbidden` where the token may not read it */
  log(repository: RepositoryRef, job: PipelineJob, signal: AbortSignal): Promise<JobLog>;
  /**
   * Runs those jobs of a run again that did not pass. It may deploy; it is asked for once and never repeated. Not there where the forge offers
   * programs no way (`cannot.runAgain` says so).
   * @throws ForgeError `forbidden` where the token may not, `refused` with the forge's reason
   */
  runAgain?(repository: RepositoryRef, run: string, signal: AbortSignal): Promise<void>;
}
