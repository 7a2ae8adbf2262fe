import * as z from 'zod';
import type { Api } from '../http/api';
import { text } from '../http/fields';
import type { LogTail } from '../runs/logTail';
import type { ForgeRuns, PipelineJob, RunsAt } from '../runs/types';
import type { RepositoryRef } from '../types';
import { newestBuilds, readBuilds } from './checks';
import { inProject, part, unreleased } from './project';
import type { AzureProjects } from './projects';

const timeline = z
  .object({
    records: z.array(
      z.object({
        id: z.string(),
        parentId: text,
        type: text,
        name: text,
        identifier: text,
        state: text,
        result: text,
        log: z.object({ id: z.number().int() }).nullish(),
      }),
    ),
  })
  .nullish();
type Entry = NonNullable<z.infer<typeof timeline>>['records'][number];

/** Words that others have for something else. */
const words: Readonly<Record<string, string>> = {
  succeeded: 'success',
  succeededWithIssues: 'warning',
  abandoned: 'cancelled',
  canceled: 'cancelled',
  inProgress: 'running',
  pending: 'queued',
};

/** Builds, their timelines and stages. Source: Azure DevOps REST API, "Builds", "Timeline", "Stages". */
export class AzureRuns implements ForgeRuns {
  readonly cannot = {};
  readonly needs = { readLogs: 'vso.build', runAgain: 'vso.build_execute' };

  constructor(
    private readonly api: Api,
    private readonly projects: AzureProjects,
  ) {}

  async jobs(
    repository: RepositoryRef,
    { branch, commit }: RunsAt,
    signal: AbortSignal,
  ): Promise<readonly PipelineJob[]> {
    const place = await this.projects.recentPlaceOf(repository, signal);
    const ofBranch = (await readBuilds(this.api, place, signal)).filter(
      ({ sourceBranch }) => sourceBranch === `refs/heads/${branch}`,
    );
    const builds = newestBuilds(ofBranch, commit);
    const found = builds.map(async ({ id }) => {
      const told = await this.api.get(timeline, inProject(repository.owner, `/build/builds/${id}/timeline`), signal);
      return jobsOf(id, told?.records ?? []);
    });
    return (await Promise.all(found)).flat();
  }

  log({ owner }: RepositoryRef, { id }: PipelineJob, signal: AbortSignal): Promise<LogTail> {
    const [build = '', log = ''] = id.split('/');
    return this.api.tail(inProject(owner, `/build/builds/${part(build)}/logs/${part(log)}`), signal, 'text/plain');
  }

  /** A build is run again stage by stage. */
  async runFailedAgain({ owner }: RepositoryRef, run: string, signal: AbortSignal): Promise<void> {
    const [build = '', ...stage] = run.split('/');
    const where = inProject(owner, `/build/builds/${part(build)}/stages/${part(stage.join('/'))}`);
    const body = { state: 'retry', forceRetryAllJobs: false };
    await this.api.write(z.unknown(), { ...where, query: unreleased, method: 'PATCH', body }, signal);
  }
}

function jobsOf(build: number, records: readonly Entry[]): readonly PipelineJob[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return records
    .filter(({ type }) => type === 'Job')
    .map((record): PipelineJob => {
      const { name, state, result, log } = record;
      const word = state === 'completed' ? result : state;
      return {
        id: `${build}/${log?.id ?? ''}`,
        run: `${build}/${stageOf(record, byId)}`,
        name,
        state: words[word] ?? word,
        mayFail: false,
        hasLog: Boolean(log),
      };
    });
}

/** What a job stands in. A pipeline without stages has one all the same, which is called so. Source: Azure DevOps REST API, "Stages". */
function stageOf(record: Entry, byId: ReadonlyMap<string, Entry>): string {
  let found: Entry | undefined = record;
  for (let steps = 0; found && found.type !== 'Stage' && steps < 10; steps++) found = byId.get(found.parentId);
  return found?.type === 'Stage' && found.identifier !== '' ? found.identifier : '__default';
}
