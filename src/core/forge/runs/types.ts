import type { Message } from '../../support/message';
import type { Sha } from '../../support/sha';
import type { RepositoryRef } from '../types';
import type { LogTail } from './logTail';

/** The head of a branch, for which it ran: another branch may have the same commit, and deploys elsewhere. */
export interface RunsAt {
  readonly branch: string;
  readonly commit: Sha;
}

/** One job of what ran, or runs, for a commit. Its texts are remote. */
export interface PipelineJob {
  /** The forge's own, for its log: it means nothing to others. */
  readonly id: string;
  /** What is run again as a whole, in the forge's own words: several jobs have the same. */
  readonly run: string;
  readonly name: string;
  /** The forge's own word: `meaningOf` knows it. */
  readonly state: string;
  /** Whether it stops nothing when it fails: it is run again with the others all the same. */
  readonly mayFail: boolean;
  readonly url?: string;
  /** Not there before it has started, and where it never did. */
  readonly hasLog: boolean;
}

/** What of jobs some forges cannot do at all, whoever asks. */
export type RunCapability = 'readLogs' | 'runAgain';

/**
 * What a forge itself runs for commits: its jobs, their logs, and to have those that failed run again. What others ran and told of by
 * a status is none of it. Every call takes a signal, has a deadline, and fails with a `ForgeError`; nothing is repeated.
 */
export interface ForgeRuns {
  /** What this forge cannot do, each with why; whoever wants it looks here first. */
  readonly cannot: Readonly<Partial<Record<RunCapability, Message>>>;
  /** The least right that a token needs, in the forge's own words. */
  readonly needs: Readonly<Record<RunCapability, string>>;
  /** Of the newest of each pipeline at exactly that commit of that branch; nothing where the forge ran none, nor of what a fork or a pull request ran. */
  jobs(repository: RepositoryRef, at: RunsAt, signal: AbortSignal): Promise<readonly PipelineJob[]>;
  /** The end of what a job said, as it stands there: `plainLog` makes it fit to be shown. Kept nowhere. */
  log(repository: RepositoryRef, job: PipelineJob, signal: AbortSignal): Promise<LogTail>;
  /** Has the failed jobs of a run, and those that wait for them, run again. The one write here. @param run of a `PipelineJob` */
  runFailedAgain(repository: RepositoryRef, run: string, signal: AbortSignal): Promise<void>;
}
