import * as z from 'zod';
import type { Sha } from '../../support/sha';
import type { Api } from '../http/api';
import { no, text } from '../http/fields';
import { foundOr } from '../http/found';
import type { LogTail } from '../runs/logTail';
import type { ForgeRuns, PipelineJob, RunsAt } from '../runs/types';
import type { RepositoryRef } from '../types';
import * as answers from './answers';
import { newestOf } from './checks';
import { at, paged, part } from './project';

const jobs = z.array(
  z.object({
    id: z.number().int(),
    name: z.string(),
    status: z.string(),
    allow_failure: no,
    web_url: text,
    started_at: text,
  }),
);
const bridges = z.array(
  z.object({
    downstream_pipeline: z.object({ id: z.number().int(), sha: text, project_id: z.number().nullish() }).nullish(),
  }),
);

/** A child of a child has none. Source: GitLab docs, "Downstream pipelines". */
const deepest = 2;

/** Pipelines and their jobs, also of children in the same project. Source: GitLab REST API, "Pipelines", "Jobs". */
export class GitLabRuns implements ForgeRuns {
  readonly cannot = {};
  readonly needs = { readLogs: 'read_api', runAgain: 'api' };

  constructor(private readonly api: Api) {}

  async jobs(
    repository: RepositoryRef,
    { branch, commit }: RunsAt,
    signal: AbortSignal,
  ): Promise<readonly PipelineJob[]> {
    const where = { ...at(repository, '/pipelines'), query: { sha: commit, ref: branch, per_page: 100 } };
    const all = await this.api.get(answers.pipelines, where, signal);
    const own = newestOf(
      all.filter(({ source, sha, ref }) => source !== 'external' && sha === commit && ref === branch),
    );
    return (await Promise.all(own.map(({ id }) => this.jobsOf(repository, commit, id, deepest, signal)))).flat();
  }

  log(repository: RepositoryRef, { id }: PipelineJob, signal: AbortSignal): Promise<LogTail> {
    return this.api.tail(at(repository, `/jobs/${part(id)}/trace`), signal);
  }

  async runFailedAgain(repository: RepositoryRef, run: string, signal: AbortSignal): Promise<void> {
    const where = at(repository, `/pipelines/${part(run)}/retry`);
    await this.api.write(z.unknown(), { ...where, method: 'POST' }, signal);
  }

  private async jobsOf(
    repository: RepositoryRef,
    commit: Sha,
    pipeline: number,
    depth: number,
    signal: AbortSignal,
  ): Promise<readonly PipelineJob[]> {
    const below = (what: string) => ({ ...at(repository, `/pipelines/${pipeline}/${what}`), ...paged });
    const [found, started] = await Promise.all([
      this.api.pages(jobs, (page) => page, below('jobs'), signal),
      depth === 0 ? [] : foundOr(this.api.pages(bridges, (page) => page, below('bridges'), signal)),
    ]);
    // One in another project is of another commit.
    const children = (started ?? []).flatMap(({ downstream_pipeline: child }) =>
      child?.sha === commit ? child.id : [],
    );
    const deeper = children.map((child) => this.jobsOf(repository, commit, child, depth - 1, signal));
    return [...found.map((job) => jobFrom(pipeline, job)), ...(await Promise.all(deeper)).flat()];
  }
}

function jobFrom(pipeline: number, job: z.infer<typeof jobs>[number]): PipelineJob {
  const { id, name, status: state, allow_failure: mayFail, web_url: url, started_at: startedAt } = job;
  return {
    id: String(id),
    run: String(pipeline),
    name,
    state,
    mayFail,
    ...(url !== '' && { url }),
    hasLog: startedAt !== '',
  };
}
