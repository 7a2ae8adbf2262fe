import pLimit from 'p-limit';
import type { ForgeClient } from '../forge/forgeClient';
import type { RepositoryRef } from '../forge/types';
import { hasPassed, pipelineState } from '../pipeline/rollUp';
import type { PipelineState } from '../pipeline/state';
import type { Clock } from '../support/clock';
import type { Sha } from '../support/sha';
import type { DeploymentVerdict } from './deployment';

/** Of one environment of one service; of what is left nothing is known, and that is told. */
export const mostAsked = 400;
const askedAtOnce = 4;

/** What a pipeline says of a deployment: only a final result that is good or bad counts. @see docs/measures.md, "Verdict" */
export function verdictOf(state: PipelineState): DeploymentVerdict {
  if (hasPassed(state)) return 'passed';
  return state.inFlight === 'no' && (state.verdict === 'failure' || state.verdict === 'error') ? 'failed' : 'unknown';
}

/** Where a repository is on its forge. */
export interface OnForge {
  readonly client: Pick<ForgeClient, 'identity' | 'checks' | 'mergedPullRequests'>;
  readonly repository: RepositoryRef;
}

/** Reads the checks of deployments, pipelines and `branchline/verify` alike, the first first. @throws ForgeError */
export async function askVerdicts(
  { client, repository }: OnForge,
  commits: readonly Sha[],
  clock: Clock,
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, DeploymentVerdict>> {
  const limit = pLimit(askedAtOnce);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const asked = commits.slice(0, mostAsked).map((commit) =>
    limit(async () => {
      either.throwIfAborted();
      const checks = await client.checks(repository, commit, either);
      const observed = { at: clock.now(), source: client.identity.host };
      return [commit, verdictOf(pipelineState(commit, checks, observed))] as const;
    }),
  );
  try {
    return new Map(await Promise.all(asked));
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(asked);
    throw error;
  }
}
