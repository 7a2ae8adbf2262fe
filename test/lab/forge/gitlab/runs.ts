import { json, text } from '../answer';
import { param, type RepositoryCall, type Route } from '../api/call';
import type { ForgeParts } from '../parts';
import { Refusal } from '../refusal';
import type { JobRecord, JobState, RunRecord } from '../runs';
import type { RepositoryRecord } from '../state';
import { onProject, paged } from './call';

/** Pipelines and their jobs. Source: GitLab REST API, "Pipelines", "Jobs". */
export const runRoutes: readonly Route[] = [
  onProject('GET', '/pipelines', 'read', (call) => {
    const [sha, ref] = [call.query.get('sha'), call.query.get('ref')];
    const found = call.repository.runs.filter(
      (run) => (sha ?? run.commit) === run.commit && (ref ?? run.branch) === run.branch,
    );
    return paged(call, found.toReversed(), (run) => pipelineView(call, run));
  }),
  onProject('GET', '/pipelines/:number/jobs', 'read', (call) => {
    const run = named(call);
    return paged(call, run.jobs, (job) => jobView(call, run, job));
  }),
  onProject('GET', '/pipelines/:number/bridges', 'read', (call) => {
    named(call);
    return paged(call, [], () => ({}));
  }),
  onProject('GET', '/jobs/:number/trace', 'read', (call) => {
    const job = call.repository.runs
      .flatMap(({ jobs }) => jobs)
      .find((one) => String(idOf(one)) === param(call, 'number'));
    if (!job) throw Refusal.notFound('404 Job Not Found');
    return text(200, call.forge.runs.stateOf(job) === 'queued' ? '' : job.log);
  }),
  // Where nothing has failed, none of it runs again, and that is no error.
  onProject('POST', '/pipelines/:number/retry', 'write', (call) => {
    const run = named(call);
    if (!call.forge.runs.isUnderWay(run)) call.forge.runs.rerunFailed(run);
    return json(201, pipelineView(call, run));
  }),
];

function named({ forge, repository, params }: RepositoryCall): RunRecord {
  return forge.runs.find(repository, Number(params['number']));
}

/** A job that is run again is another one. */
function idOf({ id, attempt }: JobRecord): number {
  return id * 100 + attempt;
}

const states: Readonly<Record<JobState, string>> = {
  queued: 'pending',
  in_progress: 'running',
  success: 'success',
  failure: 'failed',
  cancelled: 'canceled',
  skipped: 'skipped',
};

function pageBelow(forge: ForgeParts, { fullName }: RepositoryRecord, below: string): string {
  return `${forge.url()}/${fullName}/-/${below}`;
}

function pipelineView({ forge, repository }: RepositoryCall, run: RunRecord) {
  const told = run.jobs.map((job) => forge.runs.stateOf(job));
  const worst = (['failure', 'in_progress', 'queued', 'cancelled'] as const).find((state) => told.includes(state));
  return {
    id: run.id,
    sha: run.commit,
    ref: run.branch,
    status: states[worst ?? 'success'],
    source: run.event,
    web_url: pageBelow(forge, repository, `pipelines/${run.id}`),
    created_at: run.createdAt.toISOString(),
    updated_at: run.createdAt.toISOString(),
  };
}

function progress(forge: ForgeParts, job: JobRecord) {
  const state = forge.runs.stateOf(job);
  const [hasBegun, hasEnded] = [!['queued', 'skipped'].includes(state), !['queued', 'in_progress'].includes(state)];
  return {
    status: states[state],
    allow_failure: false,
    started_at: hasBegun ? job.begins.toISOString() : null,
    finished_at: hasEnded ? job.ends.toISOString() : null,
  };
}

function jobView({ forge, repository }: RepositoryCall, run: RunRecord, job: JobRecord) {
  return {
    id: idOf(job),
    name: job.name,
    ref: run.branch,
    pipeline: { id: run.id, sha: run.commit, ref: run.branch },
    web_url: pageBelow(forge, repository, `jobs/${idOf(job)}`),
    created_at: run.createdAt.toISOString(),
    ...progress(forge, job),
  };
}

/** Jobs stand among the statuses of their commit. Source: GitLab REST API, "List the statuses of a commit". */
export function statusesOfRuns(forge: ForgeParts, repository: RepositoryRecord, commit: string) {
  return repository.runs
    .filter((run) => run.commit === commit)
    .flatMap((run) =>
      run.jobs.map((job) => ({
        id: idOf(job),
        sha: commit,
        ref: run.branch,
        name: job.name,
        description: null,
        target_url: pageBelow(forge, repository, `jobs/${idOf(job)}`),
        created_at: run.createdAt.toISOString(),
        pipeline_id: run.id,
        ...progress(forge, job),
      })),
    );
}
