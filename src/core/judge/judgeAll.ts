import pLimit from 'p-limit';
import type { Service } from '../catalog/catalog';
import type { FleetDependencies } from '../fleet/dependencies';
import { locateService } from '../fleet/observe/locatedService';
import { deadline, isTimeout } from '../support/deadline';
import { BranchlineError, isAbort } from '../support/errors';
import { inEnglish } from '../support/message';
import { NothingToJudge } from './judgePullRequest';
import { judgeNow, type Judged, type JudgeNowOptions } from './judgeNow';

/** What became of one pull request, or of a service whose pull requests could not be read. */
export type Answer =
  | ({ readonly kind: 'judged' } & Judged)
  | { readonly kind: 'failed'; readonly service: string; readonly number?: number; readonly said: string };

/** Services at a time; the pull requests of one are judged one after the other, since they share a mirror. */
const atATime = 4;

/**
 * Judges every open pull request towards an environment branch. A forge or a repository that fails, or takes too long, does
 * so alone. Answers are in the order of the services and of the numbers.
 * @throws the signal's reason
 */
export async function judgeAll(
  services: readonly Service[],
  deps: FleetDependencies,
  options: JudgeNowOptions,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const limit = pLimit(atATime);
  const answers = await Promise.all(
    services.map((service) => limit(() => judgeService(service, deps, options, signal))),
  );
  return answers.flat();
}

async function judgeService(
  service: Service,
  deps: FleetDependencies,
  options: JudgeNowOptions,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const environments = new Set(service.environments.map(({ branch }) => branch));
  const answers: Answer[] = [];
  try {
    const inTime = deadline(signal, options.timeoutMs);
    const located = await locateService(service, deps, inTime);
    const { client, repository } = located.forge;
    const open = await client.openPullRequests(repository, undefined, inTime);
    const towards = open.filter(({ base }) => environments.has(base.branch)).map(({ number }) => number);
    for (const number of towards.toSorted((one, other) => one - other)) {
      try {
        const judged = await judgeNow(located, number, options, signal, open);
        answers.push({ kind: 'judged', ...judged });
      } catch (error) {
        // It was closed, or moved to another branch, since they were listed.
        if (error instanceof NothingToJudge) continue;
        answers.push({ kind: 'failed', service: service.name, number, said: saidOf(error, service, options, signal) });
      }
    }
  } catch (error) {
    answers.push({ kind: 'failed', service: service.name, said: saidOf(error, service, options, signal) });
  }
  return answers;
}

/** @throws where somebody cancels */
function saidOf(error: unknown, service: Service, { log }: JudgeNowOptions, signal: AbortSignal): string {
  if (signal.aborted) throw error;
  log.error(`[judge] ${service.name}`, error);
  if (error instanceof BranchlineError) return inEnglish(error.said);
  return isTimeout(error) || isAbort(error)
    ? 'There was no answer in time.'
    : 'Something went wrong that should not have.';
}
