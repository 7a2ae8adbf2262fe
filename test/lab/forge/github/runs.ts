import { json } from '../answer';
import { bodyOf, param, type RepositoryCall, type Route } from '../api/call';
import { storedLog } from '../logStore';
import type { ForgeParts } from '../parts';
import { Refusal } from '../refusal';
import type { JobRecord, RunRecord } from '../runs';
import type { RepositoryRecord } from '../state';
import { z } from 'zod';
import { onRepository, paged } from './call';
import { commitNamed } from './repositories';

/** Actions. Source: GitHub REST API, "Workflow runs", "Workflow jobs", "Check runs". */
export const runRoutes: readonly Route[] = [
  onRepository('GET', '/commits/:ref/check-runs', 'read', async (call) => {
    const checks = checkRunsOf(call.forge, call.repository, await commitNamed(call, param(call, 'ref')));
    return paged(
      call,
      checks,
      (check) => check,
      (shown) => ({ total_count: checks.length, check_runs: shown }),
    );
  }),
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
    const job = call.repository.runs
      .flatMap(({ jobs }) => jobs)
      .find((one) => String(idOf(one)) === param(call, 'number'));
    // Not there before it has ended.
    if (!job || !isDone(call, job)) throw Refusal.notFound('Not Found');
    return { status: 302, headers: { location: storedLog(call.forge, job.id) }, body: '' };
  }),
  onRepository('POST', '/actions/runs/:number/rerun-failed-jobs', 'write', async (call) => {
    await bodyOf(call, z.object({ enable_debug_logging: z.boolean().optional() }));
    const run = named(call);
    if (call.forge.runs.isUnderWay(run)) throw new Refusal(403, 'This workflow is already running');
    call.forge.runs.rerunFailed(run);
    return json(201, {});
  }),
];

function named({ forge, repository, params }: RepositoryCall): RunRecord {
  return forge.runs.find(repository, Number(params['number']));
}

/** Each attempt of a job is another job. */
function idOf({ id, attempt }: JobRecord): number {
  return id * 100 + attempt;
}

function isDone({ forge }: Pick<RepositoryCall, 'forge'>, job: JobRecord): boolean {
  return !['queued', 'in_progress'].includes(forge.runs.stateOf(job));
}

/** What is told of a job, as such or as a check. */
function progress(forge: ForgeParts, job: JobRecord) {
  const state = forge.runs.stateOf(job);
  const done = isDone({ forge }, job);
  return {
    status: done ? 'completed' : state,
    conclusion: done ? state : null,
    started_at: job.begins.toISOString(),
    completed_at: done ? job.ends.toISOString() : null,
  };
}

function pageOfJob(forge: ForgeParts, { fullName }: RepositoryRecord, run: RunRecord, job: JobRecord): string {
  return `${forge.url()}/${fullName}/actions/runs/${run.id}/job/${idOf(job)}`;
}

function runView({ forge, repository }: RepositoryCall, run: RunRecord) {
  const failed = run.jobs.some(({ conclusion }) => conclusion === 'failure');
  const done = !forge.runs.isUnderWay(run);
  return {
    id: run.id,
    name: run.workflow,
    head_sha: run.commit,
    head_branch: run.branch,
    path: `.github/workflows/${run.workflow.toLowerCase()}.yml`,
    event: run.event,
    run_attempt: Math.max(...run.jobs.map(({ attempt }) => attempt)),
    status: done ? 'completed' : 'in_progress',
    conclusion: done ? (failed ? 'failure' : 'success') : null,
    html_url: `${forge.url()}/${repository.fullName}/actions/runs/${run.id}`,
    created_at: run.createdAt.toISOString(),
  };
}

function jobView({ forge, repository }: RepositoryCall, run: RunRecord, job: JobRecord) {
  return {
    id: idOf(job),
    run_id: run.id,
    run_attempt: job.attempt,
    head_sha: run.commit,
    head_branch: run.branch,
    workflow_name: run.workflow,
    name: job.name,
    html_url: pageOfJob(forge, repository, run, job),
    ...progress(forge, job),
  };
}

/** A job is a check of its commit, with a number of its own. */
export function checkRunsOf(forge: ForgeParts, repository: RepositoryRecord, commit: string) {
  return repository.runs
    .filter((run) => run.commit === commit)
    .flatMap((run) =>
      run.jobs.map((job) => ({
        id: idOf(job),
        name: job.name,
        html_url: pageOfJob(forge, repository, run, job),
        details_url: pageOfJob(forge, repository, run, job),
        output: { title: null },
        check_suite: { id: run.id },
        ...progress(forge, job),
      })),
    );
}
