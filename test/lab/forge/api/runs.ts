import { empty, text } from '../answer';
import type { ForgeParts } from '../parts';
import { Refusal } from '../refusal';
import type { JobRecord, JobState, RunRecord } from '../runs';
import type { RepositoryRecord, StatusRecord } from '../state';
import type { CommitState } from '../types';
import { onRepository, paged, param, type RepositoryCall, type Route } from './call';

/** Actions. Source: Gitea 1.26, `routers/api/v1/repo/action.go` and `services/actions`. */
export const runRoutes: readonly Route[] = [
  onRepository('GET', '/actions/runs', 'read', (call) => {
    const found = call.forge.runs.asked(call);
    return paged(
      call,
      found,
      (run) => runView(call, run),
      (shown) => ({ total_count: found.length, workflow_runs: shown }),
    );
  }),
  onRepository('GET', '/actions/runs/:number/jobs', 'read', (call) => {
    const run = named(call);
    return paged(
      call,
      run.jobs,
      (job) => jobView(call, run, job),
      (shown) => ({ total_count: run.jobs.length, jobs: shown }),
    );
  }),
  onRepository('GET', '/actions/jobs/:number/logs', 'read', (call) => {
    const job = call.repository.runs.flatMap(({ jobs }) => jobs).find(({ id }) => String(id) === param(call, 'number'));
    if (!job || ['queued', 'skipped'].includes(call.forge.runs.stateOf(job))) throw Refusal.notFound();
    return text(200, job.log);
  }),
  onRepository('POST', '/actions/runs/:number/rerun-failed-jobs', 'write', (call) => {
    const run = named(call);
    if (call.forge.runs.isUnderWay(run)) throw new Refusal(400, 'this workflow run is not done');
    call.forge.runs.rerunFailed(run);
    return empty(201);
  }),
];

function named({ forge, repository, params }: RepositoryCall): RunRecord {
  return forge.runs.find(repository, Number(params['number']));
}

function progress(forge: ForgeParts, job: JobRecord) {
  const state = forge.runs.stateOf(job);
  const done = state !== 'queued' && state !== 'in_progress';
  return {
    status: done ? 'completed' : state,
    conclusion: done ? state : '',
    started_at: job.begins.toISOString(),
    completed_at: done ? job.ends.toISOString() : null,
  };
}

function runView({ forge, repository }: RepositoryCall, run: RunRecord) {
  const file = `${run.workflow.toLowerCase()}.yml`;
  const failed = run.jobs.some(({ conclusion }) => conclusion === 'failure');
  const done = !forge.runs.isUnderWay(run);
  return {
    id: run.id,
    head_sha: run.commit,
    head_branch: run.branch,
    path: `${file}@refs/heads/${run.branch}`,
    event: run.event,
    run_attempt: Math.max(...run.jobs.map(({ attempt }) => attempt)),
    status: done ? 'completed' : 'in_progress',
    conclusion: done ? (failed ? 'failure' : 'success') : '',
    html_url: `${forge.url()}/${repository.fullName}/actions/runs/${run.id}`,
  };
}

function pageOfJob(forge: ForgeParts, { fullName }: RepositoryRecord, run: RunRecord, job: JobRecord): string {
  return `${forge.url()}/${fullName}/actions/runs/${run.id}/jobs/${job.id}`;
}

function jobView({ forge, repository }: RepositoryCall, run: RunRecord, job: JobRecord) {
  return {
    id: job.id,
    run_id: run.id,
    run_attempt: job.attempt,
    head_sha: run.commit,
    head_branch: run.branch,
    name: job.name,
    html_url: pageOfJob(forge, repository, run, job),
    ...progress(forge, job),
  };
}

const states: Readonly<Record<JobState, CommitState>> = {
  queued: 'pending',
  in_progress: 'pending',
  success: 'success',
  failure: 'failure',
  cancelled: 'failure',
  skipped: 'skipped',
};

/** What each job says of itself at its commit. Source: Gitea, `services/actions/commit_status.go`. */
export function statusesOfRuns(forge: ForgeParts, repository: RepositoryRecord, commit: string): StatusRecord[] {
  const creator = forge.accounts.actor(undefined);
  return repository.runs
    .filter((run) => run.commit === commit)
    .flatMap((run) =>
      run.jobs.map((job) => {
        const state = forge.runs.stateOf(job);
        return {
          id: 1_000_000 + job.id * 100 + job.attempt,
          commit,
          context: `${run.workflow} / ${job.name} (${run.event})`,
          state: states[state],
          description: state === 'in_progress' ? 'Has started running' : '',
          targetUrl: pageOfJob(forge, repository, run, job),
          creator,
          createdAt: state === 'queued' || state === 'in_progress' ? job.begins : job.ends,
        };
      }),
    )
    .toReversed();
}
