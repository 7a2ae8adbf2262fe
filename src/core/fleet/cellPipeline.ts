import type { CellPipeline } from '../pipeline/cellPipeline';
import { jobsAt, logOf, plannedAgain, runAgain, type RunsPlace } from '../pipeline/failedRuns';
import { BranchlineError } from '../support/errors';
import { forgeOfService } from './observe/locatedService';
import type { ServiceObserver } from './observe/serviceObserver';
import type { Cell } from './state/snapshot';

export async function cellPipeline(observer: ServiceObserver, cell: Cell, signal: AbortSignal): Promise<CellPipeline> {
  const { client, repository } = await forgeOfService(observer, signal);
  if (cell.head.kind === 'unknown') throw new BranchlineError('fleet/noHead', cell.head.said);
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
