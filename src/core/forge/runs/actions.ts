import * as z from 'zod';
import { at, type Api, type ReadPage } from '../http/api';
import { text } from '../http/fields';
import { path } from '../http/path';
import { sha } from '../sha';
import type { RepositoryRef } from '../types';
import type { LogTail } from './logTail';
import type { ForgeRuns, PipelineJob, RunsAt } from './types';

const runs = z.object({
  workflow_runs: z.array(z.object({ id: z.number().int(), head_sha: sha, head_branch: text, path: text, event: text })),
});
const jobs = z.object({
  jobs: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      status: text,
      conclusion: text,
      html_url: text,
      started_at: text,
    }),
  ),
});
type Run = z.infer<typeof runs>['workflow_runs'][number];
type Job = z.infer<typeof jobs>['jobs'][number];

/** Such a run may be of a fork whose branch is called the same; it says nothing of a branch. */
const ofPullRequests = /^pull_request/;

/** Actions, which Gitea has from GitHub with its addresses and words. Source: GitHub REST API, "Workflow runs", "Workflow jobs". */
export class ActionsRuns implements ForgeRuns {
  readonly cannot = {};

  constructor(
    private readonly api: Api,
    private readonly paged: Pick<ReadPage, 'page' | 'isLast'>,
    readonly needs: ForgeRuns['needs'],
    /** What is said where something is run again. */
    private readonly again?: object,
  ) {}

  async jobs(
    repository: RepositoryRef,
    { branch, commit }: RunsAt,
    signal: AbortSignal,
  ): Promise<readonly PipelineJob[]> {
    const { api, paged } = this;
    const where = { ...at(repository, '/actions/runs'), query: { head_sha: commit, branch }, ...paged };
    const all = await api.pages(runs, (page) => page.workflow_runs, where, signal);
    const newest = newestOf(
      all.filter((run) => run.head_sha === commit && run.head_branch === branch && !ofPullRequests.test(run.event)),
    );
    const found = newest.map(async (run) => {
      const below = { ...at(repository, path`/actions/runs/${run.id}/jobs`), ...paged };
      return (await api.pages(jobs, (page) => page.jobs, below, signal)).map((job) => jobFrom(run, job));
    });
    return (await Promise.all(found)).flat();
  }

  /** The forge sends on to where logs lie, on another host: the token stays here. */
  log(repository: RepositoryRef, { id }: PipelineJob, signal: AbortSignal): Promise<LogTail> {
    return this.api.tail(at(repository, path`/actions/jobs/${id}/logs`), signal);
  }

  async runFailedAgain(repository: RepositoryRef, run: string, signal: AbortSignal): Promise<void> {
    const where = at(repository, path`/actions/runs/${run}/rerun-failed-jobs`);
    await this.api.write(z.unknown(), { ...where, method: 'POST', body: this.again }, signal);
  }
}

/** Of each workflow by what started it. */
function newestOf(all: readonly Run[]): readonly Run[] {
  const newest = new Map<string, Run>();
  for (const run of all) {
    const key = JSON.stringify([run.path, run.event]);
    if (run.id > (newest.get(key)?.id ?? -1)) newest.set(key, run);
  }
  return [...newest.values()];
}

function jobFrom(run: Run, { id, name, status, conclusion, html_url: url, started_at: startedAt }: Job): PipelineJob {
  return {
    id: String(id),
    run: String(run.id),
    name,
    state: conclusion === '' ? status : conclusion,
    mayFail: false,
    ...(url !== '' && { url }),
    hasLog: startedAt !== '' && conclusion !== 'skipped',
  };
}
