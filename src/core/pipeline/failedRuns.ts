import { delay } from '../support/deadline';
import { BranchlineError, reasonOf } from '../support/errors';
import { inEnglish, message } from '../support/message';
import { oneLine } from '../support/oneLine';
import type { Sha } from '../support/sha';
import { meaningOf } from './words';
import { ForgeError } from '../forge/errors';
import type { ForgeClient } from '../forge/forgeClient';
import type { RepositoryRef } from '../forge/types';
import type { LogTail } from '../forge/runs/logTail';
import type { PipelineJob } from '../forge/runs/types';

/** The commit of a branch whose pipeline is meant. */
export interface RunsPlace {
  readonly client: Pick<ForgeClient, 'identity' | 'heads' | 'runs'>;
  readonly repository: RepositoryRef;
  readonly branch: string;
  readonly commit: Sha;
}

/** What is run again, as a person agrees to it. */
export interface RunAgain {
  /** Forge's own; each is one write. */
  readonly runs: readonly string[];
  /** Those that failed, by name; what waits for them runs as well. */
  readonly jobs: readonly PipelineJob[];
}

const failures: readonly string[] = ['failure', 'error', 'cancelled'];

export function hasFailed({ state }: PipelineJob): boolean {
  const { verdict, inFlight } = meaningOf(state);
  return inFlight === 'no' && failures.includes(verdict);
}

/** What failed before what was stopped with it, and that before what may fail, and all of it before the rest. */
export function worstFirst(jobs: readonly PipelineJob[]): readonly PipelineJob[] {
  const rank = (job: PipelineJob) =>
    !hasFailed(job) ? 3 : job.mayFail ? 2 : meaningOf(job.state).verdict === 'cancelled' ? 1 : 0;
  return jobs.toSorted((one, another) => rank(one) - rank(another));
}

export function isUnderWay({ state }: PipelineJob): boolean {
  return meaningOf(state).inFlight !== 'no';
}

/** The jobs of a commit. @throws BranchlineError where this forge tells of none; ForgeError */
export async function jobsAt(place: RunsPlace, signal: AbortSignal): Promise<readonly PipelineJob[]> {
  const { client, repository } = place;
  const { cannot, needs } = client.runs;
  if (cannot.readLogs) throw ForgeError.cannot(cannot.readLogs);
  return orLacking(place, needs.readLogs, () => client.runs.jobs(repository, place, signal));
}

/** @throws BranchlineError with words of its own where the log is not there (any more), or may not be read */
export async function logOf(place: RunsPlace, job: PipelineJob, signal: AbortSignal): Promise<LogTail> {
  const { client, repository } = place;
  try {
    return await orLacking(place, client.runs.needs.readLogs, () => client.runs.log(repository, job, signal));
  } catch (error) {
    if (!ForgeError.is(error, 'notFound')) throw error;
    const said = message('The log of {job} is not there: logs are kept for a time, and not everybody may read them.', {
      job: oneLine(job.name),
    });
    throw new BranchlineError('pipeline/noLog', said, { cause: error });
  }
}

/**
 * What would be run again. Nothing while a run of it is under way: forges refuse that.
 * @throws BranchlineError `pipeline/nothingFailed`, `pipeline/underWay`; ForgeError
 */
export async function plannedAgain(place: RunsPlace, signal: AbortSignal): Promise<RunAgain> {
  const { cannot } = place.client.runs;
  if (cannot.runAgain) throw ForgeError.cannot(cannot.runAgain);
  const all = await jobsAt(place, signal);
  const jobs = all.filter(hasFailed);
  const runs = [...new Set(jobs.map(({ run }) => run))];
  if (all.some((job) => runs.includes(job.run) && isUnderWay(job))) {
    throw new BranchlineError('pipeline/underWay', message('The pipeline is under way: wait until it has ended.'), {
      nothingToDo: true,
    });
  }
  if (jobs.length > 0) return { runs, jobs };
  throw new BranchlineError(
    'pipeline/nothingFailed',
    message('No job of the forge has failed at this commit. What others ran is run again where it ran.'),
    { nothingToDo: true },
  );
}

/**
 * Has them run again. Where the branch has moved, or other jobs have failed than were agreed to, nothing is. A write that was not
 * answered is never sent again: whether it was taken is seen at the jobs themselves.
 * @returns the jobs as the forge tells of them afterwards
 * @throws ForgeError `headMoved`; BranchlineError `pipeline/changed`, `pipeline/notKnown` where nobody knows whether it was taken
 */
export async function runAgain(
  place: RunsPlace,
  agreed: RunAgain,
  signal: AbortSignal,
): Promise<readonly PipelineJob[]> {
  const { client, repository, branch, commit } = place;
  const [head] = await client.heads(repository, [branch], signal);
  if (head?.commit !== commit) throw ForgeError.headMoved(`${repository.owner}/${repository.name} ${branch}`);
  const now = await plannedAgain(place, signal);
  if (idsOf(now) !== idsOf(agreed)) {
    throw new BranchlineError('pipeline/changed', message('The pipeline has changed in the meantime. Look again.'));
  }
  signal.throwIfAborted();
  // Once a forge is asked nobody calls it back: whoever gives up in the middle would not learn that it runs. Each request ends by its own deadline.
  const { signal: never } = new AbortController();
  for (const [done, run] of now.runs.entries()) {
    await runOne(place, run, never).catch((error: unknown) => {
      throw done === 0 ? error : partly(done, now.runs.length, error);
    });
  }
  return jobsAt(place, never);
}

function partly(done: number, all: number, error: unknown): BranchlineError {
  const said = message('{done} of {all} runs were asked to run again, and then: {reason}', {
    done,
    all,
    reason: error instanceof BranchlineError ? inEnglish(error.said) : reasonOf(error),
  });
  return new BranchlineError('pipeline/partly', said, { cause: error });
}

const unanswered = ['timeout', 'unreachable', 'serverError', 'html', 'invalidAnswer'] as const;

/** A forge may take a moment until it tells of what it has taken. */
const looksAfterMs = [0, 3_000];

async function runOne(place: RunsPlace, run: string, signal: AbortSignal): Promise<void> {
  const { client, repository } = place;
  try {
    await orLacking(place, client.runs.needs.runAgain, () => client.runs.runFailedAgain(repository, run, signal));
  } catch (error) {
    if (!ForgeError.is(error, ...unanswered)) throw error;
    for (const ms of looksAfterMs) {
      await delay(ms);
      const jobs = await jobsAt(place, signal).catch(() => []);
      if (jobs.some((job) => job.run === run && isUnderWay(job))) return;
    }
    const said = message(
      'Whether the pipeline runs again is not known: {host} did not answer. Look before you try again.',
      {
        host: client.identity.host,
      },
    );
    throw new BranchlineError('pipeline/notKnown', said, { cause: error });
  }
}

function idsOf({ runs, jobs }: RunAgain): string {
  return JSON.stringify([[...runs].sort(), jobs.map(({ id }) => id).sort()]);
}

async function orLacking<T>({ client, repository }: RunsPlace, right: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!ForgeError.is(error, 'forbidden')) throw error;
    throw ForgeError.lacks(client.identity.host, `${repository.owner}/${repository.name}`, right, error);
  }
}
